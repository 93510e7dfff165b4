"""A program that tags what it makes by a stack transform and a resource's own."""

import pulumi
import pulumi_aws as aws


def tag(args: pulumi.ResourceTransformArgs) -> pulumi.ResourceTransformResult:
    return pulumi.ResourceTransformResult({**args.props, "tags": {"owner": "shop"}}, args.opts)


pulumi.runtime.register_resource_transform(tag)
aws.s3.Bucket("logs", opts=pulumi.ResourceOptions(transforms=[tag]))
