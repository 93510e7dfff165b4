"""The settings of governance."""

from typing import Annotated, Literal

from pydantic import Field

from stacks.sections.base import Section

_PHONE = r"^[\s0-9()+-]{1,25}$"


class ContactSettings(Section):
    """One alternate contact of the account."""

    name: str = Field(min_length=1, max_length=64, description="the person or desk")
    title: str = Field(min_length=1, max_length=50, description="what they are, such as Security duty")
    email: str = Field(pattern=r"^[\w+=.#|!&-]+@[\w.-]+\.[\w]+$", description="where AWS writes to")
    phone: str = Field(pattern=_PHONE, description="where AWS calls, such as +44 20 7946 0000")


class ContactsSettings(Section):
    """The three contacts that an account has beside its owner."""

    security: ContactSettings
    operations: ContactSettings
    billing: ContactSettings


class GovernanceSettings(Section):
    """What is watched beyond the program, and what people vouch for."""

    contacts: ContactsSettings | Literal["existing"] | None = Field(
        None,
        description="the account's alternate contacts; existing where another stack or the organization sets them; "
        "off until they are given",
    )
    people: tuple[Annotated[str, Field(pattern=r"^[\w+=,.@*-]{1,64}$")], ...] = Field(
        ("AWSReservedSSO_*",), description="names of the roles that people take; their changes ring an alarm"
    )
    attestations: str = Field(
        "promises/attestations.yaml",
        pattern=r"^[\w.-]+(/[\w.-]+)*\.yaml$",
        description="the file of attestations, from the repository's root",
    )
