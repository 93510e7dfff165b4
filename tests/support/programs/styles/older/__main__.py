"""The older inline forms, which long-lived programs keep: buckets, groups, roles and tables with everything inside."""

import json

import pulumi_aws as aws

logs = aws.s3.Bucket("logs", acl="log-delivery-write")
aws.s3.Bucket(
    "inline",
    acl="private",
    versioning={"enabled": True, "mfa_delete": False},
    logging={"target_bucket": logs.id, "target_prefix": "inline/"},
    server_side_encryption_configuration={
        "rule": {"apply_server_side_encryption_by_default": {"sse_algorithm": "AES256"}, "bucket_key_enabled": False}
    },
    lifecycle_rules=[{"enabled": True, "expiration": {"days": 90}}],
    policy=json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Deny",
                    "Principal": "*",
                    "Action": "s3:*",
                    "Resource": ["arn:aws:s3:::inline", "arn:aws:s3:::inline/*"],
                    "Condition": {"Bool": {"aws:SecureTransport": "false"}},
                }
            ],
        }
    ),
)
group = aws.ec2.SecurityGroup("group", description="Managed by Pulumi", vpc_id="vpc-0123456789abcdef0")
aws.ec2.SecurityGroupRule(
    "entry",
    type="ingress",
    security_group_id=group.id,
    protocol="tcp",
    from_port=3389,
    to_port=3389,
    cidr_blocks=["0.0.0.0/0"],
    ipv6_cidr_blocks=["::/0"],
)
aws.ec2.DefaultSecurityGroup("default", vpc_id="vpc-0123456789abcdef0")
aws.iam.Role(
    "inline-role",
    assume_role_policy='{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"*"},'
    '"Action":"sts:AssumeRole"}}',
    inline_policies=[{"name": "all", "policy": '{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}'}],
    managed_policy_arns=["arn:aws:iam::aws:policy/ReadOnlyAccess"],
)
aws.alb.LoadBalancer("classic-name", load_balancer_type="application", internal=True)
aws.elb.LoadBalancer(
    "classic",
    availability_zones=["eu-west-1a"],
    listeners=[{"instance_port": 80, "instance_protocol": "http", "lb_port": 80, "lb_protocol": "http"}],
)
aws.ec2.LaunchConfiguration("launch", image_id="ami-0123456789abcdef0", instance_type="t3.micro")
aws.dynamodb.Table("table", hash_key="id", attributes=[{"name": "id", "type": "S"}], read_capacity=1, write_capacity=1)
aws.elasticache.Cluster("cache", engine="redis", node_type="cache.t4g.micro", num_cache_nodes=1)
