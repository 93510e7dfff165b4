"""The governance layer: where things are done, by whom, what they are labelled with, and who vouches for the rest."""

from dataclasses import dataclass

import pulumi

from components.governance.attestations import Attestations, AttestationsArgs
from components.governance.contacts import AlternateContacts, AlternateContactsArgs, Contact
from components.governance.drift_watch import DriftWatch, DriftWatchArgs
from components.governance.residency import Residency, ResidencyArgs
from components.governance.tag_compliance import TagCompliance, TagComplianceArgs
from stacks import attestations
from stacks.account import Account
from stacks.sections.governance import ContactSettings, ContactsSettings
from stacks.settings import Settings
from stacks.site import Sites


@dataclass(frozen=True, kw_only=True)
class Governance:
    """What governance made."""

    residency: Residency
    drift: DriftWatch
    tags: TagCompliance | None
    contacts: AlternateContacts | None
    attestations: Attestations | None


def governance_layer(
    settings: Settings,
    sites: Sites,
    account: Account,
    alarm_topic_arn: pulumi.Input[str],
    recorder_ready: tuple[pulumi.Resource, ...] | None,
) -> Governance:
    """The alarms of governance go to ``alarm_topic_arn``, which CloudWatch must be able to publish to.

    ``recorder_ready`` is what AWS Config needs before it takes rules; None where no recorder runs in the account, and
    then the tags are judged at preview only.
    """
    given = settings.governance
    home, opts = sites.home.placement, sites.home.opts
    stated = attestations.load(given.attestations)
    return Governance(
        residency=Residency(
            "residency",
            ResidencyArgs(
                placement=home,
                log_group_name=account.trail.log_group_name,
                log_group_ready=(account.trail,),
                allowed_regions=settings.allowed_regions,
                topic_arn=alarm_topic_arn,
            ),
            opts,
        ),
        drift=DriftWatch(
            "drift",
            DriftWatchArgs(
                placement=home,
                log_group_name=account.trail.log_group_name,
                log_group_ready=(account.trail,),
                topic_arn=alarm_topic_arn,
                people=given.people,
            ),
            opts,
        ),
        tags=None
        if recorder_ready is None
        else TagCompliance("tags", TagComplianceArgs(placement=home, recorder_ready=recorder_ready), opts),
        contacts=AlternateContacts("contacts", _contacts(given.contacts), opts)
        if isinstance(given.contacts, ContactsSettings)
        else None,
        attestations=Attestations("attested", AttestationsArgs(placement=home, attestations=stated), opts)
        if stated
        else None,
    )


def _contacts(given: ContactsSettings) -> AlternateContactsArgs:
    return AlternateContactsArgs(
        security=_contact(given.security), operations=_contact(given.operations), billing=_contact(given.billing)
    )


def _contact(given: ContactSettings) -> Contact:
    return Contact(name=given.name, title=given.title, email=given.email, phone=given.phone)
