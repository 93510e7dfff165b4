"""A foreign program that asks the cloud, another stack and its encrypted configuration for values."""

import pulumi
import pulumi_aws as aws

config = pulumi.Config()
caller = aws.get_caller_identity()
zones = aws.get_availability_zones(state="available")
vpc = aws.ec2.get_vpc(id="vpc-0123456789abcdef0")
network = pulumi.StackReference("acme/network/dev")

aws.s3.Bucket("logs", bucket=f"logs-{caller.account_id}", tags={"owner": config.require("owner")})
aws.s3.Bucket("enabled", bucket=f"enabled-{config.require('enabled')}", tags={"size": config.require("size")})
aws.kms.Key("settings", description=config.require_object("settings")["mode"], tags=vpc.tags)
aws.secretsmanager.SecretVersion("token", secret_id="token", secret_string=config.require_secret("apiToken"))
for index, zone in enumerate(zones.names[:2]):
    aws.ec2.Subnet(f"subnet-{index}", vpc_id=vpc.id, availability_zone=zone, cidr_block=f"10.0.{index}.0/24")
aws.ec2.Subnet("other", vpc_id=network.require_output("vpcId"), cidr_block=network.get_output("cidr"))
aws.lb.LoadBalancer("entry", subnets=zones.names, name=vpc.cidr_block_associations[0].cidr_block)
identity = aws.get_caller_identity_output()
aws.iam.Role("role", name=identity.account_id.apply(lambda account: f"role-{account}"), assume_role_policy="{}")
key = aws.kms.Key("plain")
aws.kms.Alias("alias", target_key_id=aws.kms.get_key_output(key_id=key.arn).id)
