"""Functions and databases as AWS keeps them: on supported runtimes, patched, in several zones, in stated windows.

(vm.patch, av.az, av.maint.)
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from guardrails.rules.compute import lambda_
from guardrails.rules.compute.types import FUNCTION
from guardrails.thresholds import Thresholds
from verification.answers import Broken, broken
from verification.as_declared import by_the_rule
from verification.check import Check, Examples, Found, Responses
from verification.compute.calls import DB_CLUSTERS, DB_INSTANCES, FUNCTIONS, SUBNETS
from verification.compute.zones import THREE_SUBNETS, zone_of
from verification.live import Live

_WINDOWS: Final = ("PreferredMaintenanceWindow", "PreferredBackupWindow")
_TWO: Final = 2
# DocumentDB and Neptune answer RDS's calls too.
_NOT_RDS: Final = ("docdb", "neptune")


def functions(live: Live) -> Iterator[Found]:
    """Every function."""
    for each in live.items(FUNCTIONS):
        yield Found(each["FunctionArn"], each)


def _with_runtime(live: Live) -> Iterator[Found]:
    # One of an image brings its own, and is scanned as an image.
    return (found for found in functions(live) if found.facts.get("Runtime"))


def _in_vpc(live: Live) -> Iterator[Found]:
    return (found for found in functions(live) if (found.facts.get("VpcConfig") or {}).get("SubnetIds"))


def _as_read(found: Found, _live: Live) -> Mapping[str, Any]:
    # Not all of it: names of variables are nobody's to rename.
    traced = (found.facts.get("TracingConfig") or {}).get("Mode")
    return {"runtime": found.facts.get("Runtime"), "tracingConfig": {"mode": traced}}


def _spans(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    zones = zone_of(live)
    known = {zones.get(subnet) for subnet in found.facts["VpcConfig"]["SubnetIds"]} - {None}
    if len(known) < _TWO:
        yield broken("VpcConfig.SubnetIds", f"SubnetIds are in {len(known)} zone(s), not in two")


def _instances(live: Live) -> Iterator[Found]:
    for each in live.items(DB_INSTANCES):
        if each.get("Engine") not in _NOT_RDS:
            yield Found(each["DBInstanceArn"], each)


def _databases(live: Live) -> Iterator[Found]:
    for each in live.items(DB_CLUSTERS):
        yield Found(each["DBClusterArn"], each)
    for found in _instances(live):
        # The backups of a cluster's members are the cluster's.
        if not found.facts.get("DBClusterIdentifier"):
            yield found


def _patched(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    if found.facts.get("AutoMinorVersionUpgrade") is not True:
        yield broken("AutoMinorVersionUpgrade", "AutoMinorVersionUpgrade is false")


def _in_windows(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    for at in _WINDOWS:
        if not found.facts.get(at):
            yield broken(at, f"{at} is not set")


def _function(**facts: Any) -> Responses:
    one = {"FunctionArn": "arn:aws:lambda:eu-west-1:123456789012:function:orders", "Runtime": "python3.13", **facts}
    return {FUNCTIONS: {"Functions": [one]}}


def _placed(*subnets: str) -> Responses:
    return {**_function(VpcConfig={"SubnetIds": list(subnets)}), SUBNETS: THREE_SUBNETS}


def _database(*, patched: bool = True, **facts: str) -> Responses:
    arn = "arn:aws:rds:eu-west-1:123456789012"
    windows = {"PreferredMaintenanceWindow": "sun:03:00-sun:04:00", "PreferredBackupWindow": "01:00-02:00"}
    one = {"DBInstanceArn": f"{arn}:db:orders", "Engine": "postgres", "AutoMinorVersionUpgrade": patched, **windows}
    cluster = {"DBClusterArn": f"{arn}:cluster:ledger", "Engine": "aurora-postgresql", **windows, **facts}
    return {DB_INSTANCES: {"DBInstances": [one]}, DB_CLUSTERS: {"DBClusters": [cluster]}}


CHECKS: tuple[Check, ...] = (
    Check(
        id="lambda-runtime-supported",
        calls=(FUNCTIONS,),
        finds=_with_runtime,
        judge=by_the_rule(lambda_.RULES, "lambda-runtime-supported", FUNCTION, "Runtime", _as_read),
        examples=Examples(holds=_function(), broken=_function(Runtime="python3.8")),
    ),
    Check(
        id="lambda-traced",
        calls=(FUNCTIONS,),
        finds=functions,
        judge=by_the_rule(lambda_.RULES, "lambda-traced", FUNCTION, "TracingConfig.Mode", _as_read),
        examples=Examples(
            holds=_function(TracingConfig={"Mode": "Active"}), broken=_function(TracingConfig={"Mode": "PassThrough"})
        ),
    ),
    Check(
        id="lambda-spans-zones",
        calls=(FUNCTIONS, SUBNETS),
        finds=_in_vpc,
        judge=_spans,
        examples=Examples(holds=_placed("subnet-00", "subnet-01"), broken=_placed("subnet-00"), absent=_function()),
    ),
    Check(
        id="rds-auto-minor-version-upgrade",
        calls=(DB_INSTANCES,),
        finds=_instances,
        judge=_patched,
        examples=Examples(holds=_database(), broken=_database(patched=False)),
    ),
    Check(
        id="rds-windows-set",
        calls=(DB_CLUSTERS, DB_INSTANCES),
        finds=_databases,
        judge=_in_windows,
        examples=Examples(holds=_database(), broken=_database(PreferredMaintenanceWindow="")),
    ),
)
