"""What the tests of staff's and machines' access build with."""

from types import SimpleNamespace
from typing import Any, cast

import pulumi
import pulumi_aws as aws

from components.placement import Placement
from guardrails.judge import Result, judge
from guardrails.profiles import profile
from guardrails.rules import book
from stacks.sections.access import AccessSettings
from stacks.settings import Settings
from stacks.site import Site, Sites
from tests.support.recording import Recorded

PLACEMENT = Placement(project="vouch", stack="prod", account_id="123456789012", region="eu-west-1")
REGIONS = ("eu-west-1", "eu-central-1", "us-east-1")
BOUNDARY = "arn:aws:iam::123456789012:policy/vouch-boundary"
INSTANCE = "arn:aws:sso:::instance/ssoins-7223b9a1c4d5e6f0"
GROUP = "d0a1b2c3-4e5f-4a6b-8c7d-9e0f1a2b3c4d"

ROLE = "aws:iam/role:Role"
POLICY = "aws:iam/policy:Policy"
ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
ANALYZER = "aws:accessanalyzer/analyzer:Analyzer"
PASSWORDS = "aws:iam/accountPasswordPolicy:AccountPasswordPolicy"


def refusals(recorded: Recorded) -> list[str]:
    """What the rules of the prod profile refuse of what was built, but for what they miss in so small a stack."""
    results: list[Result] = judge(recorded.graph, book(), profile("prod"))
    return [f"{each.info.id}: {each.message}" for each in results if each.refused and each.resource is not None]


def provided(region: str = "eu-west-1") -> pulumi.ResourceOptions:
    """Options with a provider as a stack has one: pinned to the account, with the tags that everything carries."""
    tags = dict.fromkeys(("project", "stack", "owner", "managed-by", "data", "backup", "retention"), "none")
    provider = aws.Provider(
        f"aws-{region}",
        region=region,
        allowed_account_ids=[PLACEMENT.account_id],
        default_tags=aws.ProviderDefaultTagsArgs(tags=tags),
    )
    return pulumi.ResourceOptions(provider=provider)


def sites() -> Sites:
    """Three regions, the first two watched."""
    made = {
        region: Site(placement=PLACEMENT.at(region), opts=provided(region), at_home=region == PLACEMENT.region)
        for region in REGIONS
    }
    home, backup, global_ = (made[region] for region in REGIONS)
    return Sites(home=home, backup=backup, global_=global_, watched={region: made[region] for region in REGIONS[:2]})


def settings(**given: Any) -> Settings:
    """Settings of which the access layer sees its own section, and where things may run."""
    return cast("Settings", SimpleNamespace(access=AccessSettings(**given), allowed_regions=REGIONS))
