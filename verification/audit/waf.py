"""Web ACLs are logged, and their logs hold no credentials."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from guardrails.rules.edge.web_acl_rules import REDACTED_HEADERS
from guardrails.thresholds import Thresholds
from verification.answers import Broken, broken
from verification.audit.calls import GLOBAL_WEB_ACL_LOGS, GLOBAL_WEB_ACLS, WEB_ACL_LOGS, WEB_ACLS
from verification.calls import Call
from verification.check import Check, Examples, Found
from verification.live import Live

_REGIONAL: Final = {"Scope": "REGIONAL"}
_CLOUDFRONT: Final = {"Scope": "CLOUDFRONT"}


def _both(live: Live, regional: Call, global_: Call) -> Iterator[Mapping[str, Any]]:
    """What the region has, and once, in the first region asked, what CloudFront has."""
    yield from live.items(regional, _REGIONAL)
    if live.region == live.regions[0]:
        yield from live.items(global_, _CLOUDFRONT)


def _web_acls(live: Live) -> Iterator[Found]:
    for each in _both(live, WEB_ACLS, GLOBAL_WEB_ACLS):
        yield Found(each["ARN"], each)


def _logs(live: Live) -> Iterator[Found]:
    for each in _both(live, WEB_ACL_LOGS, GLOBAL_WEB_ACL_LOGS):
        yield Found(each["ResourceArn"], each)


def _logged(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    if not any(each["ResourceArn"] == found.arn for each in _both(live, WEB_ACL_LOGS, GLOBAL_WEB_ACL_LOGS)):
        yield broken("LoggingConfiguration", "the web ACL has no logging configuration")


def _redacted(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    fields = found.facts.get("RedactedFields") or ()
    named = {str(each.get("SingleHeader", {}).get("Name", "")).lower() for each in fields}
    if missing := [header for header in REDACTED_HEADERS if header not in named]:
        message = f"RedactedFields does not name {' and '.join(missing)}, so that logs hold credentials"
        yield broken("RedactedFields", message)


_ACL: Final = {
    "Name": "api",
    "ARN": "arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/api/0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9",
}
_SITE: Final = {
    "Name": "site",
    "ARN": "arn:aws:wafv2:us-east-1:123456789012:global/webacl/site/1a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9",
}


def _log(acl: Mapping[str, str], *headers: str) -> dict[str, Any]:
    return {
        "ResourceArn": acl["ARN"],
        "LogDestinationConfigs": ["arn:aws:logs:eu-west-1:123456789012:log-group:aws-waf-logs-web"],
        "RedactedFields": [{"SingleHeader": {"Name": header}} for header in headers],
    }


def _scoped(key: str, regional: Any, site: Any) -> Any:
    return ((_REGIONAL, {key: regional}), (_CLOUDFRONT, {key: site}))


_ACLS: Final = _scoped("WebACLs", [_ACL], [_SITE])
_BOTH_ACLS: Final[dict[Any, Any]] = {WEB_ACLS: _ACLS, GLOBAL_WEB_ACLS: _ACLS}


def _both_logs(regional: Any, site: Any) -> dict[Any, Any]:
    stated = _scoped("LoggingConfigurations", regional, site)
    return {WEB_ACL_LOGS: stated, GLOBAL_WEB_ACL_LOGS: stated}


_REDACTED: Final = _both_logs([_log(_ACL, *REDACTED_HEADERS)], [_log(_SITE, *REDACTED_HEADERS)])

CHECKS: tuple[Check, ...] = (
    Check(
        id="waf-web-acl-logging",
        calls=(WEB_ACLS, GLOBAL_WEB_ACLS, WEB_ACL_LOGS, GLOBAL_WEB_ACL_LOGS),
        finds=_web_acls,
        judge=_logged,
        examples=Examples(
            holds=_BOTH_ACLS | _REDACTED, broken=_BOTH_ACLS | _both_logs([_log(_ACL, *REDACTED_HEADERS)], [])
        ),
    ),
    Check(
        id="waf-logs-redact-credentials",
        calls=(WEB_ACL_LOGS, GLOBAL_WEB_ACL_LOGS),
        finds=_logs,
        judge=_redacted,
        examples=Examples(
            holds=_REDACTED, broken=_both_logs([_log(_ACL, "authorization")], [_log(_SITE, *REDACTED_HEADERS)])
        ),
    ),
)
