"""Arguments as dictionaries, spread, shared and made in loops, without one class of arguments."""

import pulumi_aws as aws

TAGS = {"owner": "platform", "purpose": "data"}
PORTS = {"http": 80, "https": 443, "database": 5432}
BUCKETS = {
    "raw": {"versioned": "Enabled", "public": False},
    "web": {"versioned": "Suspended", "public": True},
    "old": {"versioned": None, "public": None},
}

for name, wanted in BUCKETS.items():
    bucket = aws.s3.Bucket(name, bucket=f"style-{name}", tags={**TAGS, "name": name})
    if wanted["versioned"]:
        aws.s3.BucketVersioning(
            f"{name}-versions", bucket=bucket.bucket, versioning_configuration={"status": wanted["versioned"]}
        )
    if wanted["public"] is not None:
        aws.s3.BucketPublicAccessBlock(
            f"{name}-access",
            bucket=bucket.id,
            **dict.fromkeys(
                ("block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets"),
                not wanted["public"],
            ),
        )
aws.s3.BucketServerSideEncryptionConfiguration(
    "raw-encryption",
    bucket="style-raw",
    rules=[{"apply_server_side_encryption_by_default": {"sse_algorithm": "aws:kms"}, "bucket_key_enabled": True}],
)
group = aws.ec2.SecurityGroup(
    "group",
    vpc_id="vpc-0123456789abcdef0",
    description="Entries",
    ingress=[
        {"protocol": "tcp", "from_port": port, "to_port": port, "cidr_blocks": ["0.0.0.0/0"], "description": name}
        for name, port in PORTS.items()
    ],
)
for name, port in PORTS.items():
    aws.vpc.SecurityGroupIngressRule(
        f"entry-{name}",
        security_group_id=group.id,
        ip_protocol="tcp",
        from_port=port,
        to_port=port,
        cidr_ipv4="10.0.0.0/8" if port == 5432 else "0.0.0.0/0",
        tags=TAGS,
    )
aws.lb.Listener(
    "listener",
    load_balancer_arn=aws.lb.LoadBalancer("entry", internal=False, security_groups=[group.id], tags=TAGS).arn,
    port=80,
    default_actions=[
        {"type": "fixed-response", "fixed_response": {"content_type": "text/plain", "status_code": "404"}}
    ],
)
aws.cloudfront.Distribution(
    "pages",
    enabled=True,
    origins=[{"origin_id": "web", "domain_name": "web.example.com"}],
    default_cache_behavior={
        "target_origin_id": "web",
        "viewer_protocol_policy": "allow-all",
        "allowed_methods": ["GET", "HEAD"],
        "cached_methods": ["GET", "HEAD"],
    },
    restrictions={"geo_restriction": {"restriction_type": "none"}},
    viewer_certificate={"cloudfront_default_certificate": True},
)
