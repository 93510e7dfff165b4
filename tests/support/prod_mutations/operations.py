"""Alarms, anomalies, uptime and the routes of incidents."""

from tests.support.prod_mutations import tokens as aws
from tests.support.prod_mutations.make import all_dropped, changed, dropped, in_prod_full, several, unset

ALARMS = (
    all_dropped(
        "no alarms",
        aws.ALARM,
        "cis-bucket-changes-alarm",
        "cis-config-changes-alarm",
        "cis-failed-sign-ins-alarm",
        "cis-gateway-changes-alarm",
        "cis-iam-changes-alarm",
        "cis-key-disabling-alarm",
        "cis-nacl-changes-alarm",
        "cis-organization-changes-alarm",
        "cis-root-use-alarm",
        "cis-route-changes-alarm",
        "cis-security-group-changes-alarm",
        "cis-sign-in-without-mfa-alarm",
        "cis-trail-changes-alarm",
        "cis-unauthorised-calls-alarm",
        "cis-vpc-changes-alarm",
        "cloudwatch-requests-band",
        "cloudwatch-sign-ins-band",
        "drift-watch-present",
        "internet-monitor-alarm",
        "region-guard-present",
        "route53-health-check-alarm",
        "support-access-alarm",
    ),
    dropped("root used and nobody told", aws.ALARM, "cis-alarm-root-use", "cis-root-use-alarm"),
    dropped("root used and nobody looking", aws.METRIC_FILTER, "cis-filter-root-use", "cis-root-use-alarm"),
    dropped("trail changed and nobody told", aws.ALARM, "cis-alarm-trail-changes", "cis-trail-changes-alarm"),
    unset(
        "an alarm that tells nobody", aws.ALARM, "resources-alarm-database-cpu", "alarmActions", "cloudwatch-alarm-acts"
    ),
    changed(
        "an event rule off", aws.EVENT_RULE, "incidents-rule-guardduty", "state", "DISABLED", "events-rule-enabled"
    ),
    all_dropped("topics without subscribers", aws.TOPIC_SUBSCRIPTION, "cloudwatch-alarm-topic-subscribed"),
)

ANOMALIES = (
    all_dropped("no anomalies looked for in logs", aws.ANOMALY_DETECTOR, "logs-anomaly-detector-present"),
    changed(
        "anomaly detector off",
        aws.ANOMALY_DETECTOR,
        "anomalies-detector-audit",
        "enabled",
        False,
        "logs-anomaly-detector-enabled",
        "logs-anomaly-detector-present",
    ),
    several(
        "no band of sign-ins",
        [
            dropped("", aws.ALARM, "anomalies-alarm-sign-ins-app"),
            dropped("", aws.ALARM, "anomalies-alarm-sign-ins-console"),
        ],
        "cloudwatch-sign-ins-band",
    ),
    several(
        "no band of requests",
        [
            dropped("", aws.ALARM, "anomalies-alarm-requests-load-balancer"),
            dropped("", aws.ALARM, "anomalies-alarm-requests-web-acl"),
        ],
        "cloudwatch-requests-band",
    ),
)

UPTIME = (
    all_dropped(
        "nobody asks whether the entry answers",
        aws.HEALTH_CHECK,
        "route53-health-check-present",
        "route53-record-health-checked",
    ),
    dropped(
        "an entry without a health check",
        aws.HEALTH_CHECK,
        "uptime-check-app.example.com",
        "route53-record-health-checked",
    ),
    dropped(
        "a health check that tells nobody", aws.ALARM, "uptime-alarm-app.example.com", "route53-health-check-alarm"
    ),
    changed("the canary stopped", aws.CANARY, "canary-canary", "startCanary", False, "synthetics-canary-started"),
    changed(
        "the canary every hour",
        aws.CANARY,
        "canary-canary",
        "schedule.expression",
        "rate(60 minutes)",
        "synthetics-canary-every-five-minutes",
    ),
    all_dropped("no internet monitor", aws.INTERNET_MONITOR, "internet-monitor-present"),
    changed(
        "internet monitor off",
        aws.INTERNET_MONITOR,
        "internet-monitor",
        "status",
        "INACTIVE",
        "internet-monitor-active",
        "internet-monitor-present",
    ),
    changed(
        "internet monitor of nothing",
        aws.INTERNET_MONITOR,
        "internet-monitor",
        "resources",
        [],
        "internet-monitor-watches-something",
    ),
    dropped("internet monitor that tells nobody", aws.ALARM, "internet-availability", "internet-monitor-alarm"),
)

INCIDENTS = (
    several(
        "findings of GuardDuty not routed",
        [dropped("", aws.EVENT_RULE, "incidents-rule-guardduty"), dropped("", aws.EVENT_RULE, "guardduty-alerts-rule")],
        "events-route-guardduty",
        "guardduty-findings-routed",
    ),
    dropped(
        "findings of Security Hub not routed", aws.EVENT_RULE, "incidents-rule-securityhub", "events-route-security-hub"
    ),
    dropped(
        "events of AWS Health not routed", aws.EVENT_TARGET, "incidents-target-health-topic", "events-route-health"
    ),
    dropped("alarms not routed", aws.EVENT_RULE, "incidents-rule-alarms", "events-route-alarms"),
    unset(
        "an incident lost when its target fails",
        aws.EVENT_TARGET,
        "incidents-target-health-topic",
        "deadLetterConfig",
        "events-route-health",
    ),
)

RESILIENCE = in_prod_full(
    all_dropped("no experiments", aws.EXPERIMENT, "fis-zone-loss-experiment-present"),
    changed(
        "an experiment that nothing stops",
        aws.EXPERIMENT,
        "resilience-experiment-lose-zone",
        "stopConditions",
        [{"source": "none"}],
        "fis-experiment-stop-condition",
    ),
    unset(
        "no objective for a zone",
        aws.RESILIENCE_POLICY,
        "resilience-policy",
        "policy.az",
        "resiliencehub-policy-zone-objective",
    ),
    dropped("no game day", aws.SCHEDULE, "resilience-reminder", "scheduler-game-day-dated"),
)

MUTATIONS = (
    *ALARMS,
    *ANOMALIES,
    *UPTIME,
    *INCIDENTS,
    *RESILIENCE,
)
