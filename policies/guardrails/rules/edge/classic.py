"""Rules on classic load balancers, for stacks that still have one."""

from typing import Final

from guardrails.graph import Resource
from guardrails.requirements import must_be_true
from guardrails.rule import Findings, ResourceRule, Rule, examples
from guardrails.rules.edge.types import CERTIFICATE, CERTIFICATE_VALIDATION, CLASSIC
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Value
from guardrails.verdicts import failed, undetermined

_ENCRYPTED: Final = ("https", "ssl")


def _listeners_encrypted(resource: Resource, _bar: Thresholds) -> Findings:
    listeners = resource.read("listeners")
    if listeners.unknown:
        yield undetermined(listeners, "listeners is not known yet; each must speak HTTPS or SSL")
    for listener in listeners.each():
        protocol, certificate = listener.get("lbProtocol"), listener.get("sslCertificateId")
        if protocol.unknown:
            yield undetermined(protocol, f"{protocol.path} is not known yet; it must be https or ssl")
        elif (protocol.text or "").lower() not in _ENCRYPTED:
            yield failed(protocol, f"{protocol.path} is {protocol.shown}, it must be https or ssl")
        elif certificate.unknown:
            message = f"{certificate.path} is not known yet; it must be a certificate of ACM"
            yield undetermined(certificate, message, proven_by=(CERTIFICATE, CERTIFICATE_VALIDATION))
        elif ":acm:" not in (certificate.text or ""):
            yield failed(certificate, f"{certificate.path} is {certificate.shown}, which is not a certificate of ACM")


def _logged(resource: Resource, bar: Thresholds) -> Findings:
    if resource.read("accessLogs").absent:
        yield failed("accessLogs", "accessLogs is not set")
    else:
        yield from must_be_true("accessLogs.enabled", default=True)(resource, bar)


def _listening(protocol: Value, certificate: Value) -> dict[str, Value]:
    return {
        "listeners": [
            {
                "lbPort": 443,
                "lbProtocol": protocol,
                "instancePort": 8443,
                "instanceProtocol": "https",
                "sslCertificateId": certificate,
            }
        ]
    }


_ACM: Final = "arn:aws:acm:eu-west-1:123456789012:certificate/0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9"

RULES: tuple[Rule, ...] = (
    ResourceRule(
        "elb-classic-listeners-encrypted",
        (CLASSIC,),
        _listeners_encrypted,
        examples(
            CLASSIC,
            good=_listening("https", _ACM),
            bad=_listening("http", None),
            unknown=_listening("https", UNKNOWN),
        ),
    ),
    ResourceRule(
        "elb-classic-access-logs",
        (CLASSIC,),
        _logged,
        examples(
            CLASSIC,
            good={"accessLogs": {"bucket": "example-access-logs-123456789012-eu-west-1"}},
            bad={"accessLogs": {"bucket": "example-access-logs-123456789012-eu-west-1", "enabled": False}},
            unknown={"accessLogs": {"enabled": UNKNOWN}},
        ),
    ),
    ResourceRule(
        "elb-classic-cross-zone",
        (CLASSIC,),
        must_be_true("crossZoneLoadBalancing", default=True),
        examples(
            CLASSIC,
            good={"crossZoneLoadBalancing": True},
            bad={"crossZoneLoadBalancing": False},
            unknown={"crossZoneLoadBalancing": UNKNOWN},
        ),
    ),
    ResourceRule(
        "elb-classic-connection-draining",
        (CLASSIC,),
        must_be_true("connectionDraining"),
        examples(
            CLASSIC,
            good={"connectionDraining": True},
            bad={"connectionDraining": False},
            unknown={"connectionDraining": UNKNOWN},
        ),
    ),
)
