"""RDS: what the account says of its databases."""

from collections.abc import Iterable
from typing import Final

from guardrails.thresholds import Thresholds
from verification.answers import Broken, broken
from verification.calls import Call
from verification.check import Check, Examples, Found
from verification.live import Live

DB_INSTANCES: Final = Call(service="rds", operation="describe_db_instances", key="DBInstances")


def instances(live: Live) -> Iterable[Found]:
    """Every DB instance, those of clusters too."""
    for each in live.items(DB_INSTANCES):
        yield Found(each["DBInstanceArn"], each)


def _encrypted(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    if not found.facts["StorageEncrypted"]:
        yield broken("StorageEncrypted", "StorageEncrypted is false")


_ORDERS: Final = {"DBInstanceArn": "arn:aws:rds:eu-west-1:123456789012:db:orders", "StorageEncrypted": True}

CHECKS: tuple[Check, ...] = (
    Check(
        id="rds-instance-storage-encrypted",
        calls=(DB_INSTANCES,),
        finds=instances,
        judge=_encrypted,
        examples=Examples(
            holds={DB_INSTANCES: {"DBInstances": [_ORDERS]}},
            broken={DB_INSTANCES: {"DBInstances": [_ORDERS | {"StorageEncrypted": False}]}},
        ),
    ),
)
