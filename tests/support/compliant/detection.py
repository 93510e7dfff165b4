"""What watches: GuardDuty, Security Hub, Config, Inspector, Macie, and the account's own blocks."""

from contextlib import suppress

from botocore.exceptions import ClientError

from guardrails.rules.detection.config_coverage import TOPICS
from tests.support.compliant.model import ACCOUNT, BLOCKED, Account, client

PLANS = (
    "S3_DATA_EVENTS",
    "EKS_AUDIT_LOGS",
    "EBS_MALWARE_PROTECTION",
    "RDS_LOGIN_EVENTS",
    "LAMBDA_NETWORK_LOGS",
    "RUNTIME_MONITORING",
)


def detection(account: Account) -> None:
    """Adds ``detector``, the recorder ``default``, and a rule of Config for every topic."""
    client("s3control").put_public_access_block(AccountId=ACCOUNT, PublicAccessBlockConfiguration=BLOCKED)
    client("s3control").create_access_point(
        AccountId=ACCOUNT, Name="uploads", Bucket="vouch-uploads", PublicAccessBlockConfiguration=BLOCKED
    )
    account.made["detector"] = client("guardduty").create_detector(
        Enable=True,
        FindingPublishingFrequency="FIFTEEN_MINUTES",
        Features=[{"Name": plan, "Status": "ENABLED"} for plan in PLANS],
    )["DetectorId"]
    client("securityhub").enable_security_hub(EnableDefaultStandards=False)
    _config(account)
    inspector = client("inspector2")
    inspector.enable(accountIds=[ACCOUNT], resourceTypes=["EC2", "ECR", "LAMBDA", "LAMBDA_CODE"])
    inspector.create_filter(action="SUPPRESS", name="accepted", reason="until 2099-01-01", filterCriteria={})
    client("ecr").put_registry_scanning_configuration(
        scanType="ENHANCED",
        rules=[{"scanFrequency": "CONTINUOUS_SCAN", "repositoryFilters": [{"filter": "*", "filterType": "WILDCARD"}]}],
    )
    client("macie2").enable_macie(status="ENABLED")


def _config(account: Account) -> None:
    config = client("config")
    role = f"arn:aws:iam::{ACCOUNT}:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig"
    config.put_configuration_recorder(
        ConfigurationRecorder={
            "name": "default",
            "roleARN": role,
            "recordingGroup": {"allSupported": True, "includeGlobalResourceTypes": True},
        }
    )
    config.put_delivery_channel(
        DeliveryChannel={"name": "default", "s3BucketName": "vouch-archive", "s3KmsKeyArn": account.key}
    )
    config.start_configuration_recorder(ConfigurationRecorderName="default")
    config.put_configuration_aggregator(
        ConfigurationAggregatorName="account",
        AccountAggregationSources=[{"AccountIds": [ACCOUNT], "AllAwsRegions": True}],
    )
    for rules in TOPICS.values():
        for rule in rules:
            # moto knows some of AWS's managed rules only; one of each topic is enough.
            with suppress(ClientError):
                source = {"Owner": "AWS", "SourceIdentifier": rule}
                config.put_config_rule(ConfigRule={"ConfigRuleName": rule.lower(), "Source": source})
                break
