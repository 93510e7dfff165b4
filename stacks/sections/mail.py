"""The settings of mail that goes through SES."""

from typing import Self

from pydantic import Field, model_validator

from stacks.sections.base import Ownership, Section


class OutboundMailSettings(Section):
    """The domain that mail is sent from. It is in the zone ``edge.hosted_zone_id``."""

    domain: str = Field(description="the domain in From, such as notify.example.com; p=reject holds for all its mail")
    senders: tuple[str, ...] = Field(("no-reply",), min_length=1, description="what may stand before the @ in From")
    reports: str = Field(description="the address that receivers send DMARC's daily reports to")


class InboundMailSettings(Section):
    """Addresses of the sending domain that receive. All mail of the domain then goes to SES."""

    mailboxes: tuple[str, ...] = Field(("security",), min_length=1, description="what stands before the @")
    days: int = Field(365, ge=1, description="how long received mail is kept")


class MailSettings(Section):
    """Mail needs outside facts, a domain and who reads its reports; it is off until they are given."""

    outbound: OutboundMailSettings | None = Field(None, description="off until a domain is given")
    inbound: InboundMailSettings | None = Field(None, description="off until given: it makes the domain's MX record")
    rule_set: str = Field(
        Ownership.MANAGED.value, description="managed, or the name of the region's active receipt rule set"
    )

    @model_validator(mode="after")
    def _receives_what_it_may_send(self) -> Self:
        if self.inbound is not None and self.outbound is None:
            raise ValueError(
                "mail.inbound is given without mail.outbound: SES receives only for a verified domain, name it there"
            )
        return self
