"""Log groups keep their events as long as stated."""

from collections.abc import Iterable
from typing import Final

from guardrails.thresholds import Thresholds
from verification.answers import Broken, broken
from verification.audit.groups import group, log_groups, tag_of
from verification.audit.tags import answer
from verification.check import Check, Examples, Found
from verification.data.calls import LOG_GROUPS, TAGGED
from verification.live import Live

_DAYS: Final = "retentionInDays"


def _kept(found: Found, live: Live, bar: Thresholds) -> Iterable[Broken]:
    days = found.facts.get(_DAYS)
    if not days:
        yield broken(_DAYS, f"{_DAYS} is not set, so that events are kept for ever; it must be at least {bar.log_days}")
    elif days < bar.log_days:
        yield broken(_DAYS, f"{_DAYS} is {days}, it must be at least {bar.log_days} for a log group")
    elif days < bar.audit_log_days and tag_of(live, found.arn, "stream") == "audit":
        yield broken(_DAYS, f"{_DAYS} is {days}, it must be at least {bar.audit_log_days} for an audit log group")


def _kept_a_year(found: Found, _live: Live, bar: Thresholds) -> Iterable[Broken]:
    days = found.facts.get(_DAYS)
    # What is kept for ever is judged by the check that asks for a retention.
    if days and days < bar.audit_log_days:
        yield broken(_DAYS, f"{_DAYS} is {days}, it should be at least {bar.audit_log_days}")


_AUDIT: Final = "arn:aws:logs:eu-west-1:123456789012:log-group:/vouch/prod/audit"
_TAGS: Final = answer({_AUDIT: {"stream": "audit"}})

CHECKS: tuple[Check, ...] = (
    Check(
        id="cloudwatch-log-group-retention",
        calls=(LOG_GROUPS, TAGGED),
        finds=log_groups,
        judge=_kept,
        examples=Examples(
            holds={
                LOG_GROUPS: {
                    "logGroups": [
                        group("/vouch/prod/audit", retentionInDays=400),
                        group("/vouch/prod/api", retentionInDays=90),
                        group("/aws/apigateway/welcome"),
                    ]
                },
                TAGGED: _TAGS,
            },
            broken={
                LOG_GROUPS: {"logGroups": [group("/vouch/prod/audit", retentionInDays=90)]},
                TAGGED: _TAGS,
            },
        ),
    ),
    Check(
        id="cloudwatch-log-group-retention-one-year",
        calls=(LOG_GROUPS,),
        finds=log_groups,
        judge=_kept_a_year,
        examples=Examples(
            holds={LOG_GROUPS: {"logGroups": [group("/vouch/prod/api", retentionInDays=400)]}},
            broken={LOG_GROUPS: {"logGroups": [group("/vouch/prod/api", retentionInDays=90)]}},
        ),
    ),
)
