"""Every component keeps one contract (design decision 4); a new one cannot be forgotten."""

import dataclasses
import importlib
import inspect
import pkgutil
import typing
from typing import Any

import pulumi
import pytest

import components
from components.base import Component
from components.catalogue import COMPONENTS
from guardrails import controls
from guardrails.controls.model import AREAS
from guardrails.graph import Resource
from tests.support.prod import STACKS, record_stack
from tests.support.recording import Recorded


def _defined() -> set[type[Component]]:
    """Every component class that any module of `components` defines."""
    found = set()
    for module in pkgutil.walk_packages(components.__path__, "components."):
        for _, member in inspect.getmembers(importlib.import_module(module.name), inspect.isclass):
            if issubclass(member, Component) and member is not Component:
                found.add(member)
    return found


@pytest.fixture(params=COMPONENTS, ids=lambda component: component.__name__)
def component(request: pytest.FixtureRequest) -> type[Component]:
    chosen: type[Component] = request.param
    return chosen


@pytest.fixture(params=STACKS)
def built(request: pytest.FixtureRequest) -> Recorded:
    return record_stack(request.param)


def test_the_catalogue_holds_every_component() -> None:
    assert set(COMPONENTS) == _defined()
    assert len(set(COMPONENTS)) == len(COMPONENTS)


def test_a_component_lives_in_the_area_its_token_names(component: type[Component]) -> None:
    assert component.area in AREAS
    assert component.__module__.split(".")[:2] == ["components", component.area]
    assert component.type_token() == f"vouch:{component.area}:{component.__name__}"


def test_a_component_provides_controls_that_exist(component: type[Component]) -> None:
    known = {control.id for control in controls.CONTROLS}
    assert set(component.provides) <= known
    assert len(set(component.provides)) == len(component.provides)


def test_a_component_is_made_of_a_name_frozen_arguments_and_options(component: type[Component]) -> None:
    parameters = list(inspect.signature(component.__init__).parameters)
    assert parameters == ["self", "name", "args", "opts"]
    hints = typing.get_type_hints(component.__init__)
    args = hints["args"]
    assert args.__name__ == f"{component.__name__}Args"
    assert dataclasses.is_dataclass(args)
    dataclass_params: Any = getattr(args, "__dataclass_params__")  # noqa: B009  typeshed does not know the attribute
    assert dataclass_params.frozen
    assert all(field.kw_only for field in dataclasses.fields(args))
    assert hints["opts"] == pulumi.ResourceOptions | None


def test_a_component_and_its_arguments_say_what_they_are_for(component: type[Component]) -> None:
    args = typing.get_type_hints(component.__init__)["args"]
    assert len((component.__doc__ or "").split()) > 5
    assert len((args.__doc__ or "").split()) > 5


def test_a_component_closes_by_registering_its_outputs(component: type[Component]) -> None:
    body = inspect.getsource(component.__init__)
    assert body.count("self.register_outputs(") == 1
    assert "**kwargs" not in body


def test_every_component_is_used_by_a_stack(component: type[Component]) -> None:
    assert any(record_stack(stack).all(component.type_token()) for stack in STACKS)


def test_what_provides_a_control_is_in_prod_or_prod_full(component: type[Component]) -> None:
    if component.provides and component.area != "governance":
        assert any(record_stack(stack).all(component.type_token()) for stack in ("prod", "prod-full"))


def _owner(resource: Resource, built: Recorded) -> Resource:
    owner = built.graph.get(resource.parent)
    assert owner is not None, f"{resource.urn} has no component around it"
    return owner


def _custom(built: Recorded) -> list[Resource]:
    return [each for each in built.resources if each.custom and not each.type.startswith("pulumi:")]


def test_every_resource_belongs_to_a_component_and_bears_its_name(built: Recorded) -> None:
    for resource in _custom(built):
        owner = _owner(resource, built)
        assert owner.type.startswith("vouch:")
        assert resource.name.startswith(f"{owner.name}-"), resource.urn


def test_every_resource_goes_through_the_provider_of_its_region(built: Recorded) -> None:
    providers = built.all("pulumi:providers:aws")
    assert [each.name for each in providers[:1]] == ["aws"]
    assert {each.name for each in providers[1:]} >= {"aws-eu-central-1", "aws-us-east-1"}
    assert {each.provider.rpartition("::")[0] for each in _custom(built)} <= {each.urn for each in providers}


def test_changes_are_ignored_only_where_aws_makes_them_itself(built: Recorded) -> None:
    ignoring = {(each.type, each.options.ignore_changes) for each in built.resources if each.options.ignore_changes}
    assert ignoring <= {
        ("aws:ec2/defaultNetworkAcl:DefaultNetworkAcl", ("subnetIds",)),
        # Autoscaling owns the number of tasks.
        ("aws:ecs/service:Service", ("desiredCount",)),
        # A later password is set in the directory itself, not by Pulumi.
        ("aws:directoryservice/directory:Directory", ("password",)),
    }


def test_names_never_come_from_a_list_position(built: Recorded) -> None:
    positional = [each.urn for each in _custom(built) if each.name.rpartition("-")[2] in {"0", "1", "2", "3"}]
    assert positional == []


_STATEFUL = {
    "aws:rds/instance:Instance",
    "aws:s3/bucket:Bucket",
    "aws:kms/key:Key",
    "aws:cloudtrail/trail:Trail",
    "aws:guardduty/detector:Detector",
    "aws:lb/loadBalancer:LoadBalancer",
    "aws:ec2/vpc:Vpc",
    "aws:backup/vault:Vault",
    "aws:cfg/recorder:Recorder",
    "aws:cognito/userPool:UserPool",
    "aws:detective/graph:Graph",
    "aws:dynamodb/table:Table",
    "aws:ecr/repository:Repository",
    "aws:macie2/account:Account",
    "aws:networkfirewall/firewall:Firewall",
    "aws:rds/cluster:Cluster",
    "aws:route53/zone:Zone",
    "aws:securityhub/account:Account",
    "aws:verifiedpermissions/policyStore:PolicyStore",
}


@pytest.mark.parametrize("stack", ["prod", "prod-full"])
def test_what_holds_data_is_protected_in_prod(stack: str) -> None:
    resources = record_stack(stack).resources
    assert [each.urn for each in resources if each.type in _STATEFUL and not each.options.protect] == []


def test_nothing_is_protected_in_dev_so_that_it_can_be_destroyed() -> None:
    assert [each.urn for each in record_stack("dev").resources if each.options.protect] == []
