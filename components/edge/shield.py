"""AWS Shield Advanced: a paid choice, for a year at least, and only with a typed consent."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import pulumi
from pulumi_aws import shield

from components.base import Component
from components.ownership import Ownership
from components.placement import Placement

SHIELD_CONSENT: Final = "I understand that Shield Advanced costs 3,000 USD a month for one year and cannot be cancelled"


@dataclass(frozen=True, kw_only=True)
class Protected:
    """One entry: a load balancer, a distribution, an elastic IP or a hosted zone, by its ARN.

    ``web_acl`` says that it has a web ACL, into which Shield may then write rules of its own. ``health_check_arn`` is
    of the Route 53 health check that fails while the entry suffers. ``ready`` is what must be there before (the
    association with the web ACL).
    """

    arn: pulumi.Input[str]
    web_acl: bool = False
    health_check_arn: pulumi.Input[str] | None = None
    ready: tuple[pulumi.Resource, ...] = ()


@dataclass(frozen=True, kw_only=True)
class EmergencyContact:
    """Whom the Shield Response Team calls: an e-mail address and a telephone number in E.164 form."""

    email: str
    phone: str

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", self.email):
            raise ValueError("email of an emergency contact is no e-mail address: write it like 'on-call@example.com'")
        if not re.fullmatch(r"\+[1-9]\d{1,14}", self.phone):
            raise ValueError("phone of an emergency contact is not in E.164 form: write it like '+441632960000'")


@dataclass(frozen=True, kw_only=True)
class ShieldAdvancedArgs:
    """What Shield Advanced protects, and that somebody has agreed to its price.

    ``consent`` is ``SHIELD_CONSENT``, word for word, unless the subscription exists already. ``protected`` maps a key
    (``app``, ``web``) to an entry. With ``contacts`` the response team calls when a health check fails during an
    attack (AWS asks for Business or Enterprise support). ``protect`` forbids Pulumi to drop the subscription. Raises
    ValueError for a missing consent, nothing to protect, or contacts without any health check.
    """

    placement: Placement
    protected: Mapping[str, Protected]
    consent: str | None = None
    subscription: Ownership = Ownership.MANAGED
    contacts: tuple[EmergencyContact, ...] = field(default_factory=tuple)
    protect: bool = True

    def __post_init__(self) -> None:
        if self.subscription is Ownership.MANAGED and self.consent != SHIELD_CONSENT:
            raise ValueError(
                f"consent to Shield Advanced is missing: leave it off, or set consent to {SHIELD_CONSENT!r}"
            )
        if not self.protected:
            raise ValueError("protected is empty: name the public entries, or leave Shield Advanced off")
        if self.contacts and not any(each.health_check_arn is not None for each in self.protected.values()):
            raise ValueError(
                "contacts are given but no entry has health_check_arn: AWS calls only where a health check fails"
            )


class ShieldAdvanced(Component):
    """A Shield Advanced subscription and its protections, with automatic answers to floods of requests.

    Produces the subscription (renewed by itself), for each entry its protection, and where it has a web ACL the
    automatic application-layer response that blocks, and where it has a health check the association with that; the
    proactive engagement where contacts are given. Shield's calls all go to us-east-1.

    A subscription can be neither cancelled nor shortened, so that destroying the stack leaves it as it is
    (``skip_destroy``). Claim BZ-14 (edge.ddos). Without this, Shield Standard is on for everybody, for nothing, and
    that is what a report must say.
    """

    area = "edge"
    provides = ("edge.ddos",)

    protection_ids: Mapping[str, pulumi.Output[str]]

    def __init__(self, name: str, args: ShieldAdvancedArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        before: list[pulumi.Resource] = []
        if args.subscription is Ownership.MANAGED:
            before.append(
                shield.Subscription(
                    self.child("subscription"),
                    auto_renew="ENABLED",
                    skip_destroy=True,
                    opts=self.inside(protect=args.protect),
                )
            )
        watched: list[pulumi.Resource] = []
        protections = {
            key: self._protection(args, key, entry, before, watched) for key, entry in args.protected.items()
        }
        if args.contacts:
            shield.ProactiveEngagement(
                self.child("engagement"),
                enabled=True,
                emergency_contacts=[
                    shield.ProactiveEngagementEmergencyContactArgs(
                        email_address=contact.email, phone_number=contact.phone
                    )
                    for contact in args.contacts
                ],
                # AWS refuses it before a protected resource has a health check.
                opts=self.inside(depends_on=[*before, *watched]),
            )
        self.protection_ids = {key: protection.id for key, protection in protections.items()}
        self.register_outputs({"protection_ids": self.protection_ids})

    def _protection(
        self,
        args: ShieldAdvancedArgs,
        key: str,
        entry: Protected,
        before: list[pulumi.Resource],
        watched: list[pulumi.Resource],
    ) -> shield.Protection:
        protection = shield.Protection(
            self.child("protection", key),
            name=args.placement.local(key),
            resource_arn=entry.arn,
            # AWS refuses protections to accounts without a subscription.
            opts=self.inside(depends_on=before),
        )
        if entry.web_acl:
            shield.ApplicationLayerAutomaticResponse(
                self.child("response", key),
                resource_arn=entry.arn,
                action="BLOCK",
                # It writes a rule group into the entry's web ACL, which must be associated by then.
                opts=self.inside(depends_on=[protection, *entry.ready]),
            )
        if entry.health_check_arn is not None:
            watched.append(
                shield.ProtectionHealthCheckAssociation(
                    self.child("health", key),
                    health_check_arn=entry.health_check_arn,
                    shield_protection_id=protection.id,
                    opts=self.inside(),
                )
            )
        return protection
