"""What the areas of the compliant account share: clients, the ids that others stand on, and documents of policies."""

import io
import json
import zipfile
from dataclasses import dataclass, field
from typing import Any, Final

import boto3

ACCOUNT: Final = "123456789012"
REGION: Final = "eu-west-1"
TAGS: Final = {"owner": "platform", "data": "internal", "backup": "daily", "retention": "400"}
BLOCKED: Final = dict.fromkeys(
    ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"), True
)


def client(service: str, region: str = REGION) -> Any:
    """A client of the account; what is global is asked for in us-east-1."""
    return boto3.client(service, region_name=region)


@dataclass(kw_only=True)
class Account:
    """Ids of what was made, by a name of its own: ``made["vpc"]``."""

    key: str
    made: dict[str, str] = field(default_factory=dict)


def begun() -> Account:
    """The account with one customer key, which everything at rest is under."""
    kms = client("kms")
    key = kms.create_key(
        Description="Everything at rest",
        Policy=policy(
            {
                "Effect": "Allow",
                "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"},
                "Action": "kms:*",
                "Resource": "*",
            }
        ),
        Tags=[{"TagKey": key, "TagValue": value} for key, value in TAGS.items()],
    )["KeyMetadata"]["Arn"]
    kms.enable_key_rotation(KeyId=key)
    kms.create_alias(AliasName="alias/vouch-prod", TargetKeyId=key)
    return Account(key=key)


def policy(*statements: dict[str, Any]) -> str:
    """A policy document."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def tls_only(action: str, *resources: str) -> dict[str, Any]:
    """The statement that refuses what comes without TLS."""
    return {
        "Sid": "TlsOnly",
        "Effect": "Deny",
        "Principal": {"AWS": "*"},
        "Action": action,
        "Resource": list(resources),
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }


def trust(service: str) -> str:
    """The trust of a role that one service assumes, for this account only."""
    return policy(
        {
            "Effect": "Allow",
            "Principal": {"Service": service},
            "Action": "sts:AssumeRole",
            "Condition": {"StringEquals": {"aws:SourceAccount": ACCOUNT}},
        }
    )


def tag_list(**more: str) -> list[dict[str, str]]:
    """The house's tags, and more, as most services list them."""
    return [{"Key": key, "Value": value} for key, value in (TAGS | more).items()]


def code() -> bytes:
    """A function's code."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("handler.py", "def handle(event, context): ...\n")
    return buffer.getvalue()
