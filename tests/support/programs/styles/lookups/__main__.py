"""What the cloud and another stack tell: look-ups in both forms, resources that are read, a stack reference."""

import pulumi
import pulumi_aws as aws

caller = aws.get_caller_identity()
zones = aws.get_availability_zones_output(state="available")
image = aws.ec2.get_ami(owners=["amazon"], most_recent=True)
network = pulumi.StackReference("organization/vouch/network")
theirs = aws.s3.Bucket.get("theirs", "another-teams-bucket")

logs = aws.s3.Bucket("logs", bucket=f"logs-{caller.account_id}")
aws.s3.BucketLogging("theirs-logging", bucket=theirs.id, target_bucket=logs.id, target_prefix="theirs/")
subnets = [
    aws.ec2.Subnet(
        f"subnet-{index}",
        vpc_id=network.require_output("vpcId"),
        availability_zone=zones.names[index],
        cidr_block=f"10.1.{index}.0/24",
        map_public_ip_on_launch=index == 0,
    )
    for index in range(2)
]
aws.ec2.Instance(
    "server",
    ami=image.id,
    instance_type="t3.micro",
    subnet_id=subnets[0].id,
    metadata_options={"http_tokens": network.get_output("tokens")},
    root_block_device={"encrypted": network.require_output("encrypted")},
)
aws.kms.Alias("alias", target_key_id=aws.kms.get_key_output(key_id="alias/theirs").id)
