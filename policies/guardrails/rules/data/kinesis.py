"""Rules on streams: encrypted, under a customer key."""

from typing import Final

from guardrails.requirements import must_be_customer_key, must_be_one_of
from guardrails.rule import ResourceRule, Rule, examples
from guardrails.rules.data.s3_types import NAMES_OF_KEYS
from guardrails.values import UNKNOWN

_STREAM: Final = "aws:kinesis/stream:Stream"
_VIDEO: Final = "aws:kinesis/videoStream:VideoStream"
_KEY: Final = "arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"


RULES: tuple[Rule, ...] = (
    ResourceRule(
        "kinesis-stream-encrypted",
        (_STREAM,),
        must_be_one_of("encryptionType", "KMS", default="NONE"),
        examples(
            _STREAM,
            good={"name": "orders", "encryptionType": "KMS"},
            bad={"name": "orders"},
            unknown={"name": "orders", "encryptionType": UNKNOWN},
        ),
    ),
    ResourceRule(
        "kinesis-stream-customer-key",
        (_STREAM,),
        must_be_customer_key("kmsKeyId", proven_by=NAMES_OF_KEYS),
        examples(
            _STREAM,
            good={"name": "orders", "kmsKeyId": _KEY},
            bad={"name": "orders"},
            unknown={"name": "orders", "kmsKeyId": UNKNOWN},
        ),
    ),
    ResourceRule(
        "kinesis-video-customer-key",
        (_VIDEO,),
        must_be_customer_key("kmsKeyId", proven_by=NAMES_OF_KEYS),
        examples(
            _VIDEO,
            good={"name": "doors", "kmsKeyId": _KEY},
            bad={"name": "doors"},
            unknown={"name": "doors", "kmsKeyId": UNKNOWN},
        ),
    ),
)
