"""Values that only the cloud knows, taken apart and put together in every way that programs do."""

import json

import pulumi
import pulumi_aws as aws

key = aws.kms.Key("key", enable_key_rotation=True)
bucket = aws.s3.Bucket("bucket")
topic = aws.sns.Topic("topic", kms_master_key_id=key.key_id.apply(lambda id_: id_.lower()))
secret = aws.secretsmanager.Secret("secret", kms_key_id=key.arn)
role = aws.iam.Role(
    "role",
    assume_role_policy=pulumi.Output.json_dumps(
        {
            "Version": "2012-10-17",
            "Statement": [{"Effect": "Allow", "Principal": {"AWS": topic.owner}, "Action": "sts:AssumeRole"}],
        }
    ),
)
aws.iam.RolePolicy(
    "policy",
    role=role.id,
    policy=pulumi.Output.all(bucket=bucket.arn, secret=secret.arn).apply(
        lambda known: json.dumps(
            {
                "Version": "2012-10-17",
                "Statement": [{"Effect": "Allow", "Action": "*", "Resource": [known["bucket"], known["secret"]]}],
            }
        )
    ),
)
aws.s3.BucketPublicAccessBlock(
    "access", bucket=pulumi.Output.concat(bucket.id, ""), block_public_acls=bucket.arn.apply(bool)
)
aws.sqs.Queue(
    "queue",
    kms_master_key_id=pulumi.Output.all(key.arn, topic.arn).apply(lambda pair: pair[0] if pair[1] else None),
    visibility_timeout_seconds=topic.arn.apply(len),
    policy=pulumi.Output.format(
        '{{"Statement": [{{"Effect": "Allow", "Principal": "*", "Resource": "{0}"}}]}}', topic.arn
    ),
)
aws.secretsmanager.SecretVersion("version", secret_id=secret.id, secret_string=pulumi.Output.secret("not a secret"))
group = aws.ec2.SecurityGroup(
    "group",
    vpc_id=aws.ec2.Vpc("vpc", cidr_block="10.0.0.0/16").id,
    ingress=bucket.arn.apply(
        lambda _: [{"protocol": "-1", "from_port": 0, "to_port": 0, "cidr_blocks": ["0.0.0.0/0"]}]
    ),
)
aws.rds.Cluster(
    "cluster",
    engine="aurora-postgresql",
    storage_encrypted=pulumi.Output.from_input(True),
    kms_key_id=key.arn,
    vpc_security_group_ids=[group.id],
    master_username="admin",
    manage_master_user_password=group.arn.apply(lambda arn: arn != ""),
    backup_retention_period=group.arn.apply(len),
    skip_final_snapshot=True,
)
pulumi.export("policy", role.assume_role_policy)
