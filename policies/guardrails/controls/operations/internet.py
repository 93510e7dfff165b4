"""The records of the rules on links and the internet between users and us."""

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity

RULES: tuple[RuleInfo, ...] = (
    RuleInfo(
        id="internet-monitor-present",
        control="mon.internet",
        title="The internet between users and us is watched",
        severity=Severity.MEDIUM,
        fix="Declare a cloudwatch.InternetMonitor with status ACTIVE.",
    ),
    RuleInfo(
        id="internet-monitor-active",
        control="mon.internet",
        title="An internet monitor is on",
        severity=Severity.MEDIUM,
        fix="Set status to ACTIVE.",
    ),
    RuleInfo(
        id="internet-monitor-watches-something",
        control="mon.internet",
        title="An internet monitor watches something",
        severity=Severity.MEDIUM,
        fix="Name the ARN of a VPC, a distribution or a Network Load Balancer in resources.",
    ),
    RuleInfo(
        id="internet-monitor-alarm",
        control="mon.internet",
        title="A drop in availability raises an alarm",
        severity=Severity.MEDIUM,
        fix="Put a MetricAlarm on AWS/InternetMonitor AvailabilityScore with the dimension MonitorName.",
    ),
    RuleInfo(
        id="site-vpn-tunnel-alarm",
        control="mon.internet",
        title="A link that fails raises an alarm",
        severity=Severity.HIGH,
        fix="Put a MetricAlarm on AWS/VPN TunnelState with the dimension VpnId.",
    ),
    RuleInfo(
        id="site-vpn-tunnels-logged",
        control="mon.internet",
        title="Both tunnels of a link are logged",
        severity=Severity.MEDIUM,
        fix="Set cloudwatchLogOptions.logEnabled and logGroupArn in tunnel1LogOptions and tunnel2LogOptions.",
    ),
)
