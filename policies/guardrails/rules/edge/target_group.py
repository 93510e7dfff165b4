"""Rules on target groups: TLS to the targets, and a health check that takes the sick ones out."""

from typing import Final

from guardrails.graph import Resource
from guardrails.requirements import must_be_true, must_not_be, when
from guardrails.rule import ResourceRule, Rule, examples
from guardrails.rules.edge.types import TARGET_GROUP
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN

_TARGETS: Final = {"port": 8443, "targetType": "ip", "vpcId": "vpc-0a1b2c3d4e5f60718"}


def _has_network_targets(resource: Resource, _bar: Thresholds) -> bool:
    return resource.read("targetType").text != "lambda"


RULES: tuple[Rule, ...] = (
    ResourceRule(
        "target-group-encrypted",
        (TARGET_GROUP,),
        # TCP, UDP and GENEVE are carried as they come, TLS and all; only HTTP is known to be plain.
        when(_has_network_targets, must_not_be("protocol", "HTTP", "http", "Http")),
        examples(
            TARGET_GROUP,
            good={**_TARGETS, "protocol": "HTTPS"},
            bad={**_TARGETS, "protocol": "HTTP"},
            unknown={**_TARGETS, "protocol": UNKNOWN},
        ),
    ),
    ResourceRule(
        "target-group-health-check",
        (TARGET_GROUP,),
        when(_has_network_targets, must_be_true("healthCheck.enabled", default=True)),
        examples(
            TARGET_GROUP,
            good={**_TARGETS, "protocol": "HTTPS", "healthCheck": {"enabled": True, "path": "/health"}},
            bad={**_TARGETS, "protocol": "HTTPS", "healthCheck": {"enabled": False}},
            unknown={**_TARGETS, "protocol": "HTTPS", "healthCheck": {"enabled": UNKNOWN}},
        ),
    ),
)
