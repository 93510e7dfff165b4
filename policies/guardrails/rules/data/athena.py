"""Rules on Athena: what queries find is encrypted, and clients cannot choose otherwise."""

from typing import Final

from guardrails.graph import Resource
from guardrails.requirements import must_be_one_of, must_be_true, when
from guardrails.rule import Findings, ResourceRule, Rule, examples
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN

_WORKGROUP: Final = "aws:athena/workgroup:Workgroup"
_DATABASE: Final = "aws:athena/database:Database"
_OPTIONS: Final = ("SSE_KMS", "CSE_KMS", "SSE_S3")


def _in_buckets(workgroup: Resource, _bar: Thresholds) -> bool | None:
    """Whether results go to a bucket of the customer's; those that Athena keeps itself it always encrypts."""
    managed = workgroup.read("configuration.managedQueryResultsConfiguration.enabled")
    return None if managed.unknown else not managed.truth


def _enforced(workgroup: Resource, bar: Thresholds) -> Findings:
    # A workgroup without a configuration has nothing that it could enforce.
    default = not workgroup.read("configuration").absent
    yield from must_be_true("configuration.enforceWorkgroupConfiguration", default=default)(workgroup, bar)


RULES: tuple[Rule, ...] = (
    ResourceRule(
        "athena-workgroup-results-encrypted",
        (_WORKGROUP,),
        when(
            _in_buckets,
            must_be_one_of("configuration.resultConfiguration.encryptionConfiguration.encryptionOption", *_OPTIONS),
        ),
        examples(
            _WORKGROUP,
            good={
                "name": "reports",
                "configuration": {"resultConfiguration": {"encryptionConfiguration": {"encryptionOption": "SSE_KMS"}}},
            },
            bad={"name": "reports"},
            unknown={
                "name": "reports",
                "configuration": {"resultConfiguration": {"encryptionConfiguration": {"encryptionOption": UNKNOWN}}},
            },
        ),
    ),
    ResourceRule(
        "athena-database-encrypted",
        (_DATABASE,),
        must_be_one_of("encryptionConfiguration.encryptionOption", *_OPTIONS),
        examples(
            _DATABASE,
            good={"name": "reports", "bucket": "results", "encryptionConfiguration": {"encryptionOption": "SSE_KMS"}},
            bad={"name": "reports", "bucket": "results"},
            unknown={"name": "reports", "bucket": "results", "encryptionConfiguration": {"encryptionOption": UNKNOWN}},
        ),
    ),
    ResourceRule(
        "athena-workgroup-enforced",
        (_WORKGROUP,),
        _enforced,
        examples(
            _WORKGROUP,
            good={"name": "reports", "configuration": {"enforceWorkgroupConfiguration": True}},
            bad={"name": "reports"},
            unknown={"name": "reports", "configuration": {"enforceWorkgroupConfiguration": UNKNOWN}},
        ),
    ),
    ResourceRule(
        "athena-workgroup-metrics",
        (_WORKGROUP,),
        must_be_true("configuration.publishCloudwatchMetricsEnabled", default=True),
        examples(
            _WORKGROUP,
            good={"name": "reports", "configuration": {"publishCloudwatchMetricsEnabled": True}},
            bad={"name": "reports", "configuration": {"publishCloudwatchMetricsEnabled": False}},
            unknown={"name": "reports", "configuration": {"publishCloudwatchMetricsEnabled": UNKNOWN}},
        ),
    ),
)
