"""What sending and receiving share: checks of names, the grant of the mail key, and topics that SES publishes to."""

import re
from collections.abc import Sequence
from typing import Final

from components.data.key_grants import ServiceGrant
from components.documents import Statement, deny_insecure_transport, document
from components.placement import Placement

SES: Final = "ses.amazonaws.com"
_DOMAIN: Final = re.compile(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")
_ADDRESS: Final = re.compile(r"[a-z0-9][a-z0-9._+-]*@[a-z0-9.-]+\.[a-z]{2,63}")
# SES's names of rule sets, rules and configuration sets.
NAME_LIMIT: Final = 64


def mail_grant(placement: Placement) -> ServiceGrant:
    """Lets SES write encrypted mail into this account's bucket and publish to its encrypted topics.

    Source: SES developer guide, "Giving permissions to Amazon SES for email receiving"; SNS developer guide, "Enable
    compatibility between event sources from AWS services and encrypted topics".
    """
    return ServiceGrant(
        sid="CarryMail",
        service=SES,
        actions=("kms:Decrypt", "kms:GenerateDataKey"),
        condition={"StringEquals": {"aws:SourceAccount": placement.account_id}},
    )


def topic_document(placement: Placement, topic_name: str, source_arn: str) -> str:
    """The policy of a topic for mail: SES publishes for one source of this account, and nobody without TLS."""
    topic_arn = placement.arn("sns", topic_name)
    return document(
        Statement(
            sid="PublishMailEvents",
            principals={"Service": (SES,)},
            actions=("sns:Publish",),
            resources=(topic_arn,),
            condition={"StringEquals": {"aws:SourceAccount": placement.account_id, "aws:SourceArn": source_arn}},
        ),
        deny_insecure_transport(topic_arn, service="sns"),
    )


def check_domain(field: str, domain: str) -> None:
    """Raises ValueError for what is no lower-case domain name."""
    if not _DOMAIN.fullmatch(domain):
        raise ValueError(f"{field} is {domain!r}, no lower-case domain name: write it like 'mail.example.com'")


def check_addresses(field: str, addresses: Sequence[str], domain: str) -> None:
    """Raises ValueError where there is no address, one twice, or one that is not of ``domain``."""
    if not addresses:
        raise ValueError(f"{field} is empty: name the addresses, such as 'security@{domain}'")
    for address in addresses:
        if not _ADDRESS.fullmatch(address) or address.rpartition("@")[2] != domain:
            raise ValueError(
                f"{field} names {address!r}, no lower-case address of {domain}: write it like 'security@{domain}'"
            )
    if len(set(addresses)) != len(addresses):
        raise ValueError(f"{field} names an address more than once: name each once only")


def check_address(field: str, address: str) -> None:
    """Raises ValueError for what is no lower-case e-mail address."""
    if not _ADDRESS.fullmatch(address):
        raise ValueError(f"{field} is {address!r}, no lower-case e-mail address: write it like 'dmarc@example.com'")
