"""The organization: policies and appointments in the management account, and what watches in the security account."""

from dataclasses import dataclass

import pulumi

from components.governance.administrators import (
    DelegatedAdministrators,
    DelegatedAdministratorsArgs,
    RegionalAdministrators,
    RegionalAdministratorsArgs,
)
from components.governance.organization import OrganizationPolicies, OrganizationPoliciesArgs
from components.governance.organization_detection import (
    OrganizationDetection,
    OrganizationDetectionArgs,
    OrganizationOverview,
    OrganizationOverviewArgs,
)
from stacks.sections.organization import OrganizationSettings, Part
from stacks.site import Sites


@dataclass(frozen=True, kw_only=True)
class Organization:
    """What the stack made of the organization: one half of it, by the part that its account plays."""

    policies: OrganizationPolicies | None = None
    administrators: DelegatedAdministrators | None = None
    overview: OrganizationOverview | None = None


def organization_stack(settings: OrganizationSettings, sites: Sites) -> Organization:
    """The half of the organization that this account may make.

    ``sites.watched`` are the regions in which every account is watched; home and backup regions are where things may
    run. The management stack comes first: it appoints the account in which the security stack then runs.
    """
    return _management(settings, sites) if settings.part is Part.MANAGEMENT else _security(settings, sites)


def _management(settings: OrganizationSettings, sites: Sites) -> Organization:
    home = sites.home
    policies = OrganizationPolicies(
        "organization",
        OrganizationPoliciesArgs(
            organization=settings.ownership,
            organization_id=settings.id,
            root_id=settings.root_id,
            targets=settings.targets,
            allowed_regions=tuple(dict.fromkeys((home.placement.region, sites.backup.placement.region))),
            companion_region=sites.global_.placement.region,
            break_glass=settings.break_glass,
            deployers=settings.deployers,
            archive_buckets=settings.archive_buckets,
            trusted_accounts=settings.trusted_accounts,
        ),
        home.opts,
    )
    # Appointments need the organization's trust in the services, which the policies' component gives.
    ready: tuple[pulumi.Resource, ...] = (policies,)
    administrators = DelegatedAdministrators(
        "administrators",
        DelegatedAdministratorsArgs(
            placement=home.placement, account_id=settings.security_account_id, organization_ready=ready
        ),
        home.opts,
    )
    for region, site in sites.watched.items():
        RegionalAdministrators(
            f"administrators-{region}",
            RegionalAdministratorsArgs(
                placement=site.placement, account_id=settings.security_account_id, organization_ready=ready
            ),
            site.opts,
        )
    return Organization(policies=policies, administrators=administrators)


def _security(settings: OrganizationSettings, sites: Sites) -> Organization:
    home = sites.home.placement.region
    for region, site in sites.watched.items():
        if region not in settings.detectors:
            raise ValueError(f"organization.detectors has none for {region}, which is watched: give its detector's id")
        OrganizationDetection(
            f"detection-{region}",
            OrganizationDetectionArgs(placement=site.placement, detector_id=settings.detectors[region]),
            site.opts,
        )
    overview = OrganizationOverview(
        "overview",
        OrganizationOverviewArgs(
            placement=sites.home.placement,
            linked_regions=tuple(region for region in sites.watched if region != home),
            targets=settings.targets,
        ),
        sites.home.opts,
    )
    return Organization(overview=overview)
