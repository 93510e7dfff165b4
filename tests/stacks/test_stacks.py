"""The stacks as they are built: hermetic, stable in their URNs, and free of clashes."""

import socket

import pytest

from guardrails.graph import Resource
from tests.support.prod import ROOT, STACKS, project_of, record_stack
from tests.support.sdk_schema import unknown_keys
from tests.support.urns import kept, urns
from vouch.preview.answers import Answers
from vouch.preview.program import preview
from vouch.preview.project import read_project


def test_the_prod_stack_is_built_without_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_kwargs: object) -> None:
        raise AssertionError("the program opened a connection")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert preview(read_project(ROOT), "prod", Answers()).registrations


@pytest.mark.parametrize("stack", STACKS)
def test_the_urns_of_a_stack_are_those_of_the_snapshot(stack: str) -> None:
    """A changed URN is a replaced resource: see tests/support/urns.py."""
    assert urns(stack) == kept(stack)


@pytest.mark.parametrize("stack", STACKS)
def test_every_property_is_one_that_the_sdk_knows(stack: str) -> None:
    """Misspelt keys inside dictionaries are refused neither by the SDK nor by mocks (sdk-survey)."""
    found = [
        key
        for each in record_stack(stack).resources
        if each.custom
        for key in unknown_keys(each.token, each.properties)
    ]
    assert found == []


@pytest.mark.parametrize(("stack", "emptied"), [("dev", 4), ("staging", 0), ("prod", 0)])
def test_destroy_empties_buckets_of_dev_only_and_never_the_archive(stack: str, emptied: int) -> None:
    buckets = record_stack(stack).all("aws:s3/bucket:Bucket")
    disposable = [each.name for each in buckets if each.properties["forceDestroy"] is not False]
    assert len(disposable) == emptied
    assert "logs-archive-bucket" not in disposable


@pytest.mark.parametrize("stack", STACKS)
def test_every_bucket_is_logged_only_once_s3_may_write_the_logs(stack: str) -> None:
    for logging in record_stack(stack).all("aws:s3/bucketLogging:BucketLogging"):
        waits = {urn.rsplit("::", 1)[-1] for urn in logging.dependencies}
        assert waits & {"logs-access-logs-policy", "state-access-logs-policy"}


_PHYSICAL = (
    "alias",
    "bucket",
    "clusterIdentifier",
    "family",
    "identifier",
    "name",
    "policyName",
    "repository",
    "ruleSetName",
)
# Names within something that has a name of its own, and names that AWS fixes.
_WITHIN = {
    "aws:cfg/deliveryChannel:DeliveryChannel",
    "aws:cfg/recorder:Recorder",
    "aws:cfg/recorderStatus:RecorderStatus",
    "aws:cloudwatch/logAccountPolicy:LogAccountPolicy",
    "aws:cloudwatch/logStream:LogStream",
    "aws:cognito/resourceServer:ResourceServer",
    "aws:cognito/userGroup:UserGroup",
    "aws:cognito/userPoolClient:UserPoolClient",
    "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders",
    "aws:guardduty/detectorFeature:DetectorFeature",
    "aws:iam/rolePolicy:RolePolicy",
    "aws:rds/clusterParameterGroup:ClusterParameterGroup",
    "aws:rds/parameterGroup:ParameterGroup",
    "aws:s3/bucketObject:BucketObject",
    "aws:ssm/association:Association",
    "aws:ssm/document:Document",
    "aws:ssm/maintenanceWindowTarget:MaintenanceWindowTarget",
    "aws:ssm/maintenanceWindowTask:MaintenanceWindowTask",
}


def _physical(resource: Resource) -> set[tuple[str, str, str, str]]:
    return {
        (resource.type, resource.provider.rpartition("::")[2], key, value)
        for key in _PHYSICAL
        if resource.type not in _WITHIN and isinstance(value := resource.properties.get(key), str)
    }


def test_two_stacks_share_an_account_without_a_clash_of_physical_names() -> None:
    def names(stack: str) -> set[tuple[str, ...]]:
        found = (name for each in record_stack(stack).resources for name in _physical(each))
        return {(type_, key, value) for type_, _, key, value in found}

    dev, staging = names("dev"), names("staging")
    assert len(dev) > 100
    assert dev & staging == set()


def test_the_edge_is_off_until_a_domain_is_given() -> None:
    assert record_stack("dev").all("aws:lb/loadBalancer:LoadBalancer") == ()
    balancers = record_stack("prod").all("aws:lb/loadBalancer:LoadBalancer")
    assert {each.name: each.properties["internal"] for each in balancers} == {"edge-alb": False, "api-entry-alb": True}


def test_no_secret_is_in_the_stack_files() -> None:
    for stack in STACKS:
        assert "secure:" not in project_of(stack).stack_file(stack).read_text()
