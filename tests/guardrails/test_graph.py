"""How resources find each other: by property dependency, by known ids and names, or not at all."""

from guardrails.graph import Graph, Resource
from guardrails.values import UNKNOWN

BUCKET = "aws:s3/bucket:Bucket"
SIDE = "aws:s3/bucketVersioning:BucketVersioning"


def _resource(type_: str, name: str, /, properties: dict[str, object], **depends: str) -> Resource:
    return Resource(
        urn=f"urn:{name}",
        type=type_,
        token=type_,
        name=name,
        properties=properties,
        property_dependencies={key: (f"urn:{target}",) for key, target in depends.items()},
    )


def _names(graph: Graph, resource: Resource) -> tuple[list[str], bool]:
    found = graph.references(resource, "bucket", BUCKET)
    return [each.name for each in found.resources], found.resolved


def test_an_unknown_value_is_followed_by_its_dependency() -> None:
    bucket, side = _resource(BUCKET, "a", {}), _resource(SIDE, "v", {"bucket": UNKNOWN}, bucket="a")
    assert _names(Graph([bucket, side]), side) == (["a"], True)


def test_an_unknown_value_without_a_dependency_is_not_resolved() -> None:
    side = _resource(SIDE, "v", {"bucket": UNKNOWN})
    assert _names(Graph([_resource(BUCKET, "a", {}), side]), side) == ([], False)


def test_a_known_name_is_compared_with_names() -> None:
    bucket, side = _resource(BUCKET, "a", {"bucket": "logs-123"}), _resource(SIDE, "v", {"bucket": "logs-123"})
    assert _names(Graph([bucket, side]), side) == (["a"], True)


def test_a_known_name_of_something_else_is_resolved_to_nothing() -> None:
    bucket, side = _resource(BUCKET, "a", {"bucket": "logs-123"}), _resource(SIDE, "v", {"bucket": "other"})
    assert _names(Graph([bucket, side]), side) == ([], True)


def test_a_value_known_during_an_update_is_followed_by_its_dependency_where_no_name_matches() -> None:
    bucket, side = _resource(BUCKET, "a", {}), _resource(SIDE, "v", {"bucket": "a-1b2c3d4"}, bucket="a")
    assert _names(Graph([bucket, side]), side) == (["a"], True)


def test_a_dependency_on_another_type_proves_nothing() -> None:
    key = _resource("aws:kms/key:Key", "k", {})
    side = _resource(SIDE, "v", {"bucket": UNKNOWN}, bucket="k")
    assert _names(Graph([_resource(BUCKET, "a", {}), key, side]), side) == ([], False)


def test_referrers_are_those_that_name_the_target() -> None:
    a, b = _resource(BUCKET, "a", {"bucket": "a"}), _resource(BUCKET, "b", {"bucket": "b"})
    side = _resource(SIDE, "v", {"bucket": "a"})
    graph = Graph([a, b, side])
    assert [each.name for each in graph.referrers(a, SIDE, "bucket").resources] == ["v"]
    assert graph.referrers(b, SIDE, "bucket").resources == ()
    assert graph.referrers(b, SIDE, "bucket").resolved is True


def test_a_view_of_the_whole_graph_is_computed_once() -> None:
    calls = []

    def count(graph: Graph) -> int:
        calls.append(graph)
        return len(graph.resources)

    graph = Graph([_resource(BUCKET, "a", {})])
    assert (graph.derived(count), graph.derived(count)) == (1, 1)
    assert len(calls) == 1


def test_a_region_is_the_resources_own_then_its_providers_then_the_stacks() -> None:
    provider = Resource(
        urn="urn:p",
        type="pulumi:providers:aws",
        token="pulumi:providers:aws",
        name="p",
        properties={"region": "eu-west-2"},
    )
    own = Resource(
        urn="urn:1", type=BUCKET, token=BUCKET, name="1", properties={"region": "eu-west-3"}, provider="urn:p::id"
    )
    by_provider = Resource(urn="urn:2", type=BUCKET, token=BUCKET, name="2", provider="urn:p::id")
    by_stack = Resource(urn="urn:3", type=BUCKET, token=BUCKET, name="3")
    graph = Graph([provider, own, by_provider, by_stack], region="eu-west-1")
    assert [graph.region_of(each).value for each in (own, by_provider, by_stack)] == [
        "eu-west-3",
        "eu-west-2",
        "eu-west-1",
    ]
