"""The controls of operations, and the records of the rules that guard them."""

from guardrails.controls.model import Control, RuleInfo
from guardrails.controls.operations import (
    alarms,
    anomaly,
    cis,
    directory,
    internet,
    mail,
    resilience,
    response,
    routes,
    uptime,
)

CONTROLS: tuple[Control, ...] = (
    Control(id="mon.alarms", title="Changes that matter to security raise an alarm that reaches people"),
    Control(id="mon.anomaly", title="Unusual activity raises an alarm"),
    Control(id="mon.uptime", title="Every public name is probed from outside"),
    Control(id="mon.internet", title="Links and the internet's reach to us are monitored"),
    Control(
        id="mon.oncall",
        title="Somebody is on call at every hour",
        note=(
            "Incident Manager is closed to new customers since Nov 2025 (AWS notice): keep EventBridge -> SNS -> "
            "pager as the default path"
        ),
    ),
    Control(id="ir.route", title="Findings and alarms reach the incident process, and none is lost"),
    Control(id="ir.contain", title="Instances, keys and sessions can be contained at once"),
    Control(id="ir.notify", title="A breach is notified within 72 hours"),
    Control(
        id="ir.updates",
        title="Customers are kept informed, from a place that does not fail with the platform",
        note="what is said in the updates is a human duty",
    ),
    Control(id="ir.reset", title="An account can be reset and signed out everywhere"),
    Control(id="ir.track", title="Every incident and finding is tracked to its end"),
    Control(id="ir.intake", title="Anyone can report a vulnerability"),
    Control(id="ir.sla", title="Reports are acknowledged and resolved in time"),
    Control(id="dr.test", title="Failover is exercised"),
    Control(
        id="dr.directory",
        title="The directory survives the loss of a zone and of a region",
        note="optional: only where a directory is declared in settings; otherwise attested",
    ),
    Control(id="mail.auth", title="Mail we send is signed, and forgeries are rejected"),
    Control(
        id="mail.scan",
        title="Mail we receive is scanned",
        note="only mail that enters through SES; a Google/Microsoft gateway is attested",
    ),
)
RULES: tuple[RuleInfo, ...] = (
    *alarms.RULES,
    *cis.RULES,
    *anomaly.RULES,
    *uptime.RULES,
    *routes.RULES,
    *resilience.RULES,
    *mail.RULES,
    *directory.RULES,
    *internet.RULES,
    *response.RULES,
)
