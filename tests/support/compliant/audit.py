"""What is recorded: the trail, the product's own audit log, and where logs go."""

import time

from tests.support.compliant.model import ACCOUNT, REGION, TAGS, Account, client, tag_list, trust

_GROUPS = {
    "/aws/cloudtrail/main": {"stream": "audit", "ship": "none"},
    "/vouch/prod/audit": {"stream": "audit", "ship": "archive"},
    "/vouch/prod/app": {"ship": "archive", "data": "customer"},
    "/vouch/prod/apis": {"ship": "none"},
    "/vouch/prod/flow": {"ship": "none"},
    "aws-waf-logs-web": {"ship": "none"},
}


def audit(account: Account) -> None:
    """Adds the trail ``main``, its bucket's lock, and the log groups of the house."""
    s3 = client("s3")
    lock = {"Mode": "GOVERNANCE", "Days": 2557}
    s3.put_object_lock_configuration(
        Bucket="vouch-archive",
        ObjectLockConfiguration={"ObjectLockEnabled": "Enabled", "Rule": {"DefaultRetention": lock}},
    )
    deliver = client("iam").create_role(
        RoleName="deliver", AssumeRolePolicyDocument=trust("logs.amazonaws.com"), Tags=tag_list()
    )["Role"]["Arn"]
    _groups(account, deliver)
    trails = client("cloudtrail")
    trails.create_trail(
        Name="main",
        S3BucketName="vouch-archive",
        SnsTopicName="on-call",
        IncludeGlobalServiceEvents=True,
        IsMultiRegionTrail=True,
        EnableLogFileValidation=True,
        CloudWatchLogsLogGroupArn=f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:/aws/cloudtrail/main:*",
        CloudWatchLogsRoleArn=deliver,
        KmsKeyId=account.key,
        TagsList=tag_list(),
    )
    trails.start_logging(Name="main")
    every = [{"Field": "eventCategory", "Equals": ["Management"]}]
    objects = [
        {"Field": "eventCategory", "Equals": ["Data"]},
        {"Field": "resources.type", "Equals": ["AWS::S3::Object"]},
    ]
    items = [
        {"Field": "eventCategory", "Equals": ["Data"]},
        {"Field": "resources.type", "Equals": ["AWS::DynamoDB::Table"]},
    ]
    trails.put_event_selectors(
        TrailName="main",
        AdvancedEventSelectors=[
            {"Name": "every call", "FieldSelectors": every},
            {"Name": "objects", "FieldSelectors": objects},
            {"Name": "items", "FieldSelectors": items},
        ],
    )
    kinds = ("ApiCallRateInsight", "ApiErrorRateInsight")
    trails.put_insight_selectors(TrailName="main", InsightSelectors=[{"InsightType": kind} for kind in kinds])


def _groups(account: Account, deliver: str) -> None:
    logs = client("logs")
    stream = client("firehose").create_delivery_stream(
        DeliveryStreamName="archive",
        DeliveryStreamType="DirectPut",
        DeliveryStreamEncryptionConfigurationInput={"KeyARN": account.key, "KeyType": "CUSTOMER_MANAGED_CMK"},
        ExtendedS3DestinationConfiguration={"RoleARN": deliver, "BucketARN": "arn:aws:s3:::vouch-archive"},
    )["DeliveryStreamARN"]
    there = {each["logGroupName"] for each in logs.describe_log_groups()["logGroups"]}
    for name, tags in _GROUPS.items():
        if name in there:
            logs.delete_log_group(logGroupName=name)
        logs.create_log_group(logGroupName=name, tags=TAGS | tags, kmsKeyId=account.key)
        logs.put_retention_policy(logGroupName=name, retentionInDays=400)
        if tags["ship"] == "archive":
            logs.put_subscription_filter(
                logGroupName=name, filterName="archive", filterPattern="", destinationArn=stream, roleArn=deliver
            )
    logs.create_log_stream(logGroupName="/vouch/prod/audit", logStreamName="today")
    # The check reads how fresh the newest event is, against the clock of the run.
    event = {"timestamp": int(time.time() * 1000), "message": "{}"}
    logs.put_log_events(logGroupName="/vouch/prod/audit", logStreamName="today", logEvents=[event])
