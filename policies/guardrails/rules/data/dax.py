"""Rules on DynamoDB Accelerator: encrypted at rest and in transit."""

from typing import Final

from guardrails.requirements import must_be_one_of, must_be_true
from guardrails.rule import ResourceRule, Rule, examples
from guardrails.values import UNKNOWN

_CLUSTER: Final = "aws:dax/cluster:Cluster"


RULES: tuple[Rule, ...] = (
    ResourceRule(
        "dax-cluster-encrypted",
        (_CLUSTER,),
        must_be_true("serverSideEncryption.enabled"),
        examples(
            _CLUSTER,
            good={"clusterName": "orders", "serverSideEncryption": {"enabled": True}},
            bad={"clusterName": "orders"},
            unknown={"clusterName": "orders", "serverSideEncryption": {"enabled": UNKNOWN}},
        ),
    ),
    ResourceRule(
        "dax-cluster-tls",
        (_CLUSTER,),
        must_be_one_of("clusterEndpointEncryptionType", "TLS", default="NONE"),
        examples(
            _CLUSTER,
            good={"clusterName": "orders", "clusterEndpointEncryptionType": "TLS"},
            bad={"clusterName": "orders"},
            unknown={"clusterName": "orders", "clusterEndpointEncryptionType": UNKNOWN},
        ),
    ),
)
