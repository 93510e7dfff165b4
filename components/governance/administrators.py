"""Which account watches the others: its appointment, in the management account, once and per region."""

import re
from dataclasses import dataclass

import pulumi
from pulumi_aws import guardduty, iam, inspector2, macie2, organizations, securityhub

from components.base import Component
from components.placement import Placement

DELEGATED_SERVICES = (
    "access-analyzer.amazonaws.com",
    "config-multiaccountsetup.amazonaws.com",
    "config.amazonaws.com",
)
"""Services whose administrator is appointed through Organizations itself; the others have calls of their own."""


def _check(account_id: str, placement: Placement) -> None:
    if not re.fullmatch(r"\d{12}", account_id):
        raise ValueError(f"account_id is {account_id!r}: give the 12 digits of the security account, quoted")
    if account_id == placement.account_id:
        raise ValueError(
            f"account_id is {account_id}, the management account itself, which AWS exempts from the organization's "
            "policies: appoint another account"
        )


@dataclass(frozen=True, kw_only=True)
class DelegatedAdministratorsArgs:
    """The security account, by its id; ValueError where it is the management account.

    ``organization_ready`` is what must be there before services are trusted: the organization, where it is managed.
    """

    placement: Placement
    account_id: str
    organization_ready: tuple[pulumi.Resource, ...] = ()

    def __post_init__(self) -> None:
        _check(self.account_id, self.placement)


class DelegatedAdministrators(Component):
    """The security account, appointed for what is global; and no root password in any member account.

    Produces the delegation of AWS Config's aggregation and of IAM Access Analyzer, and IAM's central management of
    root credentials and of root sessions. Existing root passwords of member accounts are not deleted by it: AWS has
    a call for that (``aws sts assume-root``), and no resource.
    """

    area = "governance"
    provides = ()

    def __init__(
        self, name: str, args: DelegatedAdministratorsArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(name, opts)
        ready = list(args.organization_ready)
        for service in DELEGATED_SERVICES:
            organizations.DelegatedAdministrator(
                self.child("administrator", service.partition(".")[0]),
                account_id=args.account_id,
                service_principal=service,
                opts=self.inside(depends_on=ready),
            )
        iam.OrganizationsFeatures(
            self.child("root"),
            enabled_features=["RootCredentialsManagement", "RootSessions"],
            opts=self.inside(depends_on=ready),
        )
        self.register_outputs({})


@dataclass(frozen=True, kw_only=True)
class RegionalAdministratorsArgs:
    """The security account, by its id, in one region; ValueError where it is the management account."""

    placement: Placement
    account_id: str
    organization_ready: tuple[pulumi.Resource, ...] = ()

    def __post_init__(self) -> None:
        _check(self.account_id, self.placement)


class RegionalAdministrators(Component):
    """The security account, appointed in one region for GuardDuty, Security Hub, Inspector and Macie.

    AWS switches each service on in that account by the appointment. The four appointments know nothing of each
    other; one component a region, under that region's provider.
    """

    area = "governance"
    provides = ()

    def __init__(self, name: str, args: RegionalAdministratorsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        ready = list(args.organization_ready)
        guardduty.OrganizationAdminAccount(
            self.child("guardduty"), admin_account_id=args.account_id, opts=self.inside(depends_on=ready)
        )
        securityhub.OrganizationAdminAccount(
            self.child("security-hub"), admin_account_id=args.account_id, opts=self.inside(depends_on=ready)
        )
        inspector2.DelegatedAdminAccount(
            self.child("inspector"), account_id=args.account_id, opts=self.inside(depends_on=ready)
        )
        macie2.OrganizationAdminAccount(
            self.child("macie"), admin_account_id=args.account_id, opts=self.inside(depends_on=ready)
        )
        self.register_outputs({})
