"""The account is as the code says: alarms on changes that did not come from it."""

import re
from dataclasses import dataclass

import pulumi
from pulumi_aws import cloudwatch

from components.base import Component
from components.governance.watch import Watch, watch
from components.placement import Placement

_ROLE_NAME = re.compile(r"[\w+=,.@*-]{1,64}")


@dataclass(frozen=True, kw_only=True)
class DriftWatchArgs:
    """What is watched and who is told; errors are ValueErrors that name the field.

    ``log_group_name`` is the trail's, and ``log_group_ready`` what makes it, which the filters wait for.
    ``people`` are names of the roles that people take, with ``*`` for what varies; Identity
    Center's begin with ``AWSReservedSSO_``. A role that only the pipeline takes does not belong there.
    ``topic_arn`` is an alarm topic whose policy and key let cloudwatch.amazonaws.com publish.
    """

    placement: Placement
    log_group_name: str
    log_group_ready: tuple[pulumi.Resource, ...]
    topic_arn: pulumi.Input[str]
    people: tuple[str, ...] = ("AWSReservedSSO_*",)

    def __post_init__(self) -> None:
        if not self.people:
            raise ValueError("people is empty, so no person's change would be seen: name the roles that people take")
        for role in self.people:
            if not _ROLE_NAME.fullmatch(role) or not role.strip("*"):
                raise ValueError(f"people names {role!r}, which is no role name: write it like 'AWSReservedSSO_*'")


class DriftWatch(Component):
    """Changes by hand are seen: through the console by anybody, and in any other way by people and by root.

    Produces two metric filters on the trail's log group with their alarms, and a saved query that shows who did what.
    It sees that something was done, not that the account differs from the code: the drift check proper is
    ``pulumi preview --refresh --expect-no-changes`` on a schedule, which runs where the code is. No Config rule can
    take its place: Config's own drift rule knows CloudFormation stacks only.

    Claims CF-16, OC-16 (gov.drift).
    """

    area = "governance"
    provides = ("gov.drift",)

    alarm_names: tuple[str, ...]

    def __init__(self, name: str, args: DriftWatchArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        query = args.placement.local("changes-by-hand")
        watches = (
            Watch(
                role="console-changes",
                description=f"Something was changed in the console; the saved query {query} shows what (gov.drift)",
                pattern=f'{{ {_CHANGED} && ($.sessionCredentialFromConsole = "true") }}',
            ),
            Watch(
                role="changes-by-people",
                description=f"A person changed something without the pipeline; see the query {query} (gov.drift)",
                pattern=by_people(args.people),
            ),
        )
        cloudwatch.QueryDefinition(
            self.child("query"),
            name=query,
            log_group_names=[args.log_group_name],
            query_string=_QUERY,
            opts=self.inside(depends_on=list(args.log_group_ready)),
        )
        self.alarm_names = tuple(
            watch(self, args.placement, args.log_group_name, args.log_group_ready, args.topic_arn, each)
            for each in watches
        )
        self.register_outputs({"alarm_names": self.alarm_names})


# Management events only: reads and writes of objects are use, not change. What AWS does by itself on a person's
# behalf (invokedBy) follows from a call that is seen.
_CHANGED = (
    '($.eventType = "AwsApiCall") && ($.readOnly IS FALSE) && ($.managementEvent IS TRUE) && '
    "($.errorCode NOT EXISTS) && ($.userIdentity.invokedBy NOT EXISTS)"
)
_QUERY = """fields @timestamp, userIdentity.arn, eventSource, eventName, awsRegion, sourceIPAddress
| filter eventType = "AwsApiCall" and readOnly = 0 and managementEvent = 1 and not ispresent(errorCode)
| filter sessionCredentialFromConsole = "true" or userIdentity.type in ["Root", "IAMUser"]
    or userIdentity.sessionContext.sessionIssuer.userName like /^AWSReservedSSO_/
| sort @timestamp desc
| limit 200"""


def by_people(roles: tuple[str, ...]) -> str:
    """The filter pattern of changes by root, by IAM users and under the roles that people take."""
    issuers = " || ".join(f'($.userIdentity.sessionContext.sessionIssuer.userName = "{role}")' for role in roles)
    people = f'(($.userIdentity.type = "Root") || ($.userIdentity.type = "IAMUser") || {issuers})'
    return f"{{ {_CHANGED} && {people} }}"
