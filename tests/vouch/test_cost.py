"""``vouch cost``: what is there a month before anybody uses it."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from guardrails.graph import Graph, Resource
from guardrails.values import UNKNOWN
from tests.support.prod import STACKS, record_stack
from tests.vouch.conftest import Ended
from tests.vouch.support import write_program
from vouch.commands.cost import SCHEMA
from vouch.cost import Prices, cost, prices

Vouch = Callable[..., Ended]

_TABLE = Prices.model_validate(
    {
        "date": "2026-01-01",
        "region": "us-east-1",
        "currency": "USD",
        "source": "a test",
        "hours": 100,
        "fixed": {
            "aws:x/gateway:Gateway": [{"item": "gateway", "per": "hour", "price": 0.5}],
            "aws:x/endpoint:Endpoint": [
                {"item": "zone", "per": "month", "price": 2, "times": [{"kind": "count", "at": "subnetIds"}]}
            ],
            "aws:x/database:Database": [
                {
                    "item": "instance",
                    "per": "hour",
                    "times": [
                        {"kind": "lookup", "at": "class", "prices": {"small": 0.1}},
                        {"kind": "when", "at": "multiAz", "equals": "true", "then": 2, "otherwise": 1},
                    ],
                }
            ],
            "aws:x/service:Service": [
                {
                    "item": "cpu",
                    "per": "hour",
                    "price": 0.04,
                    "times": [
                        {"kind": "number", "at": "count", "default": 1},
                        {"kind": "number", "at": "cpu", "via": "task", "of": "aws:x/task:Task", "divide": 1024},
                    ],
                }
            ],
        },
        "by_use": {"aws:x/bucket:Bucket": "0.02 a GB"},
        "free": ["aws:x/role:Role", "aws:x/task:Task"],
    }
)


def _resource(type_: str, name: str = "main", parent: str = "", **properties: Any) -> Resource:
    return Resource(
        urn=f"urn:pulumi:t::t::{type_}::{name}",
        type=type_,
        token=type_,
        name=name,
        properties=properties,
        parent=parent,
        custom=type_.startswith("aws:"),
    )


def _items(*resources: Resource) -> Mapping[str, float | None]:
    found = cost(Graph(resources), _TABLE)
    return {f"{item.resource} {item.item}": item.monthly for each in found.components for item in each.items}


def test_what_is_paid_by_the_hour_is_there_all_month() -> None:
    assert _items(_resource("aws:x/gateway:Gateway")) == {"main gateway": 50.0}


def test_what_is_paid_by_the_zone_is_counted_even_where_the_ids_are_unknown() -> None:
    assert _items(_resource("aws:x/endpoint:Endpoint", subnetIds=[UNKNOWN, UNKNOWN, UNKNOWN])) == {"main zone": 6.0}


@pytest.mark.parametrize(("multi", "monthly"), [(True, 20.0), (False, 10.0), (None, 10.0)])
def test_a_standby_doubles_the_price_of_an_instance(multi: bool | None, monthly: float) -> None:
    stated: dict[str, Any] = {"class": "small", "multiAz": multi}
    database = _resource("aws:x/database:Database", **stated)
    assert _items(database) == {"main instance": monthly}


def test_a_service_is_priced_by_its_task_definition() -> None:
    task = _resource("aws:x/task:Task", "task", cpu="512", family="app")
    service = Resource(
        urn="urn:pulumi:t::t::aws:x/service:Service::app",
        type="aws:x/service:Service",
        token="aws:x/service:Service",
        name="app",
        properties={"count": 4, "task": UNKNOWN},
        property_dependencies={"task": (task.urn,)},
    )
    assert _items(task, service) == {"app cpu": 8.0}


@pytest.mark.parametrize(
    ("properties", "why"),
    [
        ({"class": UNKNOWN}, "class is not known yet"),
        ({"class": "huge"}, "no price for class huge"),
    ],
)
def test_what_is_not_known_is_said_and_not_taken_for_nothing(properties: dict[str, Any], why: str) -> None:
    found = cost(Graph([_resource("aws:x/database:Database", **properties)]), _TABLE)
    assert [(item.monthly, item.unknown) for item in found.unknown] == [(None, why)]
    assert found.monthly == 0


def test_costs_belong_to_the_outermost_component() -> None:
    outer = _resource("vouch:data:Store", "store")
    inner = _resource("vouch:data:Part", "store-part", parent=outer.urn)
    gateway = _resource("aws:x/gateway:Gateway", "store-part-gateway", parent=inner.urn)
    (component,) = cost(Graph([outer, inner, gateway]), _TABLE).components
    assert (component.component, component.name, component.monthly) == ("Store", "store", 50.0)


def test_types_are_priced_by_use_free_or_unlisted() -> None:
    found = cost(Graph([_resource(f"aws:x/{name}") for name in ("bucket:Bucket", "role:Role", "new:New")]), _TABLE)
    assert found.by_use == {"aws:x/bucket:Bucket": "0.02 a GB"}
    assert found.unlisted == ("aws:x/new:New",)


@pytest.mark.parametrize("stack", STACKS)
def test_the_table_knows_every_type_of_our_stacks(stack: str) -> None:
    found = cost(record_stack(stack).graph, prices())
    assert found.unlisted == ()
    assert found.unknown == ()


def test_a_type_is_in_one_list_of_the_table_only() -> None:
    table = prices()
    assert table.fixed.keys() & set(table.free) == set()
    assert table.by_use.keys() & set(table.free) == set()
    assert len(set(table.free)) == len(table.free)


def test_what_is_unchecked_is_in_the_table() -> None:
    table = prices()
    assert set(table.unchecked) <= {line.item for lines in table.fixed.values() for line in lines}


def test_dev_is_much_cheaper_than_prod() -> None:
    dev, prod = (cost(record_stack(stack).graph, prices()).monthly for stack in ("dev", "prod"))
    assert dev * 3 < prod


def test_json_follows_its_schema_and_is_written_too(vouch: Vouch, tmp_path: Path) -> None:
    target = tmp_path / "cost.json"
    ended = vouch("cost", "--stack", "prod", "--format", "json", "--output", target)
    assert (ended.code, ended.err) == (0, "")
    report = json.loads(ended.out)
    jsonschema.validate(report, json.loads(SCHEMA.read_text(encoding="utf-8")))
    assert json.loads(target.read_text(encoding="utf-8")) == report
    assert report["monthly"] == pytest.approx(sum(each["monthly"] for each in report["components"]))
    assert [each["monthly"] for each in report["components"]] == sorted(
        (each["monthly"] for each in report["components"]), reverse=True
    )


def test_a_foreign_program_is_priced_as_well(vouch: Vouch, tmp_path: Path) -> None:
    folder = write_program(
        tmp_path,
        main=("import pulumi_aws as aws", 'aws.kms.Key("k")', 'aws.ec2.Eip("ip")'),
        stacks={"live": ""},
    )
    ended = vouch("cost", "--program", folder)
    assert ended.code == 0
    assert "4.65  in all" in ended.out


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--format", "xml"), "--format 'xml' is not known: use table or json"),
        (("--stack", "prdo"), "did you mean prod?"),
        (("--output", "/none/cost.json"), "the folder /none does not exist"),
    ],
)
def test_bad_input_is_one_sentence(vouch: Vouch, arguments: tuple[str, ...], sentence: str) -> None:
    ended = vouch("cost", *arguments)
    assert (ended.code, ended.out) == (2, "")
    assert sentence in ended.err
    assert ended.err.count("\n") == 1
