"""What holds data is known by its kind, whatever the program says of it."""

import pytest

from guardrails.rule import Declared
from guardrails.rules import book
from guardrails.rules.data.protected import HOLDING
from guardrails.tokens import canonical
from tests.guardrails.rules.identity.judging import FAILED, NOT_APPLICABLE, PASSED, verdicts
from tests.support.sdk_schema import arguments, known_tokens, property_names

RULE = "stateful-resource-protected"
_OF_THEIR_OWN = ("s3-bucket-protected", "rds-instance-protected", "rds-cluster-protected", "kms-key-protected")
_MARKS = {
    "deletionProtection",
    "deletionProtectionEnabled",
    "finalSnapshotIdentifier",
    "finalSnapshotName",
    "pointInTimeRecovery",
    "recoveryWindowInDays",
    "skipFinalBackup",
    "skipFinalSnapshot",
}
# They hold nothing that is not made again, or are a part of what is protected.
_HOLDS_NOTHING = {
    "aws:cloudwatch/logGroup:LogGroup",
    "aws:cognito/userPool:UserPool",
    "aws:elasticache/cluster:Cluster",
    "aws:neptune/clusterInstance:ClusterInstance",
    "aws:pinpoint/smsvoicev2PhoneNumber:Smsvoicev2PhoneNumber",
    "aws:pinpoint/smsvoicev2Pool:Smsvoicev2Pool",
    "aws:pinpoint/smsvoicev2SenderId:Smsvoicev2SenderId",
    "aws:quicksight/analysis:Analysis",
}


@pytest.mark.parametrize("type_", HOLDING)
def test_every_store_of_the_sdk_asks_for_protection(type_: str) -> None:
    assert arguments(type_) is not None
    assert verdicts(RULE, Declared(type=type_)) == FAILED
    assert verdicts(RULE, Declared(type=type_, protect=True)) == PASSED


def test_a_profile_that_may_delete_asks_nothing() -> None:
    assert verdicts(RULE, Declared(type=HOLDING[0]), bar="dev") == NOT_APPLICABLE


def test_what_aws_itself_protects_from_deletion_is_listed() -> None:
    own = {type_ for rule in book().rules if rule.id in _OF_THEIR_OWN for type_ in rule.types}
    marked = {token for token in known_tokens() if canonical(token) == token and _MARKS & property_names(token)}
    assert marked - set(HOLDING) - own == _HOLDS_NOTHING
