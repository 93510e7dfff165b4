"""Rules on AppSync: logged, encrypted, behind a web ACL, and not opened by a key."""

from typing import Final

from guardrails.graph import Graph, Resource
from guardrails.requirements import must_be_one_of, must_be_set, must_be_true, must_not_be
from guardrails.rule import Declared, Examples, Findings, RelationRule, ResourceRule, Rule, examples
from guardrails.rules.edge.types import WEB_ACL_ASSOCIATION
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Value
from guardrails.verdicts import failed, not_applicable, undetermined

_API: Final = "aws:appsync/graphQLApi:GraphQLApi"
_CACHE: Final = "aws:appsync/apiCache:ApiCache"


def _behind_web_acl(api: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    associations = graph.referrers(api, WEB_ACL_ASSOCIATION, "resourceArn")
    if api.read("visibility").text == "PRIVATE":
        yield not_applicable("the API is private")
    elif associations.resources:
        return
    elif associations.resolved:
        yield failed(None, "no WebAclAssociation of the stack puts a web ACL before the API")
    else:
        yield undetermined(None, "the resourceArn of a WebAclAssociation is not known yet, it may be this API")


def _stack(arn: Value, *, named: bool) -> tuple[Declared, ...]:
    api = Declared(type=_API, name="orders", properties={"name": "orders", "authenticationType": "AWS_IAM"})
    if arn is None:
        return (api,)
    depends = {"resourceArn": ("orders",)} if named else {}
    properties = {"resourceArn": arn, "webAclArn": "arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/edge/1"}
    return (api, Declared(type=WEB_ACL_ASSOCIATION, name="edge", properties=properties, depends=depends))


RULES: tuple[Rule, ...] = (
    ResourceRule(
        "appsync-api-logs",
        (_API,),
        must_be_set("logConfig.cloudwatchLogsRoleArn"),
        examples(
            _API,
            good={
                "name": "orders",
                "authenticationType": "AWS_IAM",
                "logConfig": {"cloudwatchLogsRoleArn": "arn:aws:iam::123456789012:role/logs"},
            },
            bad={"name": "orders", "authenticationType": "AWS_IAM"},
            unknown={
                "name": "orders",
                "authenticationType": "AWS_IAM",
                "logConfig": {"cloudwatchLogsRoleArn": UNKNOWN},
            },
        ),
    ),
    ResourceRule(
        "appsync-api-field-logs",
        (_API,),
        must_be_one_of("logConfig.fieldLogLevel", "ERROR", "ALL", "INFO", "DEBUG", default="NONE"),
        examples(
            _API,
            good={"name": "orders", "authenticationType": "AWS_IAM", "logConfig": {"fieldLogLevel": "ERROR"}},
            bad={"name": "orders", "authenticationType": "AWS_IAM"},
            unknown={"name": "orders", "authenticationType": "AWS_IAM", "logConfig": {"fieldLogLevel": UNKNOWN}},
        ),
    ),
    ResourceRule(
        "appsync-api-without-key",
        (_API,),
        must_not_be("authenticationType", "API_KEY"),
        examples(
            _API,
            good={"name": "orders", "authenticationType": "AWS_IAM"},
            bad={"name": "orders", "authenticationType": "API_KEY"},
            unknown={"name": "orders", "authenticationType": UNKNOWN},
        ),
    ),
    ResourceRule(
        "appsync-cache-encrypted-at-rest",
        (_CACHE,),
        must_be_true("atRestEncryptionEnabled"),
        examples(
            _CACHE,
            good={"apiId": "orders", "atRestEncryptionEnabled": True},
            bad={"apiId": "orders"},
            unknown={"apiId": "orders", "atRestEncryptionEnabled": UNKNOWN},
        ),
    ),
    ResourceRule(
        "appsync-cache-encrypted-in-transit",
        (_CACHE,),
        must_be_true("transitEncryptionEnabled"),
        examples(
            _CACHE,
            good={"apiId": "orders", "transitEncryptionEnabled": True},
            bad={"apiId": "orders"},
            unknown={"apiId": "orders", "transitEncryptionEnabled": UNKNOWN},
        ),
    ),
    RelationRule(
        "appsync-api-behind-web-acl",
        (_API,),
        _behind_web_acl,
        Examples(good=_stack(UNKNOWN, named=True), bad=_stack(None, named=False), unknown=_stack(UNKNOWN, named=False)),
    ),
)
