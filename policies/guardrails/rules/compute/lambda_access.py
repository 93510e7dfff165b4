"""Rules on who may call a function: permissions, function URLs and what a browser may call from elsewhere."""

from typing import Final

from guardrails.documents import limits
from guardrails.graph import Resource
from guardrails.requirements import must_not_be
from guardrails.rule import Findings, ResourceRule, Rule, examples
from guardrails.rules.compute.types import FUNCTION_PERMISSION, FUNCTION_URL
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Reading, Value, depends_on_unknown
from guardrails.verdicts import failed, undetermined

_SOURCES: Final = {"sourceArn": "aws:sourcearn", "sourceAccount": "aws:sourceaccount"}
_LIMITS: Final = ("sourceArn", "sourceAccount", "principalOrgId", "eventSourceToken")


def _not_public(permission: Resource, _bar: Thresholds) -> Findings:
    principal = permission.read("principal")
    if principal.unknown:
        yield undetermined(principal, "principal is not known yet; it must not be everyone")
    elif principal.text == "*":
        limited = _limited(permission)
        if limited is None:
            yield undetermined(principal, "principal is *, and whose calls are taken is not known yet")
        elif not limited:
            yield failed(principal, "principal is *, and nothing says who may call")


def _limited(permission: Resource) -> bool | None:
    """Whether a source, an account or an organization is named, and not as a wildcard for anybody's."""
    given = [reading for path in _LIMITS if not (reading := permission.read(path)).absent]
    # What comes from a resource of the stack is its own ARN, and no wildcard.
    if any(_names_one(reading) or permission.property_dependencies.get(reading.path) for reading in given):
        return True
    return None if any(reading.unknown for reading in given) else False


def _names_one(reading: Reading) -> bool:
    key = _SOURCES.get(reading.path)
    return reading.known and (key is None or limits("arnlike", key, (reading.text or "",)))


def _url_asks(url: Resource, bar: Thresholds) -> Findings:
    yield from must_not_be("authorizationType", "NONE")(url, bar)


def _reached(resource: Resource, bar: Thresholds) -> Findings:
    yield from (_url_asks if resource.type == FUNCTION_URL else _not_public)(resource, bar)


def _source_pinned(permission: Resource, _bar: Thresholds) -> Findings:
    principal = permission.read("principal")
    limited = _limited(permission)
    if principal.unknown:
        if not limited:
            yield undetermined(principal, "principal is not known yet; a service's must come with sourceArn")
    elif not str(principal.text).endswith((".amazonaws.com", ".amazonaws.com.cn")):
        return
    elif limited is None:
        yield undetermined("sourceArn", "sourceArn is not known yet; it must name one source, or sourceAccount ours")
    elif not limited:
        yield failed(
            "sourceArn", "neither sourceArn nor sourceAccount names one: anybody's use of the service may call"
        )
    elif str(principal.text).startswith("s3.") and permission.read("sourceAccount").absent:
        yield failed("sourceAccount", "sourceAccount is not set, and the ARN of a bucket does not say whose it is")


def _cors_closed(url: Resource, _bar: Thresholds) -> Findings:
    origins = url.read("cors.allowOrigins")
    if depends_on_unknown(origins.value) or origins.unknown:
        yield undetermined(origins, f"{origins.path} is not known yet; it must not be *")
    elif any(origin.text == "*" for origin in origins.each()):
        yield failed(origins, f"{origins.path} is *")


def _permission(**changes: Value) -> dict[str, Value]:
    return {"action": "lambda:InvokeFunction", "function": "web", "principal": "events.amazonaws.com", **changes}


_RULE_ARN: Final = "arn:aws:events:eu-west-1:123456789012:rule/nightly"

RULES: tuple[Rule, ...] = (
    ResourceRule(
        "lambda-not-public",
        (FUNCTION_PERMISSION, FUNCTION_URL),
        _reached,
        examples(
            FUNCTION_PERMISSION,
            good=_permission(sourceArn=_RULE_ARN),
            bad=_permission(principal="*"),
            unknown=_permission(principal=UNKNOWN),
        ),
    ),
    ResourceRule(
        "lambda-permission-source",
        (FUNCTION_PERMISSION,),
        _source_pinned,
        examples(
            FUNCTION_PERMISSION,
            good=_permission(sourceArn=_RULE_ARN),
            bad=_permission(),
            unknown=_permission(principal=UNKNOWN),
        ),
    ),
    ResourceRule(
        "lambda-url-cors-closed",
        (FUNCTION_URL,),
        _cors_closed,
        examples(
            FUNCTION_URL,
            good={"authorizationType": "AWS_IAM", "cors": {"allowOrigins": ["https://app.example.com"]}},
            bad={"authorizationType": "AWS_IAM", "cors": {"allowOrigins": ["*"]}},
            unknown={"authorizationType": "AWS_IAM", "cors": {"allowOrigins": UNKNOWN}},
        ),
    ),
)
