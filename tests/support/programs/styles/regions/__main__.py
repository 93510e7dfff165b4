"""Explicit providers of several regions and accounts, resources with a region of their own, and default tags."""

import pulumi
import pulumi_aws as aws

TAGS = aws.ProviderDefaultTagsArgs(tags={"owner": "platform"})
providers = {
    region: aws.Provider(f"in-{region}", region=region, default_tags=TAGS, allowed_account_ids=["123456789012"])
    for region in ("eu-west-1", "us-east-1")
}
audit = aws.Provider(
    "audit",
    region="eu-central-1",
    assume_roles=[{"role_arn": "arn:aws:iam::210987654321:role/audit", "external_id": "vouch"}],
    skip_credentials_validation=True,
)
for region, provider in providers.items():
    opts = pulumi.ResourceOptions(provider=provider)
    key = aws.kms.Key(f"key-{region}", enable_key_rotation=region == "eu-west-1", opts=opts)
    aws.kms.Alias(f"alias-{region}", name=f"alias/{region}", target_key_id=key.key_id, opts=opts)
    aws.sns.Topic(f"topic-{region}", kms_master_key_id=key.arn, opts=opts)
aws.s3.Bucket("elsewhere", region="ap-south-1", opts=pulumi.ResourceOptions(provider=providers["eu-west-1"]))
trail_bucket = aws.s3.Bucket("trail", opts=pulumi.ResourceOptions(provider=audit))
aws.cloudtrail.Trail(
    "trail",
    s3_bucket_name=trail_bucket.bucket,
    is_multi_region_trail=True,
    enable_log_file_validation=True,
    opts=pulumi.ResourceOptions(provider=audit, depends_on=[trail_bucket]),
)
aws.sqs.Queue("default-provider", kms_master_key_id="alias/aws/sqs")
