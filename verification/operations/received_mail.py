"""Mail is received over TLS, scanned, at the published addresses, and security.txt is current (mail.scan, ir.intake).

SES receives in the home region of a stack, and is asked there.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, Final

from guardrails.controls.model import RuleInfo
from guardrails.thresholds import Thresholds
from guardrails.verdicts import Severity
from verification.answers import Broken, broken
from verification.check import Check, Examples, Found, Judges, Scope, holds_if_found
from verification.data.requirements import must_be_true, value_of
from verification.edge.calls import DISTRIBUTIONS
from verification.edge.distributions import distribution
from verification.live import Live
from verification.operations.calls import (
    INGRESS_POINT,
    INGRESS_POINTS,
    OBJECTS,
    RECEIPT_RULES,
    RECORDS,
    SECURITY_FILE,
    SECURITY_TXT,
    TRAFFIC_POLICIES,
    ZONES,
)
from verification.operations.mail_zones import values, zone, zone_of

_INBOUND: Final = "inbound-smtp."
_TLS_ONLY: Final = frozenset({"REQUIRED", "FIPS"})


def _name(live: Live) -> str:
    return str(value_of(live.one(RECEIPT_RULES) or {}, "Metadata.Name") or "")


def _active_set(live: Live) -> Iterator[Found]:
    if name := _name(live):
        yield Found(live.arn("ses", f"receipt-rule-set/{name}"))


def _rules(live: Live) -> Iterator[Found]:
    for each in live.items(RECEIPT_RULES):
        yield Found(live.arn("ses", f"receipt-rule-set/{_name(live)}:receipt-rule/{each['Name']}"), each)


def _scanning(live: Live) -> Iterator[Found]:
    scanning = [found for found in _rules(live) if found.facts.get("Enabled") and found.facts.get("ScanEnabled")]
    # Mail Manager is asked only where nothing else scans: few regions have it.
    yield from scanning or _ingress_points(live)


def _requires_tls(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    policy = found.facts.get("TlsPolicy") or "Optional"
    if policy != "Require":
        yield broken("TlsPolicy", f"TlsPolicy is {policy}, it must be Require")


def _domains(live: Live) -> Iterator[Found]:
    """The domains of received addresses for which a public zone of the account answers."""
    named = {
        recipient.rpartition("@")[2].lstrip(".").lower(): None
        for found in _rules(live)
        if found.facts.get("Enabled")
        for recipient in found.facts.get("Recipients") or ()
    }
    for domain in named:
        if zone_id := zone_of(live, domain):
            arn = live.arn("route53", f"hostedzone/{zone_id}", region="", account="")
            yield Found(f"{arn}/{domain}", {"domain": domain})


def _comes_here(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    domain = found.facts["domain"]
    said = values(live, "MX", domain)
    if not any(value.split()[-1].startswith(_INBOUND) for value in said if value):
        where = ", ".join(said) or "not there"
        yield broken("ResourceRecordSets", f"the MX record of {domain} is {where}, so its mail does not come to SES")


def _files(live: Live) -> Iterator[Found]:
    """The security.txt of each bucket that a distribution serves."""
    buckets: dict[str, None] = {}
    for each in live.items(DISTRIBUTIONS):
        for origin in (value_of(each, "Origins.Items") or ()) if each.get("Enabled") else ():
            bucket, dot, _rest = origin["DomainName"].partition(".s3")
            if dot and not origin.get("CustomOriginConfig"):
                buckets[bucket] = None
    for bucket in buckets:
        listed = (live.one(OBJECTS, {"Bucket": bucket, "Prefix": SECURITY_TXT}) or {}).get("Contents") or ()
        if any(each.get("Key") == SECURITY_TXT for each in listed):
            yield Found(live.arn("s3", f"{bucket}/{SECURITY_TXT}", region="", account=""), {"Bucket": bucket})


def _current(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    answer = live.one(SECURITY_FILE, {"Bucket": found.facts["Bucket"], "Key": SECURITY_TXT})
    if answer is None:
        return
    fields = dict(_fields(bytes(answer["Body"]).decode("utf-8", "replace")))
    if not fields.get("contact"):
        yield broken("Contact", "it names no Contact, which RFC 9116 requires")
    expires = _moment(fields.get("expires", ""))
    if expires is None:
        yield broken("Expires", "it says not when it expires, as 2027-01-31T00:00:00Z (RFC 9116)")
    elif expires <= live.now:
        yield broken("Expires", f"it expired on {expires:%Y-%m-%d}")


def _fields(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        name, colon, value = line.partition(":")
        if colon and not line.startswith("#"):
            yield name.strip().lower(), value.strip()


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _traffic(live: Live) -> Iterator[Found]:
    for each in live.items(TRAFFIC_POLICIES):
        yield Found(live.arn("ses", f"mailmanager-traffic-policy/{each['TrafficPolicyId']}"), each)


def _denies(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    if found.facts.get("DefaultAction") != "DENY":
        yield broken("DefaultAction", f"DefaultAction is {found.facts.get('DefaultAction')}, it must be DENY")


def _ingress_points(live: Live) -> Iterator[Found]:
    for each in live.items(INGRESS_POINTS):
        yield Found(live.arn("ses", f"mailmanager-ingress-point/{each['IngressPointId']}"), each)


def _ingress_tls(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    described = live.one(INGRESS_POINT, {"IngressPointId": found.facts["IngressPointId"]})
    if described is not None and described.get("TlsPolicy") not in _TLS_ONLY:
        policy = described.get("TlsPolicy") or "not set"
        yield broken("TlsPolicy", f"TlsPolicy is {policy}, it must be {' or '.join(sorted(_TLS_ONLY))}")


def _received(**facts: Any) -> dict[Any, Any]:
    rule = {
        "Name": "published",
        "Enabled": True,
        "ScanEnabled": True,
        "TlsPolicy": "Require",
        "Recipients": ["security@example.com"],
    }
    return {RECEIPT_RULES: {"Metadata": {"Name": "mail"}, "Rules": [rule | facts]}}


def _mx(value: str) -> dict[Any, Any]:
    return _received() | zone(("example.com.", "MX", value))


def _file(text: str) -> dict[Any, Any]:
    return {**distribution(), OBJECTS: {"Contents": [{"Key": SECURITY_TXT}]}, SECURITY_FILE: {"Body": text.encode()}}


def _point(policy: str) -> dict[Any, Any]:
    named = {"IngressPointId": "inp-0a1b2c3d4e5f", "IngressPointName": "mail"}
    point = {"IngressPointId": named["IngressPointId"], "IngressPointName": "mail", "TlsPolicy": policy}
    return {
        INGRESS_POINTS: {"IngressPoints": [{**named, "Status": "ACTIVE", "Type": "OPEN"}]},
        INGRESS_POINT: point,
    }


def _policy(action: str) -> dict[Any, Any]:
    named = {"TrafficPolicyName": "mail", "TrafficPolicyId": "tp-0a1b2c3d4e5f", "DefaultAction": action}
    return {TRAFFIC_POLICIES: {"TrafficPolicies": [named]}}


def _of_rule(id_: str, judge: Judges, **bad: Any) -> Check:
    return Check(
        id=id_,
        calls=(RECEIPT_RULES,),
        finds=_rules,
        judge=judge,
        scope=Scope.ACCOUNT,
        examples=Examples(holds=_received(), broken=_received(**bad)),
    )


_CURRENT: Final = "Contact: mailto:security@example.com\nExpires: 2027-01-31T00:00:00Z\n"
_ABSENT_ZONES: Final[dict[Any, Any]] = _received(Recipients=["security@example.org"]) | zone()

CHECKS: tuple[Check, ...] = (
    Check(
        id="ses-receipt-rule-set-active",
        calls=(RECEIPT_RULES,),
        finds=_active_set,
        judge=holds_if_found,
        scope=Scope.ACCOUNT,
        presence=True,
        examples=Examples(holds=_received(), broken=None),
    ),
    _of_rule("ses-receipt-rule-enabled", must_be_true("Enabled"), Enabled=False),
    _of_rule("ses-receipt-rule-tls", _requires_tls, TlsPolicy="Optional"),
    _of_rule("ses-receipt-rule-scans", must_be_true("ScanEnabled"), ScanEnabled=False),
    Check(
        id="ses-received-mail-scanned",
        calls=(RECEIPT_RULES, INGRESS_POINTS),
        finds=_scanning,
        judge=holds_if_found,
        scope=Scope.ACCOUNT,
        presence=True,
        examples=Examples(holds=_received(ScanEnabled=False) | _point("REQUIRED"), broken=None),
    ),
    Check(
        id="ses-received-domain-mx",
        calls=(RECEIPT_RULES, ZONES, RECORDS),
        finds=_domains,
        judge=_comes_here,
        scope=Scope.ACCOUNT,
        examples=Examples(
            holds=_mx("10 inbound-smtp.eu-west-1.amazonaws.com"),
            broken=_mx("10 mail.example.net"),
            absent=_ABSENT_ZONES,
        ),
        info=RuleInfo(
            id="ses-received-domain-mx",
            control="ir.intake",
            title="Mail to the published addresses comes to SES",
            severity=Severity.HIGH,
            fix="Set the domain's MX record to 10 inbound-smtp.<region>.amazonaws.com.",
        ),
    ),
    Check(
        id="security-txt-current",
        calls=(DISTRIBUTIONS, OBJECTS, SECURITY_FILE),
        finds=_files,
        judge=_current,
        scope=Scope.ACCOUNT,
        examples=Examples(
            holds=_file(_CURRENT), broken=_file(_CURRENT.replace("2027", "2026")), absent=distribution(Enabled=False)
        ),
        info=RuleInfo(
            id="security-txt-current",
            control="ir.intake",
            title="security.txt names a contact and has not expired",
            severity=Severity.MEDIUM,
            fix="Write Contact and an Expires less than a year ahead into /.well-known/security.txt, and deploy it.",
        ),
    ),
    Check(
        id="mailmanager-traffic-policy-denies",
        calls=(TRAFFIC_POLICIES,),
        finds=_traffic,
        judge=_denies,
        scope=Scope.ACCOUNT,
        examples=Examples(holds=_policy("DENY"), broken=_policy("ALLOW")),
    ),
    Check(
        id="mailmanager-ingress-point-tls",
        calls=(INGRESS_POINTS, INGRESS_POINT),
        finds=_ingress_points,
        judge=_ingress_tls,
        scope=Scope.ACCOUNT,
        examples=Examples(holds=_point("REQUIRED"), broken=_point("OPTIONAL")),
    ),
)
