"""Whom AWS tells: the account's contacts for security, operations and billing."""

import re
from dataclasses import dataclass

import pulumi
from pulumi_aws import account

from components.base import Component

_EMAIL = re.compile(r"[\w+=.#|!&-]+@[\w.-]+\.[\w]+")
_PHONE = re.compile(r"[\s0-9()+-]{1,25}")


@dataclass(frozen=True, kw_only=True)
class Contact:
    """One person or desk, reachable by mail and telephone; AWS asks for all four, else ValueError."""

    name: str
    title: str
    email: str
    phone: str

    def __post_init__(self) -> None:
        for field, value, limit in (("name", self.name, 64), ("title", self.title, 50)):
            if not 1 <= len(value) <= limit:
                raise ValueError(f"{field} of a contact is {value!r}: give 1 to {limit} characters")
        if not _EMAIL.fullmatch(self.email):
            raise ValueError(f"email of {self.name!r} is {self.email!r}: write it like 'security@example.com'")
        if not _PHONE.fullmatch(self.phone):
            raise ValueError(f"phone of {self.name!r} is {self.phone!r}: write it like '+44 20 7946 0000'")


@dataclass(frozen=True, kw_only=True)
class AlternateContactsArgs:
    """The three contacts that AWS knows; it has one of each kind an account."""

    security: Contact
    operations: Contact
    billing: Contact


class AlternateContacts(Component):
    """The account's alternate contacts, so that notices reach who can act on them and not only who owns the account.

    They are told in addition to the root user's address. AWS keeps one of each kind an account: another stack of the
    account, or the organization's management account, may own them instead. Where that account sets them, its own
    may not be set by its id, so none is given: the contacts are the provider's account's.

    Claim BZ-03 (gov.contacts).
    """

    area = "governance"
    provides = ("gov.contacts",)

    def __init__(self, name: str, args: AlternateContactsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        for kind, contact in (
            ("SECURITY", args.security),
            ("OPERATIONS", args.operations),
            ("BILLING", args.billing),
        ):
            account.AlternativeContact(
                self.child("contact", kind.lower()),
                alternate_contact_type=kind,
                name=contact.name,
                title=contact.title,
                email_address=contact.email,
                phone_number=contact.phone,
                opts=self.inside(),
            )
        self.register_outputs({})
