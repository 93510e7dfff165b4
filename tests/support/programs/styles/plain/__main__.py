"""Resources one below another, as most programs begin: some good, some bad, no component."""

import json

import pulumi
import pulumi_aws as aws

vpc = aws.ec2.Vpc("vpc", cidr_block="10.0.0.0/16", enable_dns_hostnames=True)
subnets = [
    aws.ec2.Subnet(
        f"subnet-{zone}", vpc_id=vpc.id, cidr_block=f"10.0.{index}.0/24", availability_zone=f"eu-west-1{zone}"
    )
    for index, zone in enumerate("ab")
]
gateway = aws.ec2.InternetGateway("gateway", vpc_id=vpc.id)
routes = aws.ec2.RouteTable("routes", vpc_id=vpc.id, routes=[{"cidr_block": "0.0.0.0/0", "gateway_id": gateway.id}])
for index, subnet in enumerate(subnets):
    aws.ec2.RouteTableAssociation(f"association-{index}", subnet_id=subnet.id, route_table_id=routes.id)
web = aws.ec2.SecurityGroup(
    "web",
    vpc_id=vpc.id,
    ingress=[aws.ec2.SecurityGroupIngressArgs(protocol="tcp", from_port=22, to_port=22, cidr_blocks=["0.0.0.0/0"])],
    egress=[aws.ec2.SecurityGroupEgressArgs(protocol="-1", from_port=0, to_port=0, cidr_blocks=["0.0.0.0/0"])],
)
aws.ec2.Instance("server", ami="ami-0123456789abcdef0", instance_type="t3.micro", vpc_security_group_ids=[web.id])
key = aws.kms.Key("key", enable_key_rotation=True)
group = aws.rds.SubnetGroup("group", subnet_ids=[subnet.id for subnet in subnets])
aws.rds.Instance(
    "database",
    engine="postgres",
    instance_class="db.t4g.micro",
    allocated_storage=20,
    db_subnet_group_name=group.name,
    storage_encrypted=True,
    kms_key_id=key.arn,
    publicly_accessible=False,
    username="admin",
    password=pulumi.Output.secret("not a real password"),
)
bucket = aws.s3.Bucket("files", opts=pulumi.ResourceOptions(protect=True, ignore_changes=["tags"]))
aws.s3.BucketPolicy(
    "files-policy",
    bucket=bucket.id,
    policy=bucket.arn.apply(
        lambda arn: json.dumps(
            {
                "Version": "2012-10-17",
                "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": f"{arn}/*"}],
            }
        )
    ),
)
role = aws.iam.Role(
    "role",
    assume_role_policy=json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": [
                {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
            ],
        }
    ),
)
aws.iam.RolePolicyAttachment("admin", role=role.name, policy_arn="arn:aws:iam::aws:policy/AdministratorAccess")
aws.lambda_.Function(
    "worker",
    role=role.arn,
    runtime="python3.13",
    handler="worker.handle",
    code=pulumi.AssetArchive({"worker.py": pulumi.StringAsset("def handle(event, context): ...")}),
    environment={"variables": {"BUCKET": bucket.id}},
)
pulumi.export("bucket", bucket.id)
