"""What is told: findings and alarms reach whoever is on call."""

import json

from guardrails.rules.operations.cis_events import WATCHED
from tests.support.compliant.model import ACCOUNT, REGION, Account, client

_ROUTES = {
    "guardduty": {"source": ["aws.guardduty"]},
    "security-hub": {"source": ["aws.securityhub"]},
    "health": {"source": ["aws.health"]},
    "alarms": {"source": ["aws.cloudwatch"], "detail-type": ["CloudWatch Alarm State Change"]},
}


def operations(account: Account) -> None:
    """Adds a route a source, a health check with its alarm, and the domain that sends mail."""
    events = client("events")
    dead = f"arn:aws:sqs:{REGION}:{ACCOUNT}:dead"
    for name, pattern in _ROUTES.items():
        events.put_rule(Name=name, EventPattern=json.dumps(pattern), State="ENABLED")
        target = {"Id": "on-call", "Arn": account.made["on-call"], "DeadLetterConfig": {"Arn": dead}}
        events.put_targets(Rule=name, Targets=[target])
    _health(account)
    _watched(account)
    _mail()
    _exercises(account)
    for kind in ("BILLING", "OPERATIONS", "SECURITY"):
        client("account").put_alternate_contact(
            AlternateContactType=kind,
            EmailAddress=f"{kind.lower()}@example.com",
            Name=kind.title(),
            PhoneNumber="+4930123456",
            Title="Duty",
        )


def _health(account: Account) -> None:
    names = client("route53")
    check = names.create_health_check(
        CallerReference="app",
        HealthCheckConfig={
            "Type": "HTTPS",
            "FullyQualifiedDomainName": "app.example.com",
            "Port": 443,
            "ResourcePath": "/health",
            "RequestInterval": 10,
            "FailureThreshold": 3,
        },
    )["HealthCheck"]["Id"]
    client("cloudwatch", "us-east-1").put_metric_alarm(
        AlarmName="app-down",
        Namespace="AWS/Route53",
        MetricName="HealthCheckStatus",
        Dimensions=[{"Name": "HealthCheckId", "Value": check}],
        Period=60,
        EvaluationPeriods=1,
        Statistic="Minimum",
        ComparisonOperator="LessThanThreshold",
        Threshold=1,
        TreatMissingData="breaching",
        AlarmActions=[account.made["on-call"]],
    )


def _watched(account: Account) -> None:
    """A filter and an alarm for every event that the CIS benchmark names."""
    logs, alarms = client("logs"), client("cloudwatch")
    for name, watched in WATCHED.items():
        metric = {"metricName": name, "metricNamespace": "audit", "metricValue": "1"}
        logs.put_metric_filter(
            logGroupName="/aws/cloudtrail/main",
            filterName=name,
            filterPattern=watched.pattern,
            metricTransformations=[metric],
        )
        alarms.put_metric_alarm(
            AlarmName=name,
            Namespace="audit",
            MetricName=name,
            Period=300,
            EvaluationPeriods=1,
            Statistic="Sum",
            ComparisonOperator="GreaterThanOrEqualToThreshold",
            Threshold=1,
            TreatMissingData="notBreaching",
            AlarmActions=[account.made["on-call"]],
        )


def _mail() -> None:
    mail = client("sesv2")
    mail.create_configuration_set(
        ConfigurationSetName="product",
        DeliveryOptions={"TlsPolicy": "REQUIRE"},
        ReputationOptions={"ReputationMetricsEnabled": True},
        SendingOptions={"SendingEnabled": True},
    )
    received = client("ses")
    received.create_receipt_rule_set(RuleSetName="inbound")
    received.create_receipt_rule(
        RuleSetName="inbound",
        Rule={
            "Name": "reports",
            "Enabled": True,
            "TlsPolicy": "Require",
            "ScanEnabled": True,
            "Recipients": ["security@example.com"],
            "Actions": [{"S3Action": {"BucketName": "vouch-archive"}}],
        },
    )
    received.set_active_receipt_rule_set(RuleSetName="inbound")


def _exercises(account: Account) -> None:
    client("resiliencehub").create_resiliency_policy(
        policyName="prod",
        tier="CoreServices",
        policy={kind: {"rpoInSecs": 300, "rtoInSecs": 3600} for kind in ("AZ", "Hardware", "Software", "Region")},
    )
    client("synthetics").create_canary(
        Name="app",
        Code={"Handler": "index.handler", "S3Bucket": "vouch-archive", "S3Key": "canary.zip"},
        ArtifactS3Location="s3://vouch-archive/canary",
        ExecutionRoleArn=account.made["function"],
        Schedule={"Expression": "rate(5 minutes)"},
        RuntimeVersion="syn-nodejs-puppeteer-10.0",
    )
