"""Rules on copies of images and snapshots: encrypted under a customer key, wherever they land."""

from typing import Final

from guardrails.requirements import must_be_customer_key, must_be_true
from guardrails.rule import ResourceRule, Rule, examples
from guardrails.rules.data.s3_types import NAMES_OF_KEYS
from guardrails.values import UNKNOWN

_AMI: Final = "aws:ec2/amiCopy:AmiCopy"
_SNAPSHOT: Final = "aws:ebs/snapshotCopy:SnapshotCopy"
_KEY: Final = "arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"


RULES: tuple[Rule, ...] = (
    ResourceRule(
        "ami-copy-encrypted",
        (_AMI,),
        must_be_true("encrypted"),
        examples(
            _AMI,
            good={"name": "orders", "encrypted": True},
            bad={"name": "orders"},
            unknown={"name": "orders", "encrypted": UNKNOWN},
        ),
    ),
    ResourceRule(
        "ami-copy-customer-key",
        (_AMI,),
        must_be_customer_key("kmsKeyId", proven_by=NAMES_OF_KEYS),
        examples(
            _AMI,
            good={"name": "orders", "kmsKeyId": _KEY},
            bad={"name": "orders"},
            unknown={"name": "orders", "kmsKeyId": UNKNOWN},
        ),
    ),
    ResourceRule(
        "ebs-snapshot-copy-encrypted",
        (_SNAPSHOT,),
        must_be_true("encrypted"),
        examples(
            _SNAPSHOT,
            good={"encrypted": True},
            bad={},
            unknown={"encrypted": UNKNOWN},
        ),
    ),
    ResourceRule(
        "ebs-snapshot-copy-customer-key",
        (_SNAPSHOT,),
        must_be_customer_key("kmsKeyId", proven_by=NAMES_OF_KEYS),
        examples(
            _SNAPSHOT,
            good={"kmsKeyId": _KEY},
            bad={},
            unknown={"kmsKeyId": UNKNOWN},
        ),
    ),
)
