"""Access by people, announced: an alarm for each way in that is meant to be rare."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pulumi
from pulumi_aws import cloudwatch

from components.base import Component
from components.placement import Placement

_ROLE_NAME: Final = re.compile(r"[\w+=,.@*-]{1,64}")


@dataclass(frozen=True, kw_only=True)
class AccessAlarmsArgs:
    """What the alarms read and whom they tell; errors are ValueErrors that name the field.

    ``roles`` are names of roles that are taken rarely, and only for a reason that is written down; ``*`` stands for
    anything. ``log_group_name`` is the audit log's, and ``log_group_ready`` what makes it. ``topic_arn`` is a topic of
    the same region that cloudwatch.amazonaws.com may publish to; ``topic_ready`` its policy.
    """

    placement: Placement
    log_group_name: str
    topic_arn: pulumi.Input[str]
    roles: tuple[str, ...]
    log_group_ready: tuple[pulumi.Resource, ...] = ()
    topic_ready: tuple[pulumi.Resource, ...] = ()

    def __post_init__(self) -> None:
        wrong = [role for role in self.roles if not _ROLE_NAME.fullmatch(role) or not role.strip("*")]
        if wrong or not self.roles:
            raise ValueError(
                f"roles is {list(self.roles)!r}: name the roles that are announced, such as *support-access*"
            )


class AccessAlarms(Component):
    """A metric filter and an alarm for each rare way in: a support or break-glass role taken, a session on a server.

    They see what the trail delivers, of every region, some minutes after it happened. A role is announced however it
    is taken: by a role, by SAML or by a web identity.

    Claims CF-25, CF-40, OC-27, BZ-63 (id.access_log).
    """

    area = "audit"
    provides = ("id.access_log",)

    alarm_arns: dict[str, pulumi.Output[str]]

    def __init__(self, name: str, args: AccessAlarmsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        namespace = args.placement.local("access")
        self.alarm_arns = {}
        for key, (title, metric, pattern) in _watches(args.roles).items():
            metric_filter = cloudwatch.LogMetricFilter(
                self.child("filter", key),
                name=args.placement.local(f"access-{key}", 255),
                log_group_name=args.log_group_name,
                pattern=pattern,
                metric_transformation=cloudwatch.LogMetricFilterMetricTransformationArgs(
                    name=metric, namespace=namespace, value="1", default_value="0"
                ),
                opts=self.inside(depends_on=list(args.log_group_ready)),
            )
            alarm = cloudwatch.MetricAlarm(
                self.child("alarm", key),
                name=args.placement.local(f"access-{key}", 255),
                alarm_description=title,
                namespace=namespace,
                metric_name=metric,
                statistic="Sum",
                period=300,
                evaluation_periods=1,
                threshold=1,
                comparison_operator="GreaterThanOrEqualToThreshold",
                treat_missing_data="notBreaching",
                actions_enabled=True,
                alarm_actions=[args.topic_arn],
                opts=self.inside(depends_on=[metric_filter, *args.topic_ready]),
            )
            self.alarm_arns[key] = alarm.arn
        self.register_outputs({"alarm_arns": self.alarm_arns})


def _watches(roles: tuple[str, ...]) -> Mapping[str, tuple[str, str, str]]:
    # A role's name ends its ARN, after a path or none; CloudWatch Logs is sure of an asterisk at either end only.
    arns = [role if role.startswith("*") else f"*/{role}" for role in roles]
    taken = " || ".join(f'($.requestParameters.roleArn = "{arn}")' for arn in arns)
    started = '($.eventName = "StartSession") || ($.eventName = "ResumeSession")'
    return {
        "roles": (
            "A support or break-glass role was taken",
            "RareRoleTaken",
            f'{{ ($.eventSource = "sts.amazonaws.com") && ($.eventName = "AssumeRole*") && ({taken}) }}',
        ),
        "sessions": (
            "A session was started on a server",
            "ServerSessionStarted",
            f'{{ ($.eventSource = "ssm.amazonaws.com") && ({started}) }}',
        ),
    }
