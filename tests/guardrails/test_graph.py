"""How resources find each other: by property dependency, by known ids and names, or not at all."""

from dataclasses import replace

from guardrails.graph import Graph, Resource
from guardrails.values import UNKNOWN, Secret

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


def test_a_known_value_that_a_known_target_does_not_give_is_not_followed() -> None:
    bucket = replace(_resource(BUCKET, "a", {}), outputs={"id": "a-1b2c3d4", "arn": "arn:aws:s3:::a-1b2c3d4"})
    side = _resource(SIDE, "v", {"bucket": "another"}, bucket="a")
    assert _names(Graph([bucket, side]), side) == ([], True)


def test_a_known_value_that_extends_what_a_known_target_gives_is_followed() -> None:
    bucket = replace(_resource(BUCKET, "a", {}), outputs={"id": "a-1b2c3d4"})
    side = _resource(SIDE, "v", {"bucket": "a-1b2c3d4/logs"}, bucket="a")
    assert _names(Graph([bucket, side]), side) == (["a"], True)


def test_a_secret_name_is_a_name() -> None:
    bucket, side = _resource(BUCKET, "a", {"bucket": Secret("logs")}), _resource(SIDE, "v", {"bucket": "logs"})
    assert _names(Graph([bucket, side]), side) == (["a"], True)


def test_an_arn_that_a_program_spells_is_followed_by_the_name_in_it() -> None:
    topic = _resource("aws:sns/topic:Topic", "t", {"name": "orders"})
    policy = _resource("aws:sns/topicPolicy:TopicPolicy", "p", {"arn": "arn:aws:sns:eu-west-1:123456789012:orders"})
    found = Graph([topic, policy]).references(policy, "arn", "aws:sns/topic:Topic")
    assert [each.name for each in found.resources] == ["t"]


def test_an_arn_of_a_namesake_is_not_followed_where_the_own_arn_is_known() -> None:
    own = {"arn": "arn:aws:sns:eu-west-1:123456789012:orders"}
    topic = replace(_resource("aws:sns/topic:Topic", "t", {"name": "orders"}), outputs=own)
    policy = _resource("aws:sns/topicPolicy:TopicPolicy", "p", {"arn": "arn:aws:sns:eu-west-1:210987654321:orders"})
    assert Graph([topic, policy]).references(policy, "arn", "aws:sns/topic:Topic").resources == ()


def test_the_arn_of_a_log_group_is_followed_with_the_wildcard_of_its_streams() -> None:
    arn = "arn:aws:logs:eu-west-1:123456789012:log-group:/vouch/trail"
    group = replace(_resource("aws:cloudwatch/logGroup:LogGroup", "g", {}), outputs={"arn": arn})
    trail = _resource("aws:cloudtrail/trail:Trail", "t", {"cloudWatchLogsGroupArn": f"{arn}:*"})
    found = Graph([group, trail]).references(trail, "cloudWatchLogsGroupArn", "aws:cloudwatch/logGroup:LogGroup")
    assert [each.name for each in found.resources] == ["g"]
