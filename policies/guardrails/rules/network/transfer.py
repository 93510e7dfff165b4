"""Rules on Transfer Family: files come and go encrypted, within the VPC, and are logged."""

import re
from typing import Final

from guardrails.graph import Resource
from guardrails.requirements import must_be_one_of
from guardrails.rule import Findings, ResourceRule, Rule, examples
from guardrails.rules.data.lists import must_exclude, one_must_be_set
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN
from guardrails.verdicts import failed, undetermined

_SERVER: Final = "aws:transfer/server:Server"
_YEAR: Final = re.compile(r"-(20\d\d)-\d\d")
_NEW: Final = 2024


def _recent_policy(server: Resource, _bar: Thresholds) -> Findings:
    policy = server.read("securityPolicyName")
    # The provider's default is the oldest, of 2018.
    year = _YEAR.search(policy.text or "")
    if policy.unknown:
        yield undetermined(policy, f"securityPolicyName is not known yet; it must be of {_NEW} or later")
    elif policy.absent:
        yield failed(policy, "securityPolicyName is not set, and the default is of 2018")
    elif year is None or int(year[1]) < _NEW:
        yield failed(policy, f"securityPolicyName is {policy.shown}, it must be of {_NEW} or later")


RULES: tuple[Rule, ...] = (
    ResourceRule(
        "transfer-server-encrypted",
        (_SERVER,),
        must_exclude("protocols", "FTP"),
        examples(
            _SERVER,
            good={"protocols": ["SFTP"]},
            bad={"protocols": ["FTP"]},
            unknown={"protocols": UNKNOWN},
        ),
    ),
    ResourceRule(
        "transfer-server-private",
        (_SERVER,),
        must_be_one_of("endpointType", "VPC", "VPC_ENDPOINT", default="PUBLIC"),
        examples(
            _SERVER,
            good={"endpointType": "VPC"},
            bad={},
            unknown={"endpointType": UNKNOWN},
        ),
    ),
    ResourceRule(
        "transfer-server-security-policy",
        (_SERVER,),
        _recent_policy,
        examples(
            _SERVER,
            good={"securityPolicyName": "TransferSecurityPolicy-2024-01"},
            bad={"securityPolicyName": "TransferSecurityPolicy-2018-11"},
            unknown={"securityPolicyName": UNKNOWN},
        ),
    ),
    ResourceRule(
        "transfer-server-logs",
        (_SERVER,),
        one_must_be_set("structuredLogDestinations", "loggingRole"),
        examples(
            _SERVER,
            good={"structuredLogDestinations": ["arn:aws:logs:eu-west-1:123456789012:log-group:transfer:*"]},
            bad={},
            unknown={"structuredLogDestinations": UNKNOWN},
        ),
    ),
)
