"""Where things are done: an alarm on every change outside the allowed regions."""

import re
from dataclasses import dataclass

import pulumi

from components.base import Component
from components.governance.watch import Watch, watch
from components.placement import Placement

_REGION = re.compile(r"[a-z]{2}(-[a-z]+)+-\d")


@dataclass(frozen=True, kw_only=True)
class ResidencyArgs:
    """What is watched and who is told; errors are ValueErrors that name the field.

    ``log_group_name`` is the trail's, and ``log_group_ready`` what makes it, which the filter waits for.
    ``allowed_regions`` are all in which something may change: home, backup and us-east-1, where AWS
    records its global services. ``topic_arn`` is an alarm topic whose policy and key let cloudwatch.amazonaws.com
    publish.
    """

    placement: Placement
    log_group_name: str
    log_group_ready: tuple[pulumi.Resource, ...]
    allowed_regions: tuple[str, ...]
    topic_arn: pulumi.Input[str]

    def __post_init__(self) -> None:
        if self.placement.region not in self.allowed_regions:
            raise ValueError(
                f"allowed_regions is {', '.join(self.allowed_regions) or 'empty'} and lacks the home region "
                f"{self.placement.region}: add it, or every deploy is an alarm"
            )
        for region in self.allowed_regions:
            if not _REGION.fullmatch(region):
                raise ValueError(f"allowed_regions names {region!r}, which is no region: write it like 'eu-west-1'")


class Residency(Component):
    """Data stays where it was promised to be: whatever is made or changed elsewhere rings an alarm.

    Produces a metric filter on the trail's log group and its alarm. It detects and does not prevent: an account
    cannot forbid itself a region. Prevention is the SCP of ``OrganizationPolicies`` in the organization's stack;
    what other stacks declare is refused at preview by the rules of pv.region.

    Claims OB-07, CF-12, OC-29, BZ-10 (pv.region).
    """

    area = "governance"
    provides = ("pv.region",)

    alarm_name: str

    def __init__(self, name: str, args: ResidencyArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        watched = Watch(
            role="outside-regions",
            description=f"Something was changed outside {', '.join(args.allowed_regions)} (control pv.region)",
            pattern=outside(args.allowed_regions),
        )
        self.alarm_name = watch(
            self, args.placement, args.log_group_name, args.log_group_ready, args.topic_arn, watched
        )
        self.register_outputs({"alarm_name": self.alarm_name})


def outside(allowed: tuple[str, ...]) -> str:
    """The filter pattern of successful changes in any other region.

    Only API calls: a console sign-in is recorded where its page was served. Only what succeeded: what an SCP refused
    left nothing behind.
    """
    elsewhere = " && ".join(f'($.awsRegion != "{region}")' for region in sorted(set(allowed)))
    return f'{{ ($.eventType = "AwsApiCall") && ($.readOnly IS FALSE) && ($.errorCode NOT EXISTS) && {elsewhere} }}'
