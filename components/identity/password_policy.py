"""The account's password policy: what an IAM user's password must be, should there ever be one."""

from dataclasses import dataclass
from typing import Final

import pulumi
from pulumi_aws import iam

from components.base import Component

MINIMUM_LENGTH: Final = 14
REMEMBERED: Final = 24
"""The most that AWS remembers."""


@dataclass(frozen=True, kw_only=True)
class PasswordPolicyArgs:
    """What the policy may vary in: its length in characters, 14 to 128, and its age in days, 1 to 90; else ValueError.

    CIS asks for no age; ninety days are PCI DSS's (8.3.9) and Security Hub's (IAM.17).
    """

    length: int = MINIMUM_LENGTH
    maximum_age_days: int = 90

    def __post_init__(self) -> None:
        if not MINIMUM_LENGTH <= self.length <= 128:
            raise ValueError(f"length is {self.length}: give {MINIMUM_LENGTH} to 128 characters, as CIS and AWS ask")
        if not 1 <= self.maximum_age_days <= 90:
            raise ValueError(f"maximum_age_days is {self.maximum_age_days}: give 1 to 90, as PCI DSS asks")


class PasswordPolicy(Component):
    """The password policy of the account; there is one, for all its IAM users, and none for the root user.

    Fourteen characters of all four classes, and the last twenty-four are refused. Users change their own password,
    also an expired one: a hard expiry would lock out whoever comes back after it. Leaving the stack restores AWS's
    weak default, so another stack of the account must take the policy over first.

    Claim OC-13 (id.pw).
    """

    area = "identity"
    provides = ("id.pw",)

    def __init__(self, name: str, args: PasswordPolicyArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        iam.AccountPasswordPolicy(
            self.child("policy"),
            minimum_password_length=args.length,
            require_lowercase_characters=True,
            require_uppercase_characters=True,
            require_numbers=True,
            require_symbols=True,
            password_reuse_prevention=REMEMBERED,
            max_password_age=args.maximum_age_days,
            allow_users_to_change_password=True,
            hard_expiry=False,
            opts=self.inside(),
        )
        self.register_outputs({})
