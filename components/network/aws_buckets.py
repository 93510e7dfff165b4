"""The buckets of AWS that image pulls, package updates, patching and the agents read, by name.

They are in AWS's accounts and mostly read without credentials, so no condition on an account can let them through, and
a gateway endpoint's route leaves them no other way. Names are written out: a bucket name with a wildcard could be
registered by anybody.

Sources: Amazon ECR "Create the Amazon S3 gateway endpoint"; Systems Manager "SSM Agent communications with AWS managed
S3 buckets" and "Amazon S3 buckets for patching operations"; aws-samples/data-perimeter-policy-examples.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_BY_REGION: Final = (
    # Layers of the images in Amazon ECR.
    "prod-{region}-starport-layer-bucket",
    # Packages of Amazon Linux 2023 and Amazon Linux 2.
    "al2023-repos-{region}-de612dc2",
    "amazonlinux-2-repos-{region}",
    # SSM Agent: its updates, documents and packages.
    "aws-ssm-{region}",
    "amazon-ssm-{region}",
    "amazon-ssm-packages-{region}",
    "{region}-birdwatcher-prod",
    "aws-ssm-distributor-file-{region}",
    "aws-ssm-document-attachments-{region}",
    # EC2 Image Builder: its task executor and AWS's own components.
    "ec2imagebuilder-toe-{region}-prod",
    "ec2imagebuilder-managed-resources-{region}-prod",
    # The CloudWatch agent.
    "amazoncloudwatch-agent-{region}",
)
_PATCH_MANAGER: Final[Mapping[str, str]] = MappingProxyType(
    {
        "af-south-1": "bdd5f65a9",
        "ap-east-1": "632356271",
        "ap-northeast-1": "4849fa78f",
        "ap-northeast-2": "10467995c",
        "ap-northeast-3": "67373598a",
        "ap-south-1": "cb7c62ff9",
        "ap-south-2": "32f4b4128",
        "ap-southeast-1": "7fdfd9ef7",
        "ap-southeast-2": "17283a275",
        "ap-southeast-3": "aa48fc462",
        "ap-southeast-4": "01e2c40d3",
        "ca-central-1": "3148e69e3",
        "ca-west-1": "9e3a4b2f9",
        "eu-central-1": "9163fdaaf",
        "eu-central-2": "184ce43c8",
        "eu-north-1": "795879e9b",
        "eu-south-1": "c52f3f594",
        "eu-south-2": "a4cf248b1",
        "eu-west-1": "5522fb710",
        "eu-west-2": "902a2bc74",
        "eu-west-3": "29bf85721",
        "il-central-1": "e221cb57b",
        "me-central-1": "2932f2f80",
        "me-south-1": "a53fc9dce",
        "sa-east-1": "ddf4b6a09",
        "us-east-1": "1970c647d",
        "us-east-2": "552881074",
        "us-west-1": "8badb4304",
        "us-west-2": "34d7f99f8",
    }
)
_PATCH_SNAPSHOT: Final[Mapping[str, str]] = MappingProxyType(
    {
        "af-south-1": "tbxdb5b9",
        "ap-south-2": "50209442",
        "ap-southeast-3": "be0a3174",
        "ap-southeast-4": "dc6f76ce",
        "eu-south-2": "df2c9d70",
        "me-south-1": "uduvl7q8",
    }
)


def aws_buckets(region: str) -> tuple[str, ...]:
    """The names of AWS's own buckets that the machines and tasks of a region read."""
    snapshot = f"patch-baseline-snapshot-{region}"
    names = [
        *(name.format(region=region) for name in _BY_REGION),
        f"{snapshot}-{_PATCH_SNAPSHOT[region]}" if region in _PATCH_SNAPSHOT else snapshot,
    ]
    # A region newer than the table has patch documents too; their bucket is then an argument of the Vpc.
    if region in _PATCH_MANAGER:
        names.append(f"aws-patch-manager-{region}-{_PATCH_MANAGER[region]}")
    return tuple(names)
