"""tls.edge: the certificates that entries show are issued, and do not end before anybody notices."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from guardrails.controls.model import RuleInfo
from guardrails.thresholds import Thresholds
from guardrails.verdicts import Severity
from verification.answers import Broken, broken
from verification.calls import Call
from verification.check import Check, Examples, Facts, Found, Judges, Responses
from verification.edge.calls import CERTIFICATE, CERTIFICATES, GLOBAL_CERTIFICATE, GLOBAL_CERTIFICATES
from verification.edge.entries import at_home
from verification.live import Live

_NOTICE: Final = timedelta(days=30)
"""ACM renews 60 days before the end (45 for certificates made since 2026): later it has failed (control tls.edge)."""
# ACM lists certificates of RSA up to 2048 bits only, unless it is asked for others.
_EVERY_KEY: Final[Mapping[str, Any]] = {
    "Includes": {
        "keyTypes": ["RSA_1024", "RSA_2048", "RSA_3072", "RSA_4096", "EC_prime256v1", "EC_secp384r1", "EC_secp521r1"]
    }
}
_CLOUDFRONT: Final = "us-east-1"


def _certificates(live: Live) -> Iterator[Found]:
    yield from _listed(live, CERTIFICATES, live.region)
    # CloudFront's are kept there, whichever regions are asked about.
    if at_home(live) and _CLOUDFRONT not in live.regions:
        yield from _listed(live, GLOBAL_CERTIFICATES, _CLOUDFRONT)


def _listed(live: Live, call: Call, region: str) -> Iterator[Found]:
    for each in live.items(call, _EVERY_KEY):
        yield Found(each["CertificateArn"], {"Region": region})


def _detail(found: Found, live: Live) -> Facts:
    call = CERTIFICATE if found.facts["Region"] == live.region else GLOBAL_CERTIFICATE
    detail: Facts = (live.one(call, {"CertificateArn": found.arn}) or {}).get("Certificate") or {}
    return detail


def _used(detail: Facts) -> bool:
    return bool(detail.get("InUseBy"))


def _current(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    detail = _detail(found, live)
    if not _used(detail):
        return
    status, until = detail.get("Status"), detail.get("NotAfter")
    if status != "ISSUED":
        yield broken("Status", f"Status is {status or 'not set'}, and the certificate is in use")
    elif until is None or until <= live.now + _NOTICE:
        shown = "not set" if until is None else f"{until:%Y-%m-%d}"
        yield broken("NotAfter", f"NotAfter is {shown}, so that renewal has failed or nobody imported a new one")


def _in_use(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    detail = _detail(found, live)
    if detail and not _used(detail):
        yield broken("InUseBy", f"InUseBy is empty: nothing serves the certificate of {detail.get('DomainName')}")


def _strong(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    # describe_certificate writes RSA_1024 as RSA-1024.
    algorithm = (_detail(found, live).get("KeyAlgorithm") or "").replace("-", "_")
    if algorithm == "RSA_1024":
        yield broken("KeyAlgorithm", "KeyAlgorithm is RSA_1024, it must have 2048 bits or more")


def _no_wildcard(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    detail = _detail(found, live)
    for name in dict.fromkeys((detail.get("DomainName") or "", *(detail.get("SubjectAlternativeNames") or ()))):
        if name.startswith("*."):
            message = f"{name} is among the names: whoever has the key can be any of these hosts"
            yield broken("SubjectAlternativeNames", message)


def _logged(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    preference = (_detail(found, live).get("Options") or {}).get("CertificateTransparencyLoggingPreference")
    if preference == "DISABLED":
        path = "Options.CertificateTransparencyLoggingPreference"
        yield broken(path, "CertificateTransparencyLoggingPreference is DISABLED")


_ARN: Final = "arn:aws:acm:{}:123456789012:certificate/0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9"
_USERS: Final = ("arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/entry/0a1b2c3d4e5f6071",)


def _answer(**facts: Any) -> Responses:
    """One certificate in the region and one of CloudFront's."""
    base = {
        "DomainName": "app.example.com",
        "Status": "ISSUED",
        "NotAfter": datetime(2027, 6, 1, tzinfo=UTC),
        "KeyAlgorithm": "EC_prime256v1",
        "InUseBy": [*_USERS],
        "Options": {"CertificateTransparencyLoggingPreference": "ENABLED"},
    }
    arns = [_ARN.format("eu-west-1"), _ARN.format(_CLOUDFRONT)]
    lists = {"CertificateSummaryList": [{"CertificateArn": arn} for arn in arns[:1]]}
    detail = tuple(({"CertificateArn": arn}, {"Certificate": {"CertificateArn": arn, **base, **facts}}) for arn in arns)
    return {CERTIFICATES: lists, GLOBAL_CERTIFICATES: lists, CERTIFICATE: detail, GLOBAL_CERTIFICATE: detail}


def _check(id_: str, judge: Judges, bad: Responses, info: RuleInfo | None = None) -> Check:
    return Check(
        id=id_,
        calls=(CERTIFICATES, CERTIFICATE, GLOBAL_CERTIFICATES, GLOBAL_CERTIFICATE),
        finds=_certificates,
        judge=judge,
        examples=Examples(holds=_answer(), broken=bad),
        info=info,
    )


CHECKS: tuple[Check, ...] = (
    _check(
        "acm-certificate-current",
        _current,
        _answer(NotAfter=datetime(2026, 12, 1, tzinfo=UTC)),
        RuleInfo(
            id="acm-certificate-current",
            control="tls.edge",
            title="Certificates in use are issued and end in no less than 30 days",
            severity=Severity.CRITICAL,
            fix="Mend the DNS record that validates the certificate (its RenewalSummary says why renewal failed), or "
            "import a new one.",
        ),
    ),
    _check(
        "acm-certificate-in-use",
        _in_use,
        _answer(InUseBy=[]),
        RuleInfo(
            id="acm-certificate-in-use",
            control="tls.edge",
            title="Certificates are in use",
            severity=Severity.LOW,
            fix="Serve the certificate from a listener or distribution, or delete it.",
        ),
    ),
    _check("acm-certificate-key-strength", _strong, _answer(KeyAlgorithm="RSA-1024")),
    _check("acm-certificate-not-wildcard", _no_wildcard, _answer(SubjectAlternativeNames=["*.example.com"])),
    _check(
        "acm-certificate-transparency-logged",
        _logged,
        _answer(Options={"CertificateTransparencyLoggingPreference": "DISABLED"}),
    ),
)
