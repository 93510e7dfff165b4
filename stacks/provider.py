"""The AWS providers of a stack, one per region: pinned to the account, with the tags that every resource carries."""

import pulumi
import pulumi_aws as aws

from components.placement import Placement
from stacks.sections.base import GLOBAL_REGION, StackSettings
from stacks.site import Site, Sites

UNSAID = "none"
"""The value of a tag that a resource does not say for itself."""


def sites(settings: StackSettings) -> Sites:
    """A site for each region that the stack uses; the stack files switch the default provider off."""
    home = Placement(
        project=pulumi.get_project(),
        stack=pulumi.get_stack(),
        account_id=settings.account_id,
        region=settings.region,
        partition=settings.partition,
    )
    watched = settings.watched_regions
    every = dict.fromkeys((*settings.allowed_regions, *watched))
    made = {region: _site(settings, home.at(region)) for region in every}
    return Sites(
        home=made[settings.region],
        backup=made[settings.backup_region],
        global_=made[GLOBAL_REGION],
        watched={region: made[region] for region in watched},
    )


def _site(settings: StackSettings, placement: Placement) -> Site:
    at_home = placement.region == settings.region
    provider = aws.Provider(
        "aws" if at_home else f"aws-{placement.region}",
        region=placement.region,
        allowed_account_ids=[settings.account_id],
        default_tags={
            "tags": {
                "project": placement.project,
                "stack": placement.stack,
                "owner": settings.owner,
                "managed-by": "pulumi",
                # What a resource holds, how it is backed up and how long it is kept: it says so where it matters.
                "data": UNSAID,
                "backup": UNSAID,
                "retention": UNSAID,
            }
        },
    )
    return Site(placement=placement, opts=pulumi.ResourceOptions(provider=provider), at_home=at_home)
