"""Rules on CloudFront distributions towards viewers: TLS, headers, certificate, the root, countries."""

from collections.abc import Iterator
from typing import Final

from guardrails.graph import Graph, Resource
from guardrails.requirements import must_be_true, must_not_be
from guardrails.rule import Declared, Examples, Findings, RelationRule, ResourceRule, Rule, examples
from guardrails.rules.edge.types import (
    CERTIFICATE,
    CERTIFICATE_VALIDATION,
    DISTRIBUTION,
    LOG_DELIVERY,
    LOG_DELIVERY_SOURCE,
    RESPONSE_HEADERS_POLICY,
)
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Reading, Value
from guardrails.verdicts import failed, not_applicable, undetermined

_VIEWER_TLS: Final = ("TLSv1.2_2021", "TLSv1.2_2025", "TLSv1.3_2025")
_HTTPS: Final = ("redirect-to-https", "https-only")
_YEAR_SECONDS: Final = 31_536_000
_CERTIFICATE_ARN: Final = "arn:aws:acm:us-east-1:123456789012:certificate/0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9"
_HEADERS_ID: Final = "0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9"
_S3: Final = (".s3.", ".s3-")
_with_sni = must_not_be("viewerCertificate.sslSupportMethod", "vip", "static-ip")


def behaviours(distribution: Resource) -> Iterator[Reading]:
    """The default cache behaviour and every ordered one; a list that is not known yet is one unknown."""
    yield distribution.read("defaultCacheBehavior")
    ordered = distribution.read("orderedCacheBehaviors")
    yield from (ordered,) if ordered.unknown else ordered.each()


def _viewer_https(resource: Resource, _bar: Thresholds) -> Findings:
    for behaviour in behaviours(resource):
        policy = behaviour.get("viewerProtocolPolicy")
        if policy.unknown:
            yield undetermined(policy, f"{policy.path} is not known yet; it must be {' or '.join(_HTTPS)}")
        elif policy.text not in _HTTPS:
            yield failed(policy, f"{policy.path} is {policy.shown}: it answers over plain HTTP")


def _viewer_tls(resource: Resource, _bar: Thresholds) -> Findings:
    certificate = resource.read("viewerCertificate")
    default, version = certificate.get("cloudfrontDefaultCertificate"), certificate.get("minimumProtocolVersion")
    if default.truth is True:
        yield failed(default, f"{default.path} is true, which holds viewers to TLS 1.0 only")
    elif version.unknown or default.unknown:
        yield undetermined(version, f"{version.path} is not known yet; it must be {' or '.join(_VIEWER_TLS)}")
    elif version.text not in _VIEWER_TLS:
        stated = "is not set, and the default is TLSv1" if version.absent else f"is {version.shown}"
        yield failed(version, f"{version.path} {stated}, it must be {' or '.join(_VIEWER_TLS)}")


def _own_certificate(resource: Resource, bar: Thresholds) -> Findings:
    certificate = resource.read("viewerCertificate")
    named = [certificate.get(key) for key in ("acmCertificateArn", "iamCertificateId")]
    given = [each for each in named if not each.absent and each.value != ""]
    if not given:
        yield failed(named[0], f"{named[0].path} is not set: viewers see CloudFront's own name")
        return
    for each in given:
        if each.unknown:
            yield undetermined(
                each,
                f"{each.path} is not known yet; it must name a certificate",
                proven_by=(CERTIFICATE, CERTIFICATE_VALIDATION),
            )
    yield from _with_sni(resource, bar)


def _headers(resource: Resource, _bar: Thresholds) -> Findings:
    for behaviour in behaviours(resource):
        policy = behaviour.get("responseHeadersPolicyId")
        if policy.unknown:
            yield undetermined(
                policy, f"{policy.path} is not known yet; it must be set", proven_by=(RESPONSE_HEADERS_POLICY,)
            )
        elif policy.absent or policy.value == "":
            yield failed(policy, f"{policy.path} is not set, so that answers carry no HSTS")


def _hsts(resource: Resource, _bar: Thresholds) -> Findings:
    hsts = resource.read("securityHeadersConfig.strictTransportSecurity")
    if hsts.absent:
        yield failed(hsts, f"{hsts.path} is not set, so that browsers still try plain HTTP")
        return
    age = hsts.get("accessControlMaxAgeSec")
    if age.unknown:
        yield undetermined(age, f"{age.path} is not known yet; it must be at least {_YEAR_SECONDS}")
    elif age.number is None or age.number < _YEAR_SECONDS:
        yield failed(age, f"{age.path} is {age.shown}, it must be at least {_YEAR_SECONDS}")
    for key in ("includeSubdomains", "override"):
        yield from must_be_true(f"securityHeadersConfig.strictTransportSecurity.{key}")(resource, _bar)


def _logged(resource: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    bucket = resource.read("loggingConfig.bucket")
    sources = graph.referrers(resource, LOG_DELIVERY_SOURCE, "resourceArn")
    deliveries = [graph.referrers(source, LOG_DELIVERY, "deliverySourceName") for source in sources.resources]
    if any(each.resources for each in deliveries) or (bucket.known and bucket.value != ""):
        return
    if bucket.unknown or not sources.resolved or not all(each.resolved for each in deliveries):
        yield undetermined(bucket, "where access logs go is not known yet; loggingConfig or a LogDelivery says")
    elif sources.resources:
        yield failed(bucket, "loggingConfig.bucket is not set, and no LogDelivery takes up the LogDeliverySource")
    else:
        yield failed(bucket, "loggingConfig.bucket is not set, and no LogDeliverySource names this distribution")


def serves_files(distribution: Resource) -> bool | None:
    """Whether the default cache behaviour reads a bucket; None where that is not known."""
    wanted = distribution.read("defaultCacheBehavior.targetOriginId")
    origins = distribution.read("origins")
    if wanted.unknown or origins.unknown:
        return None
    for origin in origins.each():
        if origin.get("originId").text == wanted.text:
            return is_bucket(origin)
    return None if any(origin.get("originId").unknown for origin in origins.each()) else False


def is_bucket(origin: Reading) -> bool | None:
    """Whether an origin is a bucket read by S3's own interface (a website endpoint is not)."""
    name = origin.get("domainName")
    if not origin.get("originAccessControlId").absent or not origin.get("s3OriginConfig").absent:
        return True
    if not origin.get("customOriginConfig").absent or not origin.get("vpcOriginConfig").absent:
        return False
    return None if name.unknown else any(part in (name.text or "") for part in _S3)


def _root(resource: Resource, _bar: Thresholds) -> Findings:
    root, files = resource.read("defaultRootObject"), serves_files(resource)
    if files is False:
        yield not_applicable("the origin answers for the root itself")
    elif root.unknown or (files is None and not root.known):
        yield undetermined(root, "defaultRootObject is not known yet; it must be set where files are served")
    elif root.absent or root.value == "":
        yield failed(root, "defaultRootObject is not set, so that the root may list the bucket")


def _countries(resource: Resource, _bar: Thresholds) -> Findings:
    kind = resource.read("restrictions.geoRestriction.restrictionType").default("none")
    if kind.unknown:
        yield undetermined(kind, f"{kind.path} is not known yet; it may shut countries out")
    elif kind.text == "none":
        yield failed(kind, f"{kind.path} is none: every country is served")


def _with(**behaviour: Value) -> dict[str, Value]:
    return {"enabled": True, "defaultCacheBehavior": {"targetOriginId": "files", **behaviour}}


def _certificate(**properties: Value) -> dict[str, Value]:
    return {"enabled": True, "viewerCertificate": properties}


def _policy(age: Value) -> dict[str, Value]:
    hsts: Value = {"accessControlMaxAgeSec": age, "includeSubdomains": True, "override": True}
    return {"name": "example", "securityHeadersConfig": {"strictTransportSecurity": hsts}}


def _files(**properties: Value) -> dict[str, Value]:
    origin: Value = {"originId": "files", "domainName": "example-web.s3.eu-west-1.amazonaws.com"}
    return {**_with(), "origins": [origin], **properties}


def _source(*, depends: bool) -> tuple[Declared, ...]:
    source: dict[str, Value] = {"name": "example", "logType": "ACCESS_LOGS", "resourceArn": UNKNOWN}
    delivery = {
        "deliverySourceName": "example",
        "deliveryDestinationArn": "arn:aws:logs:us-east-1:123456789012:delivery",
    }
    return (
        Declared(type=LOG_DELIVERY, name="delivery", properties=delivery),
        Declared(type=DISTRIBUTION, properties={"enabled": True}),
        Declared(
            type=LOG_DELIVERY_SOURCE,
            name="logs",
            properties=source,
            depends={"resourceArn": ("main",)} if depends else {},
        ),
    )


def _countries_of(kind: Value) -> dict[str, Value]:
    return {"enabled": True, "restrictions": {"geoRestriction": {"restrictionType": kind}}}


_ANY: Final = (Declared(type=DISTRIBUTION, properties={"enabled": True}),)

RULES: tuple[Rule, ...] = (
    ResourceRule(
        "cloudfront-viewer-https",
        (DISTRIBUTION,),
        _viewer_https,
        examples(
            DISTRIBUTION,
            good=_with(viewerProtocolPolicy="redirect-to-https"),
            bad=_with(viewerProtocolPolicy="allow-all"),
            unknown=_with(viewerProtocolPolicy=UNKNOWN),
        ),
    ),
    ResourceRule(
        "cloudfront-viewer-tls",
        (DISTRIBUTION,),
        _viewer_tls,
        examples(
            DISTRIBUTION,
            good=_certificate(acmCertificateArn=_CERTIFICATE_ARN, minimumProtocolVersion="TLSv1.2_2021"),
            bad=_certificate(acmCertificateArn=_CERTIFICATE_ARN, minimumProtocolVersion="TLSv1.1_2016"),
            unknown=_certificate(acmCertificateArn=_CERTIFICATE_ARN, minimumProtocolVersion=UNKNOWN),
        ),
    ),
    ResourceRule(
        "cloudfront-own-certificate",
        (DISTRIBUTION,),
        _own_certificate,
        examples(
            DISTRIBUTION,
            good=_certificate(acmCertificateArn=_CERTIFICATE_ARN, sslSupportMethod="sni-only"),
            bad=_certificate(acmCertificateArn=_CERTIFICATE_ARN, sslSupportMethod="vip"),
            unknown=_certificate(acmCertificateArn=UNKNOWN, sslSupportMethod="sni-only"),
        ),
    ),
    ResourceRule(
        "cloudfront-response-headers",
        (DISTRIBUTION,),
        _headers,
        examples(
            DISTRIBUTION,
            good=_with(responseHeadersPolicyId=_HEADERS_ID),
            bad=_with(),
            unknown=_with(responseHeadersPolicyId=UNKNOWN),
        ),
    ),
    ResourceRule(
        "cloudfront-headers-hsts",
        (RESPONSE_HEADERS_POLICY,),
        _hsts,
        examples(RESPONSE_HEADERS_POLICY, good=_policy(63_072_000), bad=_policy(300), unknown=_policy(UNKNOWN)),
    ),
    RelationRule(
        "cloudfront-access-logs",
        (DISTRIBUTION,),
        _logged,
        Examples(good=_source(depends=True), bad=_ANY, unknown=_source(depends=False)),
    ),
    ResourceRule(
        "cloudfront-default-root-object",
        (DISTRIBUTION,),
        _root,
        examples(
            DISTRIBUTION,
            good=_files(defaultRootObject="index.html"),
            bad=_files(),
            unknown=_files(defaultRootObject=UNKNOWN),
        ),
    ),
    ResourceRule(
        "cloudfront-geo-restriction",
        (DISTRIBUTION,),
        _countries,
        examples(
            DISTRIBUTION,
            good=_countries_of("whitelist"),
            bad=_countries_of("none"),
            unknown=_countries_of(UNKNOWN),
        ),
    ),
)
