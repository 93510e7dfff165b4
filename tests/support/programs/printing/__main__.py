"""A foreign program that prints, by itself and through what it starts, beside building one resource."""

import subprocess

import pulumi_aws as aws

print("printed by the program")  # noqa: T201
subprocess.run(["echo", "echoed by a shell"], check=True)
aws.s3.Bucket("logs")
