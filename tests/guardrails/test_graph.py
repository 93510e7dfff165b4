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


def test_what_another_resource_hands_on_is_followed_through_it() -> None:
    bucket, block = _resource(BUCKET, "a", {}), _resource("aws:s3/bucketPolicy:BucketPolicy", "p", {}, bucket="a")
    side = _resource(SIDE, "v", {"bucket": UNKNOWN}, bucket="p")
    assert _names(Graph([bucket, block, side]), side) == (["a"], True)


def test_a_dependency_says_that_a_value_is_given_even_where_it_was_left_out() -> None:
    bucket, side = _resource(BUCKET, "a", {}), _resource(SIDE, "v", {}, bucket="a")
    assert _names(Graph([bucket, side]), side) == (["a"], True)


def test_a_known_name_may_be_that_of_a_resource_whose_own_is_not_known() -> None:
    unnamed, side = _resource(BUCKET, "a", {"bucket": UNKNOWN}), _resource(SIDE, "v", {"bucket": "logs-123"})
    assert _names(Graph([unnamed, side]), side) == ([], False)
    assert _names(Graph([unnamed, _resource(BUCKET, "b", {"bucket": "logs-123"}), side]), side) == (["b"], True)


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


RULE, TARGET, ROLE = (
    "aws:cloudwatch/eventRule:EventRule",
    "aws:cloudwatch/eventTarget:EventTarget",
    "aws:iam/role:Role",
)


def _in(region: str, resource: Resource) -> Resource:
    return replace(resource, properties={**resource.properties, "region": region})


def _found(target: Resource, referrer: Resource, path: str) -> list[str]:
    graph = Graph([target, referrer], region="eu-west-1")
    return [each.name for each in graph.references(referrer, path, target.type).resources]


def test_a_name_means_nothing_of_another_region() -> None:
    rule = _resource(RULE, "r", {"name": "findings"})
    here, there = (_in(region, _resource(TARGET, "t", {"rule": "findings"})) for region in ("eu-west-1", "us-east-1"))
    assert _found(rule, here, "rule") == ["r"]
    assert _found(rule, there, "rule") == []
    assert _found(_in("us-east-1", rule), there, "rule") == ["r"]


def test_a_name_is_followed_where_a_region_is_not_known() -> None:
    rule = _resource(RULE, "r", {"name": "findings"})
    target = replace(_resource(TARGET, "t", {"rule": "findings"}), properties={"rule": "findings", "region": UNKNOWN})
    assert _found(rule, target, "rule") == ["r"]


def test_a_name_that_aws_answered_is_one_of_its_region_too() -> None:
    rule = replace(_resource(RULE, "r", {}), outputs={"id": "findings-1a2b", "name": "findings-1a2b"})
    there = _in("us-east-1", _resource(TARGET, "t", {"rule": "findings-1a2b"}))
    assert _found(rule, there, "rule") == []


def test_a_dependency_is_followed_into_another_region() -> None:
    rule = replace(_resource(RULE, "r", {}), outputs={"id": "findings"})
    there = _in("us-east-1", _resource(TARGET, "t", {"rule": "findings"}, rule="r"))
    assert _found(rule, there, "rule") == ["r"]


def test_names_of_roles_and_buckets_are_the_same_in_all_regions() -> None:
    role, bucket = _resource(ROLE, "r", {"name": "deploy"}), _resource(BUCKET, "b", {"bucket": "logs"})
    assert _found(role, _in("us-east-1", _resource("aws:x/y:Y", "p", {"role": "deploy"})), "role") == ["r"]
    assert _found(bucket, _in("us-east-1", _resource("aws:x/y:Y", "p", {"bucket": "logs"})), "bucket") == ["b"]


def test_an_arn_and_an_id_are_followed_into_another_region() -> None:
    arn = "arn:aws:sns:eu-west-1:123456789012:orders"
    topic = replace(_resource("aws:sns/topic:Topic", "t", {"name": "orders"}), outputs={"arn": arn})
    vpc = replace(_resource("aws:ec2/vpc:Vpc", "v", {}), outputs={"id": "vpc-0123456789abcdef0"})
    there = _in("us-east-1", _resource("aws:x/y:Y", "y", {"topicArn": arn, "peerVpcId": "vpc-0123456789abcdef0"}))
    assert _found(topic, there, "topicArn") == ["t"]
    assert _found(vpc, there, "peerVpcId") == ["v"]


def test_an_arn_that_a_program_spells_is_followed_in_its_own_region_alone() -> None:
    topic = _resource("aws:sns/topic:Topic", "t", {"name": "orders"})
    referrer = _resource("aws:x/y:Y", "y", {"topicArn": "arn:aws:sns:us-east-1:123456789012:orders"})
    assert _found(topic, referrer, "topicArn") == []
    assert _found(_in("us-east-1", topic), referrer, "topicArn") == ["t"]


def test_a_resource_is_found_by_what_it_is_called() -> None:
    bucket = replace(_resource(BUCKET, "a", {"bucket": "logs"}), outputs={"arn": "arn:aws:s3:::logs"})
    graph = Graph([bucket, _resource(SIDE, "v", {"bucket": "logs"})])
    assert [each.name for each in graph.called("logs", BUCKET)] == ["a"]
    assert graph.called("arn:aws:s3:::logs", SIDE) == ()


def test_resources_are_told_apart_by_a_value_in_the_order_of_the_program() -> None:
    a, b = _resource(SIDE, "a", {"bucket": "x"}), _resource(SIDE, "b", {"bucket": UNKNOWN}, bucket="k")
    c, d = _resource(SIDE, "c", {"bucket": "x"}), _resource(SIDE, "d", {})
    by_value = Graph([a, b, c, d]).by_value("bucket", SIDE)
    assert {text: [each.name for each in members] for text, members in by_value.texts.items()} == {"x": ["a", "c"]}
    assert {urn: [each.name for each in members] for urn, members in by_value.urns.items()} == {"urn:k": ["b"]}
    assert [each.name for each in by_value.open] == ["d"]


def test_a_view_about_something_is_computed_once_for_each() -> None:
    calls = []

    def count(graph: Graph, type_: str) -> int:
        calls.append(type_)
        return len(graph.of(type_))

    graph = Graph([_resource(BUCKET, "a", {})])
    assert [graph.derived(count, type_) for type_ in (BUCKET, SIDE, BUCKET)] == [1, 0, 1]
    assert calls == [BUCKET, SIDE]
