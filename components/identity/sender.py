"""From whom Cognito's e-mails come."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class SesSender:
    """A verified SES identity that Cognito sends from, by the account's service-linked role.

    Without one Cognito sends from its own address, some fifty e-mails a day: enough to try, too few for customers.
    Raises ValueError for what is no SES identity's ARN and for what is no e-mail address.
    """

    identity_arn: str
    address: str
    reply_to: str | None = None
    configuration_set: str | None = None

    def __post_init__(self) -> None:
        if not re.fullmatch(r"arn:aws[a-z-]*:ses:[a-z0-9-]+:\d{12}:identity/\S+", self.identity_arn):
            raise ValueError(
                f"identity_arn is {self.identity_arn!r}, no SES identity: write it like "
                "'arn:aws:ses:eu-west-1:123456789012:identity/example.com'"
            )
        for field, address in (("address", self.address), ("reply_to", self.reply_to)):
            if address is not None and not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+", address):
                raise ValueError(f"{field} is {address!r}, no e-mail address: write it like 'no-reply@example.com'")
