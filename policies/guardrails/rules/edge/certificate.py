"""Rules on ACM certificates: strong keys, seen by the public logs, one name at a time."""

from guardrails.graph import Resource
from guardrails.requirements import must_be_one_of, must_not_be
from guardrails.rule import Findings, ResourceRule, Rule, examples
from guardrails.rules.edge.types import CERTIFICATE
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN
from guardrails.verdicts import failed, undetermined


def _no_wildcard(resource: Resource, _bar: Thresholds) -> Findings:
    names = resource.read("subjectAlternativeNames")
    for name in (resource.read("domainName"), *((names,) if names.unknown else names.each())):
        if name.unknown:
            yield undetermined(name, f"{name.path} is not known yet; it must name one host")
        elif (name.text or "").startswith("*"):
            yield failed(name, f"{name.path} is {name.shown}: whoever has the key can be any of these hosts")


RULES: tuple[Rule, ...] = (
    ResourceRule(
        "acm-certificate-not-wildcard",
        (CERTIFICATE,),
        _no_wildcard,
        examples(
            CERTIFICATE,
            good={"domainName": "app.example.com", "validationMethod": "DNS"},
            bad={"domainName": "example.com", "subjectAlternativeNames": ["*.example.com"], "validationMethod": "DNS"},
            unknown={"domainName": UNKNOWN, "validationMethod": "DNS"},
        ),
    ),
    ResourceRule(
        "acm-certificate-transparency-logged",
        (CERTIFICATE,),
        must_be_one_of("options.certificateTransparencyLoggingPreference", "ENABLED", default="ENABLED"),
        examples(
            CERTIFICATE,
            good={
                "domainName": "app.example.com",
                "options": {"certificateTransparencyLoggingPreference": "ENABLED"},
            },
            bad={
                "domainName": "app.example.com",
                "options": {"certificateTransparencyLoggingPreference": "DISABLED"},
            },
            unknown={"domainName": "app.example.com", "options": UNKNOWN},
        ),
    ),
    ResourceRule(
        "acm-certificate-key-strength",
        (CERTIFICATE,),
        must_not_be("keyAlgorithm", "RSA_1024", default="RSA_2048"),
        examples(
            CERTIFICATE,
            good={"domainName": "app.example.com", "keyAlgorithm": "EC_prime256v1"},
            bad={"domainName": "app.example.com", "keyAlgorithm": "RSA_1024"},
            unknown={"domainName": "app.example.com", "keyAlgorithm": UNKNOWN},
        ),
    ),
)
