"""Where a stack's resources live, and the physical names and ARNs that follow from it.

A physical name that another document quotes is an interface (design decision 11): it is known before anything
exists, so that a key, a bucket policy and a trail can name each other at preview.
"""

import re
from dataclasses import dataclass, replace
from typing import Self

_BUCKET_LIMIT = 63
_IDENTIFIER_LIMIT = 63


@dataclass(frozen=True, kw_only=True)
class Placement:
    """The project, stack, account and region that a stack is deployed to."""

    project: str
    stack: str
    account_id: str
    region: str
    partition: str = "aws"

    def __post_init__(self) -> None:
        if not re.fullmatch(r"\d{12}", self.account_id):
            raise ValueError(f"account_id {self.account_id!r} is not an AWS account id: give its 12 digits, quoted")

    def at(self, region: str) -> Self:
        """The same project, stack and account, in another region."""
        return replace(self, region=region)

    def physical(self, role: str, limit: int = _BUCKET_LIMIT) -> str:
        """A globally unique physical name, ``<project>-<stack>-<account>-<region>-<role>``.

        Raises ValueError where AWS would refuse the name for its length (63 characters for a bucket).
        """
        return _within(f"{self.project}-{self.stack}-{self.account_id}-{self.region}-{role}", limit)

    def local(self, role: str, limit: int = _IDENTIFIER_LIMIT) -> str:
        """A physical name unique in its account and region, ``<project>-<stack>-<role>``."""
        return _within(f"{self.project}-{self.stack}-{role}", limit)

    def arn(self, service: str, resource: str) -> str:
        """The ARN of a regional resource of this account."""
        return f"arn:{self.partition}:{service}:{self.region}:{self.account_id}:{resource}"

    def bucket_arn(self, bucket: str) -> str:
        """The ARN of a bucket, which names neither account nor region."""
        return f"arn:{self.partition}:s3:::{bucket}"

    @property
    def root_arn(self) -> str:
        """The account's root principal: the one principal of this account that always exists."""
        return f"arn:{self.partition}:iam::{self.account_id}:root"


def _within(name: str, limit: int) -> str:
    if len(name) > limit:
        raise ValueError(
            f"the physical name {name!r} has {len(name)} characters, AWS allows {limit}: shorten the stack's name"
        )
    return name
