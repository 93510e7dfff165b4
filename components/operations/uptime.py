"""Whether the public names answer, asked from outside."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pulumi
from pulumi_aws import cloudwatch, route53

from components.base import Component
from components.placement import Placement

CHECKERS: Final = (
    "ap-northeast-1",
    "ap-southeast-1",
    "ap-southeast-2",
    "eu-west-1",
    "sa-east-1",
    "us-east-1",
    "us-west-1",
    "us-west-2",
)
"""The regions that Route 53 checks from."""
_GLOBAL_REGION: Final = "us-east-1"
_NAME: Final = re.compile(r"([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}")


@dataclass(frozen=True, kw_only=True)
class UptimeArgs:
    """Which public names are asked, and whom the alarms tell; errors are ValueErrors that name the field.

    ``placement`` is in us-east-1, the only region where Route 53 reports. ``pages`` maps fully qualified
    names to the path that is asked on port 443 every 30 seconds, from ``regions`` (three or more of ``CHECKERS``), and
    must answer 2xx or 3xx. ``topic_arn`` is a topic in us-east-1 that cloudwatch.amazonaws.com may publish to.
    """

    placement: Placement
    pages: Mapping[str, pulumi.Input[str]]
    topic_arn: pulumi.Input[str]
    topic_ready: tuple[pulumi.Resource, ...] = ()
    regions: tuple[str, ...] = ("eu-west-1", "us-east-1", "us-west-2")
    failures: int = 3

    def __post_init__(self) -> None:
        if self.placement.region != _GLOBAL_REGION:
            raise ValueError(
                f"placement is in {self.placement.region}, Route 53 reports health to {_GLOBAL_REGION} only: give the "
                "global site's placement and options"
            )
        if not self.pages:
            raise ValueError("pages is empty, so nothing would be asked: name every public name of the environment")
        for name, path in self.pages.items():
            if not _NAME.fullmatch(name):
                raise ValueError(
                    f"pages has {name!r}: give a fully qualified name in lower case, such as a.example.com"
                )
            if isinstance(path, str) and not path.startswith("/"):
                raise ValueError(f"pages has {path!r} for {name}: begin the path with a slash")
        unknown = sorted(set(self.regions) - set(CHECKERS))
        if unknown or len(set(self.regions)) < 3:
            raise ValueError(
                f"regions is {', '.join(self.regions)}: name three or more of {', '.join(CHECKERS)}, so that one "
                "region's weather is no outage"
            )
        if not 1 <= self.failures <= 10:
            raise ValueError(f"failures is {self.failures}: Route 53 takes 1 to 10 failures in a row")


class Uptime(Component):
    """A Route 53 health check over TLS with SNI, and an alarm on it, for each public name.

    The check is a global resource; its metric and so the alarm are in us-east-1, under that region's provider. Missing
    data is a failure: a check that reports nothing may be one that somebody deleted. Route 53 does not check that the
    certificate is valid; the ``Canary`` does.

    Claims BZ-36 (mon.uptime).
    """

    area = "operations"
    provides = ("mon.uptime",)

    health_check_ids: Mapping[str, pulumi.Output[str]]
    health_check_arns: Mapping[str, pulumi.Output[str]]
    alarm_arns: Mapping[str, pulumi.Output[str]]

    def __init__(self, name: str, args: UptimeArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        checks = {fqdn: self._check(fqdn, path, args) for fqdn, path in args.pages.items()}
        self.health_check_ids = {fqdn: check.id for fqdn, check in checks.items()}
        self.health_check_arns = {fqdn: check.arn for fqdn, check in checks.items()}
        self.alarm_arns = {fqdn: self._alarm(fqdn, check, args).arn for fqdn, check in checks.items()}
        self.register_outputs({"health_check_ids": dict(self.health_check_ids)})

    def _check(self, fqdn: str, path: pulumi.Input[str], args: UptimeArgs) -> route53.HealthCheck:
        return route53.HealthCheck(
            self.child("check", fqdn),
            type="HTTPS",
            fqdn=fqdn,
            port=443,
            resource_path=path,
            enable_sni=True,
            request_interval=30,
            failure_threshold=args.failures,
            regions=sorted(set(args.regions)),
            measure_latency=True,
            disabled=False,
            tags={"Name": fqdn},
            opts=self.inside(),
        )

    def _alarm(self, fqdn: str, check: route53.HealthCheck, args: UptimeArgs) -> cloudwatch.MetricAlarm:
        return cloudwatch.MetricAlarm(
            self.child("alarm", fqdn),
            name=args.placement.local(f"uptime-{fqdn}", 255),
            alarm_description=f"{fqdn} does not answer",
            namespace="AWS/Route53",
            metric_name="HealthCheckStatus",
            dimensions={"HealthCheckId": check.id},
            statistic="Minimum",
            period=60,
            evaluation_periods=2,
            threshold=1,
            comparison_operator="LessThanThreshold",
            treat_missing_data="breaching",
            actions_enabled=True,
            alarm_actions=[args.topic_arn],
            ok_actions=[args.topic_arn],
            opts=self.inside(depends_on=list(args.topic_ready)),
        )
