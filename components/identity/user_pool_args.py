"""What a user pool needs and may vary in."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import pulumi

from components.identity.sender import SesSender
from components.placement import Placement

_PREFIX: Final = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
# Cognito refuses a prefix that holds one of these.
_RESERVED: Final = ("aws", "amazon", "cognito")


class Audience(StrEnum):
    """Who signs in; the tag ``audience``, by which the guardrails ask more of staff."""

    CUSTOMERS = "customers"
    STAFF = "staff"


class Mfa(StrEnum):
    """Whether everybody has a second factor, or each chooses. Nobody is without the choice."""

    REQUIRED = "required"
    OPTIONAL = "optional"


class SignUp(StrEnum):
    """How an account comes to be: an administrator invites, or people sign themselves up."""

    INVITED = "invited"
    SELF = "self"


@dataclass(frozen=True, kw_only=True)
class CustomDomain:
    """A sign-in address of our own: an issued ACM certificate of us-east-1, and the hosted zone that gets its record.

    Cognito refuses it until the parent name (``example.com`` of ``login.example.com``) has an address record.
    """

    name: str
    certificate_arn: pulumi.Input[str]
    zone_id: str

    def __post_init__(self) -> None:
        if not re.fullmatch(r"([a-z0-9]([a-z0-9-]*[a-z0-9])?\.){2,}[a-z]{2,}", self.name):
            raise ValueError(f"name is {self.name!r}, Cognito takes a subdomain: write it like 'login.example.com'")


@dataclass(frozen=True, kw_only=True)
class EventDelivery:
    """The bucket that keeps sign-in events; ``ready`` is what it needs first (its policy)."""

    bucket_arn: pulumi.Input[str]
    ready: tuple[pulumi.Resource, ...]


@dataclass(frozen=True, kw_only=True)
class UserPoolArgs:
    """What a user pool needs and may vary in.

    ``password_length`` is 14 to 99 characters, ``invitation_days`` 1 to 7. Staff need a second factor and are
    invited. Without ``sender`` Cognito sends from its own address. ``deletion_protection`` is AWS's, ``protect`` is
    Pulumi's. Raises ValueError where a value is outside these.
    """

    placement: Placement
    web_acl_arn: pulumi.Input[str]
    events: EventDelivery
    role: str = "customers"
    audience: Audience = Audience.CUSTOMERS
    mfa: Mfa = Mfa.REQUIRED
    sign_up: SignUp = SignUp.INVITED
    password_length: int = 14
    invitation_days: int = 3
    sender: SesSender | None = None
    custom_domain: CustomDomain | None = None
    deletion_protection: bool = True
    protect: bool = True

    def __post_init__(self) -> None:
        if not 14 <= self.password_length <= 99:
            raise ValueError(
                f"password_length is {self.password_length}, passwords have 14 to 99 characters: give 14 to 99"
            )
        if not 1 <= self.invitation_days <= 7:
            raise ValueError(f"invitation_days is {self.invitation_days}, an invitation lasts 1 to 7 days: give 1 to 7")
        if self.audience is Audience.STAFF and (self.mfa, self.sign_up) != (Mfa.REQUIRED, SignUp.INVITED):
            raise ValueError(
                f"audience is staff with mfa {self.mfa} and sign_up {self.sign_up}: say required and invited, or make"
                " the audience customers"
            )
        prefix = self.domain_prefix
        allowed = _PREFIX.fullmatch(prefix) and not any(word in prefix for word in _RESERVED)
        if self.custom_domain is None and not allowed:
            raise ValueError(
                f"the sign-in address {prefix!r} is none that Cognito takes (63 letters, digits and hyphens,"
                f" without {', '.join(_RESERVED)}): rename the project or the stack, or give a custom_domain"
            )

    @property
    def domain_prefix(self) -> str:
        """The prefix of Cognito's own domain, unique in the region by the account's number."""
        return f"{self.placement.project}-{self.placement.stack}-{self.placement.account_id}".lower()

    @property
    def login_host(self) -> str:
        """The host of managed login and of the OAuth endpoints, known before they exist."""
        if self.custom_domain is not None:
            return self.custom_domain.name
        return f"{self.domain_prefix}.auth.{self.placement.region}.amazoncognito.com"
