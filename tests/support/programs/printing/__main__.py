"""A foreign program that prints, by itself and through what it starts, beside building one resource."""

import os

import pulumi_aws as aws

print("printed by the program")  # noqa: T201
os.system("echo echoed by a shell")
aws.s3.Bucket("logs")
