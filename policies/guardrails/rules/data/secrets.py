"""Secrets: under a customer key, rotated, slow to delete, for nobody public, and never in a plain parameter."""

from guardrails.graph import Graph, Resource
from guardrails.requirements import all_of, must_be_at_least, must_be_customer_key
from guardrails.rule import Declared, Examples, Findings, RelationRule, ResourceRule, Rule, examples
from guardrails.rules.data.s3_buckets import each_or_unknown
from guardrails.rules.data.s3_documents import each_statement, nobody_public
from guardrails.rules.data.s3_types import NAMES_OF_KEYS
from guardrails.rules.data.schedules import longest_pause_days
from guardrails.rules.data.secret_values import names_a_secret, shape_of
from guardrails.rules.data.types import SECRET, SECRET_POLICY, SECRET_ROTATION, SSM_PARAMETER
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Value
from guardrails.verdicts import failed, undetermined

_KEY = "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
_SHORTEST_WINDOW_DAYS = 7
_SECURE = "SecureString"


def _replicas_by_customer_key(secret: Resource, _bar: Thresholds) -> Findings:
    for replica in each_or_unknown(secret.read("replicas")):
        key = replica.get("kmsKeyId")
        if key.unknown:
            yield undetermined(
                key, f"{key.path} is not known yet; it must name a customer key", proven_by=NAMES_OF_KEYS
            )
        elif key.absent or key.value == "" or "alias/aws/" in str(key.text):
            yield failed(key, f"{key.path} is {key.shown}, so the replica is under a key that AWS manages")


def _rotated(secret: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    rotations = graph.referrers(secret, SECRET_ROTATION, "secretId")
    if rotations.resources:
        return
    yield (
        failed(None, "no SecretRotation rotates the secret")
        if rotations.resolved
        else undetermined(None, "a SecretRotation names a secret that is not known yet; it may be this one")
    )


def _often_enough(rotation: Resource, bar: Thresholds) -> Findings:
    enabled = rotation.read("rotationEnabled")
    if enabled.truth is False:
        yield failed(enabled, "rotationEnabled is false")
    elif enabled.unknown:
        yield undetermined(enabled, "rotationEnabled is not known yet; it must not be false")
    rules = rotation.read("rotationRules")
    days, schedule = rules.get("automaticallyAfterDays"), rules.get("scheduleExpression")
    most = bar.secret_rotation_days
    # AWS takes one of the two, and the other is then absent.
    if schedule.known and schedule.value != "":
        pause = longest_pause_days(str(schedule.text))
        if pause is None or pause > most:
            yield failed(schedule, f"{schedule.path} is {schedule.shown}, which may pause for more than {most} days")
    elif days.known:
        if days.number is None or days.number > most:
            yield failed(days, f"{days.path} is {days.shown}, it must be at most {most} days")
    elif days.unknown or schedule.unknown:
        yield undetermined(rules, f"how often {rules.path} rotates is not known yet; it must be every {most} days")
    else:
        yield failed(rules, f"{rules.path} says neither automaticallyAfterDays nor scheduleExpression")


def _parameter_secure(parameter: Resource, _bar: Thresholds) -> Findings:
    kind = parameter.read("type")
    if kind.text == _SECURE:
        return
    for path in ("value", "insecureValue"):
        value = parameter.read(path)
        if (shape := shape_of(str(value.text))) is not None:
            yield failed(path, f"{path} holds {shape}, and type is {kind.shown}")
            return
    # Without a name of its own, Pulumi makes one of the resource's.
    name = parameter.read("name").default(parameter.name)
    if name.unknown:
        yield undetermined(name, f"type is {kind.shown}, and whether name is that of a secret is not known yet")
    elif not names_a_secret(str(name.text)):
        yield from () if kind.known else (undetermined(kind, "type is not known yet; a secret's must be SecureString"),)
    elif kind.unknown:
        yield undetermined(kind, f"type is not known yet; {name.shown} names a secret, so it must be {_SECURE}")
    else:
        yield failed(kind, f"type is {kind.shown}, and {name.shown} names a secret")


def _policy(principal: Value) -> dict[str, Value]:
    statement = {
        "Effect": "Allow",
        "Principal": principal,
        "Action": "secretsmanager:GetSecretValue",
        "Resource": "*",
    }
    return {
        "secretArn": "arn:aws:secretsmanager:eu-west-1:123456789012:secret:orders-AbCdEf",
        "policy": {"Version": "2012-10-17", "Statement": [statement]},
    }


_SECRET = Declared(type=SECRET, name="orders", properties={"name": "orders"})
_ROTATION = {
    "rotationLambdaArn": "arn:aws:lambda:eu-west-1:123456789012:function:rotate",
    "rotationRules": {"automaticallyAfterDays": 30},
}

RULES: tuple[Rule, ...] = (
    ResourceRule(
        id="secret-customer-key",
        types=(SECRET,),
        judge=all_of(must_be_customer_key("kmsKeyId", proven_by=NAMES_OF_KEYS), _replicas_by_customer_key),
        examples=examples(SECRET, good={"kmsKeyId": _KEY}, bad={"name": "orders"}, unknown={"kmsKeyId": UNKNOWN}),
    ),
    RelationRule(
        id="secret-rotated",
        types=(SECRET,),
        judge=_rotated,
        examples=Examples(
            good=(
                _SECRET,
                Declared(
                    type=SECRET_ROTATION,
                    name="rotation",
                    properties={"secretId": UNKNOWN, **_ROTATION},
                    depends={"secretId": ("orders",)},
                ),
            ),
            bad=(_SECRET,),
            unknown=(
                _SECRET,
                Declared(type=SECRET_ROTATION, name="rotation", properties={"secretId": UNKNOWN, **_ROTATION}),
            ),
        ),
    ),
    ResourceRule(
        id="secret-rotation-interval",
        types=(SECRET_ROTATION,),
        judge=_often_enough,
        examples=examples(
            SECRET_ROTATION,
            good={"secretId": "orders", **_ROTATION},
            bad={"secretId": "orders", "rotationRules": {"automaticallyAfterDays": 365}},
            unknown={"secretId": "orders", "rotationRules": {"automaticallyAfterDays": UNKNOWN}},
        ),
    ),
    ResourceRule(
        id="secret-policy-not-public",
        types=(SECRET_POLICY, SECRET),
        judge=each_statement(nobody_public),
        examples=examples(
            SECRET_POLICY,
            good=_policy({"AWS": "arn:aws:iam::123456789012:role/orders"}),
            bad=_policy("*"),
            unknown={**_policy("*"), "policy": UNKNOWN},
        ),
    ),
    ResourceRule(
        id="secret-recovery-window",
        types=(SECRET,),
        judge=must_be_at_least("recoveryWindowInDays", _SHORTEST_WINDOW_DAYS, default=30, unit="days"),
        examples=examples(
            SECRET,
            good={"recoveryWindowInDays": 30},
            bad={"recoveryWindowInDays": 0},
            unknown={"recoveryWindowInDays": UNKNOWN},
        ),
    ),
    ResourceRule(
        id="ssm-parameter-secret-encrypted",
        types=(SSM_PARAMETER,),
        judge=_parameter_secure,
        examples=examples(
            SSM_PARAMETER,
            good={"name": "/orders/db_password", "type": "SecureString"},
            bad={"name": "/orders/db_password", "type": "String"},
            unknown={"name": "/orders/db_password", "type": UNKNOWN},
        ),
    ),
)
