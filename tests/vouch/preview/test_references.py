"""A resource may be handed over as it is: to another resource, which gets its id, and to a component."""

from typing import Any

import pulumi
import pulumi_aws as aws

from guardrails.values import UNKNOWN
from tests.support.recording import record
from vouch.preview.record import record as record_program


class Holder(pulumi.ComponentResource):
    """A component that is handed resources."""

    held: pulumi.Output[aws.s3.Bucket]

    def __init__(self, name: str, bucket: aws.s3.Bucket) -> None:
        super().__init__("example:index:Holder", name, {"held": bucket, "all": [bucket]})


def test_a_resource_given_as_an_input_is_its_id_and_a_dependency() -> None:
    def program() -> None:
        role = aws.iam.Role("web", assume_role_policy="{}")
        # The SDK's types ask for a name; programs hand the role over, and the SDK takes it.
        handed: Any = role
        policy = aws.iam.RolePolicyAttachment("web", role=handed, policy_arn="arn:aws:iam::aws:policy/ReadOnlyAccess")
        pulumi.export("role", policy.role)

    recorded = record(program)
    role, policy = recorded.one("aws:iam/role:Role"), recorded.one("aws:iam/rolePolicyAttachment:RolePolicyAttachment")
    assert policy.properties["role"] is UNKNOWN
    assert policy.property_dependencies["role"] == (role.urn,)


def test_a_component_is_handed_the_resource_itself() -> None:
    seen: list[object] = []

    def program() -> None:
        holder = Holder("holder", aws.s3.Bucket("files"))
        holder.held.apply(seen.append)

    record(program)
    assert [type(each) for each in seen] == [aws.s3.Bucket]


class Remote(pulumi.ComponentResource):
    """A component that another process makes, as those of awsx and eks are."""

    subnets: pulumi.Output[list[str]]

    def __init__(self, name: str) -> None:
        super().__init__("awsx:ec2:Vpc", name, {"natGateways": {"strategy": "None"}, "subnets": None}, remote=True)


def test_what_a_remote_component_gives_back_is_not_what_it_was_told() -> None:
    seen: list[object] = []

    def program() -> None:
        remote = Remote("network")
        remote.subnets.apply(seen.append)
        aws.ec2.Instance("server", ami="ami-0a1b2c3d4e5f60718", subnet_id=remote.subnets[0])

    recorded = record_program(program, project="vouch", stack="prod", config={"aws:region": "eu-west-1"})
    assert recorded.remote == ("awsx:ec2:Vpc",)
    server = next(each for each in recorded.resources if each.name == "server")
    assert server.properties["subnetId"] is UNKNOWN
    assert seen == []
