"""The rules of a web ACL: what each stops, in which order, and how strictly.

Pure functions from the typed choices of ``WebAclArgs`` to the SDK's rule arguments. Priorities are one table, so that
a new rule never renumbers an old one. Managed groups and their capacity units (about 1,200 of 1,500 in all) are in
the AWS WAF developer guide, "AWS Managed Rules rule groups list".
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from pulumi_aws import wafv2

WINDOWS: Final = (60, 120, 300, 600)
"""Seconds over which AWS WAF can count the requests of one address."""
BODY_LIMIT: Final = 8192
"""Bytes of a body that AWS WAF inspects behind a load balancer; a larger one cannot be measured, only refused."""

PRIORITIES: Final[Mapping[str, int]] = MappingProxyType(
    {
        "ip-reputation": 0,
        "anonymous-ip": 10,
        "login-rate": 20,
        "rate": 30,
        "body-size": 40,
        "known-bad-inputs": 50,
        "sql-injection": 60,
        "common": 70,
    }
)
"""Cheap refusals first: addresses, then rates and sizes, then the groups that read the whole request."""

MANAGED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "ip-reputation": "AWSManagedRulesAmazonIpReputationList",
        "anonymous-ip": "AWSManagedRulesAnonymousIpList",
        "known-bad-inputs": "AWSManagedRulesKnownBadInputsRuleSet",
        "sql-injection": "AWSManagedRulesSQLiRuleSet",
        "common": "AWSManagedRulesCommonRuleSet",
    }
)
RESPONSES: Final[Mapping[int, tuple[str, str]]] = MappingProxyType(
    {
        413: ("content-too-large", '{"error":"content_too_large"}'),
        429: ("too-many-requests", '{"error":"too_many_requests"}'),
    }
)
"""Status code to the key and the JSON body that a blocked client is told."""

# However the client wrote the path: encoded, with dots, in capitals.
_PATH_TRANSFORMATIONS: Final = ("URL_DECODE", "NORMALIZE_PATH", "LOWERCASE")

# Empty on the wire, present by their key. The SDK does not type constructors that take no arguments.
_GROUP_DECIDES: Final = wafv2.WebAclRuleOverrideActionNoneArgs()  # type: ignore[no-untyped-call]
_ONLY_COUNTED: Final = wafv2.WebAclRuleOverrideActionCountArgs()  # type: ignore[no-untyped-call]
_URI_PATH: Final = wafv2.WebAclRuleStatementByteMatchStatementFieldToMatchUriPathArgs()  # type: ignore[no-untyped-call]
_SCOPED_URI_PATH: Final = (
    wafv2.WebAclRuleStatementRateBasedStatementScopeDownStatementByteMatchStatementFieldToMatchUriPathArgs()  # type: ignore[no-untyped-call]
)


class GroupMode(StrEnum):
    """Whether a managed group blocks, or only counts while it is rolled out (an exemption of at most 30 days)."""

    BLOCK = "block"
    COUNT = "count"


@dataclass(frozen=True, kw_only=True)
class ManagedGroups:
    """The mode of each AWS managed rule group; every group is always there (control edge.waf)."""

    common: GroupMode = GroupMode.BLOCK
    known_bad_inputs: GroupMode = GroupMode.BLOCK
    sql_injection: GroupMode = GroupMode.BLOCK
    ip_reputation: GroupMode = GroupMode.BLOCK
    anonymous_ip: GroupMode = GroupMode.BLOCK

    def modes(self) -> Mapping[str, GroupMode]:
        """The mode of each managed rule by the rule's name."""
        return {field.name.replace("_", "-"): getattr(self, field.name) for field in fields(self)}


@dataclass(frozen=True, kw_only=True)
class RateLimit:
    """How many requests one client address may send in ``window_seconds`` before it is blocked.

    AWS WAF takes limits from 10 and windows of 60, 120, 300 or 600 seconds; else ValueError.
    """

    requests: int = 2000
    window_seconds: int = 300

    def __post_init__(self) -> None:
        if self.requests < 10:
            raise ValueError(f"requests is {self.requests}, AWS WAF counts from 10: give 10 or more")
        if self.window_seconds not in WINDOWS:
            raise ValueError(
                f"window_seconds is {self.window_seconds}, AWS WAF knows 60, 120, 300 and 600: give one of them"
            )


@dataclass(frozen=True, kw_only=True)
class LoginLimit:
    """A stricter rate for the paths where credentials are tried, each matched as a lower-case prefix."""

    paths: tuple[str, ...]
    rate: RateLimit = RateLimit(requests=100, window_seconds=300)

    def __post_init__(self) -> None:
        if not self.paths:
            raise ValueError("paths is empty: name the login paths, or leave the login limit out")
        check_paths("paths", self.paths)


def check_paths(field: str, paths: tuple[str, ...]) -> None:
    """Raises ValueError where a path prefix could never match, or would match every request."""
    for path in paths:
        if not path.startswith("/") or path == "/" or path != path.lower():
            raise ValueError(
                f"{field} has {path!r}, which is not a lower-case path prefix below '/': write it like '/login'"
            )
    if len(set(paths)) != len(paths):
        raise ValueError(f"{field} names a path twice: name each once")


def web_acl_rules(
    *,
    prefix: str,
    groups: ManagedGroups,
    rate: RateLimit,
    login: LoginLimit | None,
    body_limit: int,
    upload_paths: tuple[str, ...],
) -> list[wafv2.WebAclRuleArgs]:
    """All rules in the order of their priority; metrics are named ``<prefix>-<rule>``."""
    rules = [
        managed_rule(prefix, name, mode, counted=_counted(name, upload_paths)) for name, mode in groups.modes().items()
    ]
    rules.append(rate_rule(prefix, "rate", rate, paths=()))
    if login is not None:
        rules.append(rate_rule(prefix, "login-rate", login.rate, paths=login.paths))
    rules.append(body_rule(prefix, body_limit, upload_paths))
    return sorted(rules, key=lambda rule: PRIORITIES[str(rule.name)])


def managed_rule(prefix: str, name: str, mode: GroupMode, counted: tuple[str, ...]) -> wafv2.WebAclRuleArgs:
    """One managed group; ``counted`` names the rules inside it that another rule of ours stands in for."""
    overrides = [
        wafv2.WebAclRuleStatementManagedRuleGroupStatementRuleActionOverrideArgs(
            name=rule,
            action_to_use=wafv2.WebAclRuleStatementManagedRuleGroupStatementRuleActionOverrideActionToUseArgs(
                count=wafv2.WebAclRuleStatementManagedRuleGroupStatementRuleActionOverrideActionToUseCountArgs()
            ),
        )
        for rule in counted
    ]
    return wafv2.WebAclRuleArgs(
        name=name,
        priority=PRIORITIES[name],
        override_action=(
            wafv2.WebAclRuleOverrideActionArgs(none=_GROUP_DECIDES)
            if mode is GroupMode.BLOCK
            else wafv2.WebAclRuleOverrideActionArgs(count=_ONLY_COUNTED)
        ),
        statement=wafv2.WebAclRuleStatementArgs(
            managed_rule_group_statement=wafv2.WebAclRuleStatementManagedRuleGroupStatementArgs(
                vendor_name="AWS", name=MANAGED[name], rule_action_overrides=overrides or None
            )
        ),
        visibility_config=_visibility(prefix, name),
    )


def rate_rule(prefix: str, name: str, rate: RateLimit, paths: tuple[str, ...]) -> wafv2.WebAclRuleArgs:
    """Blocks an address that sends more than ``rate``, on all paths or on the given prefixes, with status 429."""
    matches = [
        wafv2.WebAclRuleStatementRateBasedStatementScopeDownStatementArgs(
            byte_match_statement=wafv2.WebAclRuleStatementRateBasedStatementScopeDownStatementByteMatchStatementArgs(
                positional_constraint="STARTS_WITH",
                search_string=path,
                field_to_match=wafv2.WebAclRuleStatementRateBasedStatementScopeDownStatementByteMatchStatementFieldToMatchArgs(
                    uri_path=_SCOPED_URI_PATH
                ),
                text_transformations=[
                    wafv2.WebAclRuleStatementRateBasedStatementScopeDownStatementByteMatchStatementTextTransformationArgs(
                        priority=priority, type=kind
                    )
                    for priority, kind in enumerate(_PATH_TRANSFORMATIONS)
                ],
            )
        )
        for path in paths
    ]
    # AWS WAF refuses an OR of fewer than two statements.
    scope = (
        wafv2.WebAclRuleStatementRateBasedStatementScopeDownStatementArgs(
            or_statement=wafv2.WebAclRuleStatementRateBasedStatementScopeDownStatementOrStatementArgs(
                statements=matches
            )
        )
        if len(matches) > 1
        else next(iter(matches), None)
    )
    return wafv2.WebAclRuleArgs(
        name=name,
        priority=PRIORITIES[name],
        action=_block(429),
        statement=wafv2.WebAclRuleStatementArgs(
            rate_based_statement=wafv2.WebAclRuleStatementRateBasedStatementArgs(
                aggregate_key_type="IP",
                limit=rate.requests,
                evaluation_window_sec=rate.window_seconds,
                scope_down_statement=scope,
            )
        ),
        visibility_config=_visibility(prefix, name),
    )


def body_rule(prefix: str, limit: int, upload_paths: tuple[str, ...]) -> wafv2.WebAclRuleArgs:
    """Blocks bodies above ``limit`` bytes with status 413, except on the upload paths.

    A body beyond what AWS WAF inspects counts as too large (``MATCH``): what was not read is not let through.
    """
    too_large = wafv2.WebAclRuleStatementArgs(
        size_constraint_statement=wafv2.WebAclRuleStatementSizeConstraintStatementArgs(
            comparison_operator="GT",
            size=limit,
            field_to_match=wafv2.WebAclRuleStatementSizeConstraintStatementFieldToMatchArgs(
                body=wafv2.WebAclRuleStatementSizeConstraintStatementFieldToMatchBodyArgs(oversize_handling="MATCH")
            ),
            text_transformations=[
                wafv2.WebAclRuleStatementSizeConstraintStatementTextTransformationArgs(priority=0, type="NONE")
            ],
        )
    )
    elsewhere = [
        wafv2.WebAclRuleStatementArgs(
            not_statement=wafv2.WebAclRuleStatementNotStatementArgs(statement=_path_prefix(path))
        )
        for path in upload_paths
    ]
    statement = (
        wafv2.WebAclRuleStatementArgs(
            and_statement=wafv2.WebAclRuleStatementAndStatementArgs(statements=[too_large, *elsewhere])
        )
        if elsewhere
        else too_large
    )
    return wafv2.WebAclRuleArgs(
        name="body-size",
        priority=PRIORITIES["body-size"],
        action=_block(413),
        statement=statement,
        visibility_config=_visibility(prefix, "body-size"),
    )


def response_bodies() -> list[wafv2.WebAclCustomResponseBodyArgs]:
    """The bodies that ``rate_rule`` and ``body_rule`` answer with."""
    return [
        wafv2.WebAclCustomResponseBodyArgs(key=key, content=content, content_type="APPLICATION_JSON")
        for key, content in RESPONSES.values()
    ]


def _path_prefix(path: str) -> wafv2.WebAclRuleStatementArgs:
    return wafv2.WebAclRuleStatementArgs(
        byte_match_statement=wafv2.WebAclRuleStatementByteMatchStatementArgs(
            positional_constraint="STARTS_WITH",
            search_string=path,
            field_to_match=wafv2.WebAclRuleStatementByteMatchStatementFieldToMatchArgs(uri_path=_URI_PATH),
            text_transformations=[
                wafv2.WebAclRuleStatementByteMatchStatementTextTransformationArgs(priority=priority, type=kind)
                for priority, kind in enumerate(_PATH_TRANSFORMATIONS)
            ],
        )
    )


def _counted(name: str, upload_paths: tuple[str, ...]) -> tuple[str, ...]:
    # The group's own body limit knows no exceptions, so where uploads are let in our body-size rule stands in for it.
    return ("SizeRestrictions_BODY",) if name == "common" and upload_paths else ()


def _block(status: int) -> wafv2.WebAclRuleActionArgs:
    return wafv2.WebAclRuleActionArgs(
        block=wafv2.WebAclRuleActionBlockArgs(
            custom_response=wafv2.WebAclRuleActionBlockCustomResponseArgs(
                response_code=status, custom_response_body_key=RESPONSES[status][0]
            )
        )
    )


def _visibility(prefix: str, name: str) -> wafv2.WebAclRuleVisibilityConfigArgs:
    return wafv2.WebAclRuleVisibilityConfigArgs(
        cloudwatch_metrics_enabled=True, metric_name=f"{prefix}-{name}", sampled_requests_enabled=True
    )
