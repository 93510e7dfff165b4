"""Every account of the organization is watched: what the security account switches on in all of them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
from pulumi_aws import accessanalyzer, cfg, guardduty, iam, inspector2, macie2, securityhub

from components.base import Component
from components.documents import trust
from components.placement import Placement

GUARDDUTY_FEATURES = (
    "S3_DATA_EVENTS",
    "EKS_AUDIT_LOGS",
    "EBS_MALWARE_PROTECTION",
    "RDS_LOGIN_EVENTS",
    "LAMBDA_NETWORK_LOGS",
    "RUNTIME_MONITORING",
)
_AGENTS = ("EKS_ADDON_MANAGEMENT", "ECS_FARGATE_AGENT_MANAGEMENT", "EC2_AGENT_MANAGEMENT")
_AGGREGATOR_POLICY = "service-role/AWSConfigRoleForOrganizations"


@dataclass(frozen=True, kw_only=True)
class OrganizationDetectionArgs:
    """One region of the organization's detection. ``detector_id`` is the security account's own detector there.

    It has 32 hexadecimal digits, else ValueError; ``pulumi.Input`` has no place, since GuardDuty makes it when the
    management account appoints the administrator, before this stack can run.
    """

    placement: Placement
    detector_id: str

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[0-9a-f]{32}", self.detector_id):
            raise ValueError(
                f"detector_id of {self.placement.region} is {self.detector_id!r}, not 32 hexadecimal digits: "
                "copy it from GuardDuty's settings in the security account"
            )


class OrganizationDetection(Component):
    """GuardDuty with every plan, Inspector and Macie, for every account of the organization, in one region.

    Accounts that join are watched without anybody doing anything, and no account can leave: its own stacks name the
    detector as existing. Macie covers accounts that join from now on; AWS has no resource for adding the older ones.
    """

    area = "governance"
    provides = ()

    def __init__(self, name: str, args: OrganizationDetectionArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        members = guardduty.OrganizationConfiguration(
            self.child("guardduty"),
            detector_id=args.detector_id,
            auto_enable_organization_members="ALL",
            opts=self.inside(),
        )
        for feature in GUARDDUTY_FEATURES:
            guardduty.OrganizationConfigurationFeature(
                self.child("feature", feature.lower().replace("_", "-")),
                detector_id=args.detector_id,
                name=feature,
                auto_enable="ALL",
                additional_configurations=_agents() if feature == "RUNTIME_MONITORING" else None,
                # Plans of members that GuardDuty does not enable yet would be refused.
                opts=self.inside(depends_on=[members]),
            )
        inspector2.OrganizationConfiguration(
            self.child("inspector"),
            auto_enable=inspector2.OrganizationConfigurationAutoEnableArgs(
                ec2=True, ecr=True, lambda_=True, lambda_code=True
            ),
            opts=self.inside(),
        )
        macie2.OrganizationConfiguration(self.child("macie"), auto_enable=True, opts=self.inside())
        self.register_outputs({})


def _agents() -> list[guardduty.OrganizationConfigurationFeatureAdditionalConfigurationArgs]:
    return [
        guardduty.OrganizationConfigurationFeatureAdditionalConfigurationArgs(name=agent, auto_enable="ALL")
        for agent in _AGENTS
    ]


@dataclass(frozen=True, kw_only=True)
class OrganizationOverviewArgs:
    """The organization seen as a whole, from the home region. ``linked_regions`` report their findings to it.

    ``targets`` are the root, units or accounts that the configuration of Security Hub is for, under stable keys.
    """

    placement: Placement
    linked_regions: tuple[str, ...]
    targets: Mapping[str, str]

    def __post_init__(self) -> None:
        if self.placement.region in self.linked_regions:
            raise ValueError(
                f"linked_regions names {self.placement.region}, the region they are linked to: leave it out"
            )
        if not self.targets:
            raise ValueError("targets is empty, so Security Hub would measure nobody: name the root or the units")


class OrganizationOverview(Component):
    """Security Hub's central configuration, Config's aggregator and the organization's access analyzers.

    Security Hub is on in every target with FSBP 1.0.0 and CIS 3.0.0 and every control; its members cannot change
    that. The aggregator reads all accounts and regions; the analyzers know the organization as the zone of trust, for
    access from outside and for access that nobody uses.
    """

    area = "governance"
    provides = ()

    def __init__(self, name: str, args: OrganizationOverviewArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self._security_hub(args)
        role = iam.Role(
            self.child("aggregator-role"),
            description="Lets AWS Config list the organization's accounts",
            assume_role_policy=trust(
                "config.amazonaws.com", {"StringEquals": {"aws:SourceAccount": args.placement.account_id}}
            ),
            opts=self.inside(),
        )
        listing = iam.RolePolicyAttachment(
            self.child("aggregator-policy"),
            role=role.name,
            policy_arn=f"arn:{args.placement.partition}:iam::aws:policy/{_AGGREGATOR_POLICY}",
            opts=self.inside(),
        )
        cfg.ConfigurationAggregator(
            self.child("aggregator"),
            name=args.placement.local("organization"),
            organization_aggregation_source=cfg.ConfigurationAggregatorOrganizationAggregationSourceArgs(
                all_regions=True, role_arn=role.arn
            ),
            opts=self.inside(depends_on=[listing]),
        )
        for key, kind in (("external", "ORGANIZATION"), ("unused", "ORGANIZATION_UNUSED_ACCESS")):
            accessanalyzer.Analyzer(
                self.child("analyzer", key),
                analyzer_name=args.placement.local(f"organization-{key}"),
                type=kind,
                configuration=_unused_after_90_days() if key == "unused" else None,
                opts=self.inside(),
            )
        self.register_outputs({})

    def _security_hub(self, args: OrganizationOverviewArgs) -> None:
        aggregator = securityhub.FindingAggregator(
            self.child("findings"),
            linking_mode="SPECIFIED_REGIONS" if args.linked_regions else "NO_REGIONS",
            specified_regions=list(args.linked_regions) or None,
            opts=self.inside(),
        )
        central = securityhub.OrganizationConfiguration(
            self.child("security-hub"),
            # With central configuration AWS takes no other values of these two.
            auto_enable=False,
            auto_enable_standards="NONE",
            organization_configuration=securityhub.OrganizationConfigurationOrganizationConfigurationArgs(
                configuration_type="CENTRAL"
            ),
            opts=self.inside(depends_on=[aggregator]),
        )
        policy = securityhub.ConfigurationPolicy(
            self.child("policy"),
            name="vouch",
            description="AWS Foundational Security Best Practices and CIS, every control",
            configuration_policy=securityhub.ConfigurationPolicyConfigurationPolicyArgs(
                service_enabled=True,
                enabled_standard_arns=_standards(args.placement),
                security_controls_configuration=(
                    securityhub.ConfigurationPolicyConfigurationPolicySecurityControlsConfigurationArgs(
                        # Nothing disabled: every control of the standards is on, those that come later too.
                        disabled_control_identifiers=[]
                    )
                ),
            ),
            opts=self.inside(depends_on=[central]),
        )
        for key, target in args.targets.items():
            securityhub.ConfigurationPolicyAssociation(
                self.child("policy-of", key), policy_id=policy.id, target_id=target, opts=self.inside()
            )


def _standards(placement: Placement) -> Sequence[str]:
    prefix = f"arn:{placement.partition}:securityhub:{placement.region}::standards"
    return [
        f"{prefix}/aws-foundational-security-best-practices/v/1.0.0",
        f"{prefix}/cis-aws-foundations-benchmark/v/5.0.0",
    ]


def _unused_after_90_days() -> accessanalyzer.AnalyzerConfigurationArgs:
    return accessanalyzer.AnalyzerConfigurationArgs(
        unused_access=accessanalyzer.AnalyzerConfigurationUnusedAccessArgs(unused_access_age=90)
    )
