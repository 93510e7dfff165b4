"""tls.edge: what CloudFront's distributions offer viewers, and how they read their origins."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from guardrails.thresholds import Thresholds
from verification.answers import Broken, broken
from verification.check import Check, Examples, Facts, Found, Judges, Responses, Scope
from verification.edge.calls import ACCESS_CONTROLS, DISTRIBUTIONS, HEADERS_POLICIES
from verification.edge.entries import distributions
from verification.live import Live

_VIEWER_TLS: Final = ("TLSv1.2_2021", "TLSv1.2_2025", "TLSv1.3_2025")
_HTTPS: Final = ("redirect-to-https", "https-only")
_MODERN: Final = "TLSv1.2"
_YEAR_SECONDS: Final = 31_536_000
_S3: Final = (".s3.", ".s3-")
# An account has at most 20 of its own, so that one page holds them all (CloudFront quotas).
_OWN_POLICIES: Final = {"Type": "custom"}


def _behaviours(facts: Facts) -> Iterator[Mapping[str, Any]]:
    yield facts.get("DefaultCacheBehavior") or {}
    yield from (facts.get("CacheBehaviors") or {}).get("Items") or ()


def _path(behaviour: Mapping[str, Any]) -> str:
    return behaviour.get("PathPattern") or "the default behaviour"


def _origins(facts: Facts) -> Iterator[Mapping[str, Any]]:
    yield from (facts.get("Origins") or {}).get("Items") or ()


def _viewer_https(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    for each in _behaviours(found.facts):
        policy = each.get("ViewerProtocolPolicy")
        if policy not in _HTTPS:
            message = f"ViewerProtocolPolicy of {_path(each)} is {policy or 'not set'}: it answers over plain HTTP"
            yield broken("ViewerProtocolPolicy", message)


def _viewer_tls(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    certificate = found.facts.get("ViewerCertificate") or {}
    version = certificate.get("MinimumProtocolVersion")
    if not _named(certificate):
        message = "CloudFront's default certificate is served, which holds viewers to TLS 1.0 only"
        yield broken("ViewerCertificate.CloudFrontDefaultCertificate", message)
    elif version not in _VIEWER_TLS:
        message = f"MinimumProtocolVersion is {version or 'not set'}, it must be {' or '.join(_VIEWER_TLS)}"
        yield broken("ViewerCertificate.MinimumProtocolVersion", message)


def _named(certificate: Facts) -> bool:
    return bool(certificate.get("ACMCertificateArn") or certificate.get("IAMCertificateId"))


def _own_certificate(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    certificate = found.facts.get("ViewerCertificate") or {}
    if not _named(certificate):
        yield broken(
            "ViewerCertificate.ACMCertificateArn", "ACMCertificateArn is not set: viewers see CloudFront's name"
        )
    elif certificate.get("SSLSupportMethod") in ("vip", "static-ip"):
        message = f"SSLSupportMethod is {certificate['SSLSupportMethod']}, it must be sni-only"
        yield broken("ViewerCertificate.SSLSupportMethod", message)


def _headers(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    for each in _behaviours(found.facts):
        if not each.get("ResponseHeadersPolicyId"):
            message = f"ResponseHeadersPolicyId of {_path(each)} is not set, so that answers carry no HSTS"
            yield broken("ResponseHeadersPolicyId", message)


def _used_policies(live: Live) -> Iterator[Found]:
    used = {each.get("ResponseHeadersPolicyId") for found in distributions(live) for each in _behaviours(found.facts)}
    for each in live.items(HEADERS_POLICIES, _OWN_POLICIES):
        policy = each.get("ResponseHeadersPolicy") or {}
        if policy.get("Id") in used:
            arn = live.arn("cloudfront", f"response-headers-policy/{policy['Id']}", region="")
            yield Found(arn, policy.get("ResponseHeadersPolicyConfig") or {})


def _hsts(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    hsts = (found.facts.get("SecurityHeadersConfig") or {}).get("StrictTransportSecurity")
    if not hsts:
        yield broken("StrictTransportSecurity", "StrictTransportSecurity is not set, so browsers still try plain HTTP")
        return
    age = hsts.get("AccessControlMaxAgeSec", 0)
    if age < _YEAR_SECONDS:
        yield broken("AccessControlMaxAgeSec", f"AccessControlMaxAgeSec is {age}, it must be at least {_YEAR_SECONDS}")
    for key in ("IncludeSubdomains", "Override"):
        if not hsts.get(key):
            yield broken(key, f"{key} of StrictTransportSecurity is false, it must be true")


def _origin_tls(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    for origin in _origins(found.facts):
        custom = origin.get("CustomOriginConfig")
        if not custom:
            continue
        policy, protocols = custom.get("OriginProtocolPolicy"), (custom.get("OriginSslProtocols") or {}).get("Items")
        if policy != "https-only":
            message = f"OriginProtocolPolicy of {origin['Id']} is {policy}: the origin may be read over plain HTTP"
            yield broken("OriginProtocolPolicy", message)
        for each in protocols or ():
            if each != _MODERN:
                message = f"OriginSslProtocols of {origin['Id']} hold {each}, they must be {_MODERN} alone"
                yield broken("OriginSslProtocols", message)


def _bucket_access(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    for origin in _origins(found.facts):
        identity = (origin.get("S3OriginConfig") or {}).get("OriginAccessIdentity")
        if _is_bucket(origin) and not origin.get("OriginAccessControlId") and not identity:
            message = f"OriginAccessControlId of {origin['Id']} is not set: a bucket that CloudFront reads so is public"
            yield broken("OriginAccessControlId", message)


def _is_bucket(origin: Mapping[str, Any]) -> bool:
    """Whether an origin is a bucket read by S3's own interface (a website endpoint is not)."""
    if origin.get("CustomOriginConfig") or origin.get("VpcOriginConfig"):
        return False
    return "S3OriginConfig" in origin or any(part in origin.get("DomainName", "") for part in _S3)


def _used_controls(live: Live) -> Iterator[Found]:
    used = {origin.get("OriginAccessControlId") for found in distributions(live) for origin in _origins(found.facts)}
    for each in live.items(ACCESS_CONTROLS):
        if each.get("Id") in used:
            yield Found(live.arn("cloudfront", f"origin-access-control/{each['Id']}", region=""), each)


def _signs(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    for key, wanted in (("SigningBehavior", "always"), ("SigningProtocol", "sigv4")):
        if found.facts.get(key) != wanted:
            yield broken(key, f"{key} is {found.facts.get(key) or 'not set'}, it must be {wanted}")


_POLICY_ID: Final = "0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9"
_CONTROL_ID: Final = "E1A2B3C4D5E6F7"
_NOTHING: Final[Mapping[str, Any]] = {"Quantity": 0}


def distribution(**facts: Any) -> Responses:
    """What examples answer of distributions: one that keeps every promise, or what ``facts`` make of it."""
    base = {
        "Id": "E0A1B2C3D4E5F6",
        "ARN": "arn:aws:cloudfront::123456789012:distribution/E0A1B2C3D4E5F6",
        "Status": "Deployed",
        "LastModifiedTime": datetime(2026, 1, 1, tzinfo=UTC),
        "DomainName": "d111111abcdef8.cloudfront.net",
        "Aliases": _NOTHING,
        "Origins": _bucket(OriginAccessControlId=_CONTROL_ID),
        "DefaultCacheBehavior": _behaviour(),
        "CacheBehaviors": _NOTHING,
        "CustomErrorResponses": _NOTHING,
        "Comment": "",
        "PriceClass": "PriceClass_100",
        "Enabled": True,
        "ViewerCertificate": _certificate(),
        "Restrictions": {"GeoRestriction": {"RestrictionType": "none", "Quantity": 0}},
        "WebACLId": "",
        "HttpVersion": "http2and3",
        "IsIPV6Enabled": True,
        "Staging": False,
    }
    listed = {"Marker": "", "MaxItems": 100, "IsTruncated": False, "Quantity": 1, "Items": [base | facts]}
    return {DISTRIBUTIONS: {"DistributionList": listed}}


def _behaviour(**facts: Any) -> dict[str, Any]:
    base = {
        "TargetOriginId": "files",
        "ViewerProtocolPolicy": "redirect-to-https",
        "ResponseHeadersPolicyId": _POLICY_ID,
    }
    return base | facts


def _certificate(**facts: Any) -> dict[str, Any]:
    base = {
        "ACMCertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9",
        "SSLSupportMethod": "sni-only",
        "MinimumProtocolVersion": "TLSv1.2_2021",
    }
    return base | facts


def _bucket(**facts: Any) -> dict[str, Any]:
    domain = "example-web.s3.eu-west-1.amazonaws.com"
    origin = {"Id": "files", "DomainName": domain, "S3OriginConfig": {"OriginAccessIdentity": ""}, **facts}
    return {"Quantity": 1, "Items": [origin]}


def _custom(policy: str, protocol: str = _MODERN) -> dict[str, Any]:
    config = {
        "HTTPPort": 80,
        "HTTPSPort": 443,
        "OriginProtocolPolicy": policy,
        "OriginSslProtocols": {"Quantity": 1, "Items": [protocol]},
    }
    return {"Quantity": 1, "Items": [{"Id": "app", "DomainName": "app.example.com", "CustomOriginConfig": config}]}


def _with_policy(age: int) -> Responses:
    hsts = {"Override": True, "IncludeSubdomains": True, "AccessControlMaxAgeSec": age}
    config = {"Name": "headers", "SecurityHeadersConfig": {"StrictTransportSecurity": hsts}}
    policy = {
        "Id": _POLICY_ID,
        "LastModifiedTime": datetime(2026, 1, 1, tzinfo=UTC),
        "ResponseHeadersPolicyConfig": config,
    }
    items = [{"Type": "custom", "ResponseHeadersPolicy": policy}]
    return {
        **distribution(),
        HEADERS_POLICIES: {"ResponseHeadersPolicyList": {"MaxItems": 100, "Quantity": 1, "Items": items}},
    }


def _with_control(behaviour: str) -> Responses:
    control = {
        "Id": _CONTROL_ID,
        "Description": "",
        "Name": "files",
        "SigningProtocol": "sigv4",
        "SigningBehavior": behaviour,
        "OriginAccessControlOriginType": "s3",
    }
    listed = {"Marker": "", "MaxItems": 100, "IsTruncated": False, "Quantity": 1, "Items": [control]}
    return {**distribution(), ACCESS_CONTROLS: {"OriginAccessControlList": listed}}


def _check(id_: str, judge: Judges, bad: Responses, good: Responses | None = None) -> Check:
    return Check(
        id=id_,
        calls=(DISTRIBUTIONS,),
        finds=distributions,
        judge=judge,
        scope=Scope.ACCOUNT,
        examples=Examples(holds=good or distribution(), broken=bad, absent=distribution(Enabled=False)),
    )


CHECKS: tuple[Check, ...] = (
    _check(
        "cloudfront-viewer-https",
        _viewer_https,
        distribution(DefaultCacheBehavior=_behaviour(ViewerProtocolPolicy="allow-all")),
    ),
    _check(
        "cloudfront-viewer-tls",
        _viewer_tls,
        distribution(ViewerCertificate=_certificate(MinimumProtocolVersion="TLSv1.1_2016")),
    ),
    _check(
        "cloudfront-own-certificate",
        _own_certificate,
        distribution(ViewerCertificate={"CloudFrontDefaultCertificate": True}),
    ),
    _check(
        "cloudfront-response-headers",
        _headers,
        distribution(DefaultCacheBehavior=_behaviour(ResponseHeadersPolicyId="")),
    ),
    _check(
        "cloudfront-origin-tls",
        _origin_tls,
        distribution(Origins=_custom("match-viewer")),
        distribution(Origins=_custom("https-only")),
    ),
    _check("cloudfront-bucket-access-control", _bucket_access, distribution(Origins=_bucket())),
    Check(
        id="cloudfront-headers-hsts",
        calls=(DISTRIBUTIONS, HEADERS_POLICIES),
        finds=_used_policies,
        judge=_hsts,
        scope=Scope.ACCOUNT,
        examples=Examples(
            holds=_with_policy(63_072_000),
            broken=_with_policy(300),
            absent={**_with_policy(0), **distribution(Enabled=False)},
        ),
    ),
    Check(
        id="cloudfront-access-control-signs",
        calls=(DISTRIBUTIONS, ACCESS_CONTROLS),
        finds=_used_controls,
        judge=_signs,
        scope=Scope.ACCOUNT,
        examples=Examples(
            holds=_with_control("always"),
            broken=_with_control("no-override"),
            absent={**_with_control("always"), **distribution(Enabled=False)},
        ),
    ),
)
