"""Rules on what CloudFront reads from: encrypted, signed, and with another one to turn to."""

from typing import Final

from guardrails.graph import Resource
from guardrails.requirements import must_be_one_of
from guardrails.rule import Findings, ResourceRule, Rule, examples
from guardrails.rules.edge.distribution import is_bucket
from guardrails.rules.edge.types import DISTRIBUTION, ORIGIN_ACCESS_CONTROL
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Reading, Value
from guardrails.verdicts import failed, not_applicable, undetermined

_MODERN: Final = "TLSv1.2"
_always = must_be_one_of("signingBehavior", "always")
_sigv4 = must_be_one_of("signingProtocol", "sigv4")


def _origin_tls(resource: Resource, _bar: Thresholds) -> Findings:
    origins = resource.read("origins")
    if origins.unknown:
        yield undetermined(origins, "origins is not known yet; each must be read over HTTPS only")
    for origin in origins.each():
        custom = origin.get("customOriginConfig")
        if custom.unknown:
            yield undetermined(custom, f"{custom.path} is not known yet; it must be https-only")
        elif custom.known:
            yield from _custom_tls(custom)


def _custom_tls(custom: Reading) -> Findings:
    policy, protocols = custom.get("originProtocolPolicy"), custom.get("originSslProtocols")
    if policy.unknown:
        yield undetermined(policy, f"{policy.path} is not known yet; it must be https-only")
    elif policy.text != "https-only":
        yield failed(policy, f"{policy.path} is {policy.shown}: the origin may be read over plain HTTP")
    for each in (protocols,) if protocols.unknown else protocols.each():
        if each.unknown:
            yield undetermined(protocols, f"{protocols.path} is not known yet; it must be {_MODERN} alone")
        elif each.text != _MODERN:
            yield failed(protocols, f"{each.path} is {each.shown}, it must be {_MODERN} alone")


def _bucket_access(resource: Resource, _bar: Thresholds) -> Findings:
    origins = resource.read("origins")
    if origins.unknown:
        yield undetermined(origins, "origins is not known yet; buckets must be read by an origin access control")
    for origin in origins.each():
        if is_bucket(origin) is not False:
            yield from _signed(origin, sure=is_bucket(origin) is True)


def _signed(origin: Reading, *, sure: bool) -> Findings:
    control, identity = origin.get("originAccessControlId"), origin.at("s3OriginConfig.originAccessIdentity")
    if control.known and control.value != "":
        return
    if identity.known and identity.value != "":
        return
    if control.unknown or identity.unknown or not sure:
        yield undetermined(
            control, f"{control.path} is not known yet; it must be set", proven_by=(ORIGIN_ACCESS_CONTROL,)
        )
    else:
        yield failed(control, f"{control.path} is not set: a bucket that CloudFront reads so is a public one")


def _signs(resource: Resource, bar: Thresholds) -> Findings:
    yield from _always(resource, bar)
    yield from _sigv4(resource, bar)


def _failover(resource: Resource, _bar: Thresholds) -> Findings:
    groups = resource.read("originGroups")
    if groups.unknown:
        yield undetermined(groups, "originGroups is not known yet; there should be one")
    elif resource.read("staging").truth is True:
        yield not_applicable("a staging distribution serves a share of the requests only")
    elif not any(True for _ in groups.each()):
        yield failed(groups, "originGroups is empty: when the origin fails, there is no other")


def _custom(policy: Value) -> dict[str, Value]:
    config: Value = {
        "originProtocolPolicy": policy,
        "originSslProtocols": [_MODERN],
        "httpPort": 80,
        "httpsPort": 443,
    }
    return {
        "enabled": True,
        "origins": [{"originId": "app", "domainName": "app.example.com", "customOriginConfig": config}],
    }


def _bucket(**properties: Value) -> dict[str, Value]:
    origin: Value = {"originId": "files", "domainName": "example-web.s3.eu-west-1.amazonaws.com", **properties}
    return {"enabled": True, "origins": [origin]}


def _control(behaviour: Value) -> dict[str, Value]:
    return {"originAccessControlOriginType": "s3", "signingBehavior": behaviour, "signingProtocol": "sigv4"}


_GROUP: Final[Value] = {
    "originId": "either",
    "failoverCriteria": {"statusCodes": [500, 502, 503, 504]},
    "members": [{"originId": "files"}, {"originId": "copy"}],
}

RULES: tuple[Rule, ...] = (
    ResourceRule(
        "cloudfront-origin-tls",
        (DISTRIBUTION,),
        _origin_tls,
        examples(DISTRIBUTION, good=_custom("https-only"), bad=_custom("match-viewer"), unknown=_custom(UNKNOWN)),
    ),
    ResourceRule(
        "cloudfront-bucket-access-control",
        (DISTRIBUTION,),
        _bucket_access,
        examples(
            DISTRIBUTION,
            good=_bucket(originAccessControlId="E1A2B3C4D5E6F7"),
            bad=_bucket(),
            unknown=_bucket(originAccessControlId=UNKNOWN),
        ),
    ),
    ResourceRule(
        "cloudfront-access-control-signs",
        (ORIGIN_ACCESS_CONTROL,),
        _signs,
        examples(
            ORIGIN_ACCESS_CONTROL, good=_control("always"), bad=_control("no-override"), unknown=_control(UNKNOWN)
        ),
    ),
    ResourceRule(
        "cloudfront-origin-failover",
        (DISTRIBUTION,),
        _failover,
        examples(
            DISTRIBUTION,
            good={"enabled": True, "originGroups": [_GROUP]},
            bad={"enabled": True},
            unknown={"enabled": True, "originGroups": UNKNOWN},
        ),
    ),
)
