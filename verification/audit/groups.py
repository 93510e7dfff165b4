"""The log groups of a region, with what their tags say of them."""

from collections.abc import Iterator
from typing import Any, Final

from verification.audit.tags import tagged
from verification.check import Found
from verification.data.calls import LOG_GROUPS
from verification.live import Live

_SERVICE: Final = "logs"
# Groups that keep nothing: API Gateway's greeting, made when an account first gives it a role to log with, and the
# class that only hands functions' logs on (CloudWatch Logs user guide, "Log classes").
_GREETING: Final = "/aws/apigateway/welcome"
_PASSING_ON: Final = "DELIVERY"


def arn_of(group: Any) -> str:
    """The ARN of a group without the ``:*`` that stands for its streams."""
    return str(group["arn"]).removesuffix(":*")


def log_groups(live: Live) -> Iterator[Found]:
    """Every log group that keeps events."""
    for group in live.items(LOG_GROUPS):
        if group.get("logGroupClass") != _PASSING_ON and group["logGroupName"] != _GREETING:
            yield Found(arn_of(group), group)


def tagged_groups(live: Live, key: str, value: str) -> Iterator[Found]:
    """The log groups with a tag."""
    values = tagged(live, key, _SERVICE)
    return (found for found in log_groups(live) if values.get(found.arn) == value)


def tag_of(live: Live, arn: str, key: str) -> str | None:
    """The value of a group's tag."""
    return tagged(live, key, _SERVICE).get(arn)


def group(name: str, **stated: object) -> dict[str, Any]:
    """A log group as CloudWatch Logs answers it: for examples."""
    arn = f"arn:aws:logs:eu-west-1:123456789012:log-group:{name}"
    return {"logGroupName": name, "arn": f"{arn}:*", "logGroupArn": arn, "logGroupClass": "STANDARD", **stated}
