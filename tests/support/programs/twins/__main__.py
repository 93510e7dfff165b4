"""A foreign program that gives two resources one name."""

import pulumi_aws as aws

aws.s3.Bucket("logs")
aws.s3.Bucket("logs")
