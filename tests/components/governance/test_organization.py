"""What the organization forbids, document by document, and who watches it."""

import json
from fnmatch import fnmatchcase
from typing import Any

import pytest
from policyuniverse.expander_minimizer import all_permissions

from components.governance import resource_control
from components.governance.administrators import (
    DelegatedAdministrators,
    DelegatedAdministratorsArgs,
    RegionalAdministrators,
    RegionalAdministratorsArgs,
)
from components.governance.organization import OrganizationPolicies, documents
from components.governance.organization_detection import (
    OrganizationDetection,
    OrganizationDetectionArgs,
    OrganizationOverview,
    OrganizationOverviewArgs,
)
from components.governance.service_control import within
from components.ownership import Ownership
from guardrails.values import UNKNOWN
from tests.components.governance.building import BREAK_GLASS, DEPLOYER, PLACEMENT, policies
from tests.support.recording import record

POLICY = "aws:organizations/policy:Policy"
ATTACHMENT = "aws:organizations/policyAttachment:PolicyAttachment"
SECURITY = "210987654321"
DETECTOR_ID = "0123456789abcdef0123456789abcdef"
# In force today and not in policyuniverse, whose list is of 2023.
NEWER = {
    "ec2:disablesnapshotblockpublicaccess",
    "ec2:modifyinstancemetadatadefaults",
    "guardduty:createtrustedentityset",
}


def statements(key: str, **changes: object) -> dict[str, dict[str, Any]]:
    content = json.loads(documents(policies(**changes))[key][2])
    assert content["Version"] == "2012-10-17"
    return {each["Sid"]: each for each in content["Statement"]}


def forbids(key: str, sid: str, action: str) -> bool:
    stated = statements(key)[sid]
    if "NotAction" in stated:
        return not any(fnmatchcase(action.lower(), each.lower()) for each in stated["NotAction"])
    return any(fnmatchcase(action.lower(), each.lower()) for each in stated["Action"])


def test_every_statement_denies_and_every_document_is_within_what_aws_takes() -> None:
    for kind, description, content in documents(policies()).values():
        assert len(description) <= 512
        if kind.endswith("CONTROL_POLICY"):
            assert len(content) <= 5120
            assert {each["Effect"] for each in json.loads(content)["Statement"]} == {"Deny"}


def test_every_action_that_is_forbidden_exists() -> None:
    known = {action.lower() for action in all_permissions} | NEWER
    for key in ("regions", "watching", "account", "evidence", "perimeter"):
        for sid, stated in statements(key).items():
            for pattern in (*stated.get("Action", ()), *stated.get("NotAction", ())):
                assert pattern == "*" or any(fnmatchcase(each, pattern.lower()) for each in known), (sid, pattern)


def test_nothing_regional_runs_outside_the_allowed_regions_and_global_services_go_on() -> None:
    stated = statements("regions")["OutsideAllowedRegions"]
    assert stated["Condition"] == {
        "StringNotEquals": {"aws:RequestedRegion": ["eu-central-1", "eu-west-1", "us-east-1"]},
        "ArnNotLike": {"aws:PrincipalArn": [BREAK_GLASS]},
    }
    assert forbids("regions", "OutsideAllowedRegions", "ec2:RunInstances")
    assert forbids("regions", "OutsideAllowedRegions", "kms:CreateKey")
    assert forbids("regions", "OutsideAllowedRegions", "s3:CreateBucket")
    for action in ("iam:CreateRole", "sts:AssumeRole", "cloudfront:UpdateDistribution", "route53:ChangeRecordSets"):
        assert not forbids("regions", "OutsideAllowedRegions", action)


def test_the_companion_region_keeps_no_data_unless_it_is_a_region_of_ours() -> None:
    stated = statements("regions")["NoDataInCompanionRegion"]
    assert stated["Condition"]["StringEquals"] == {"aws:RequestedRegion": "us-east-1"}
    for action in ("s3:CreateBucket", "rds:CreateDBInstance", "dynamodb:CreateTable", "ec2:RunInstances"):
        assert forbids("regions", "NoDataInCompanionRegion", action)
    assert not forbids("regions", "NoDataInCompanionRegion", "acm:RequestCertificate")
    assert "NoDataInCompanionRegion" not in statements("regions", allowed_regions=("us-east-1",))


def test_nobody_but_break_glass_stops_what_watches_and_the_pipeline_may_set_it_up() -> None:
    for action in (
        "cloudtrail:StopLogging",
        "cloudtrail:DeleteTrail",
        "guardduty:DeleteDetector",
        "config:StopConfigurationRecorder",
        "securityhub:DisableSecurityHub",
        "macie2:DisableMacie",
        "inspector2:Disable",
    ):
        assert forbids("watching", "StopWatching", action)
    assert statements("watching")["StopWatching"]["Condition"] == {"ArnNotLike": {"aws:PrincipalArn": [BREAK_GLASS]}}
    assert forbids("watching", "WeakenWatching", "cloudtrail:UpdateTrail")
    assert statements("watching")["WeakenWatching"]["Condition"] == {
        "ArnNotLike": {"aws:PrincipalArn": [BREAK_GLASS, DEPLOYER]}
    }


def test_root_is_refused_everything_but_in_a_session_that_the_organization_opened() -> None:
    root = statements("account")["RootUser"]
    assert root["Action"] == ["*"]
    assert root["Condition"] == {
        "StringLike": {"aws:PrincipalArn": "arn:*:iam::*:root"},
        "Null": {"aws:AssumedRoot": "true"},
    }


def test_an_account_neither_leaves_nor_gets_lasting_credentials() -> None:
    leaving = statements("account")["LeaveOrganization"]
    assert "organizations:LeaveOrganization" in leaving["Action"]
    assert "Condition" not in leaving
    assert statements("account")["LastingCredentials"]["Action"] == [
        "iam:CreateAccessKey",
        "iam:CreateLoginProfile",
        "iam:CreateUser",
    ]


def test_instances_are_launched_with_version_2_of_the_metadata_service_only() -> None:
    launch = statements("account")["LaunchWithOldMetadata"]
    assert launch["Resource"] == "arn:*:ec2:*:*:instance/*"
    assert launch["Condition"]["StringNotEquals"] == {"ec2:MetadataHttpTokens": "required"}
    assert statements("account")["OldMetadataCredentials"]["Condition"] == {
        "NumericLessThan": {"ec2:RoleDelivery": "2.0"}
    }


def test_defaults_of_the_account_stay_and_nothing_is_shared() -> None:
    for action in ("ec2:DisableEbsEncryptionByDefault", "s3:PutAccountPublicAccessBlock"):
        assert forbids("account", "AccountDefaults", action)
    for action in ("ec2:ModifySnapshotAttribute", "rds:ModifyDBSnapshotAttribute"):
        assert forbids("account", "ShareSnapshotsAndImages", action)
    assert statements("account")["ShareOutside"]["Condition"]["Bool"] == {
        "ram:RequestedAllowsExternalPrincipals": "true"
    }


def test_backups_keys_and_the_archive_stay() -> None:
    for action in ("backup:DeleteRecoveryPoint", "backup:DeleteBackupVault"):
        assert forbids("evidence", "DestroyBackups", action)
    archive = statements("evidence")["DestroyArchive"]
    assert archive["Resource"] == ["arn:*:s3:::*-archive/*", "arn:*:s3:::*-config/*"]
    assert forbids("evidence", "DestroyArchive", "s3:DeleteObjectVersion")
    assert forbids("evidence", "DestroyArchive", "s3:BypassGovernanceRetention")
    assert forbids("evidence", "DestroyKeys", "kms:ScheduleKeyDeletion")


def test_only_our_principals_and_services_on_our_behalf_reach_our_data() -> None:
    ours = statements("perimeter")["OnlyOurPrincipals"]
    assert ours["Principal"] == "*"
    assert ours["Action"] == ["kms:*", "s3:*", "secretsmanager:*", "sqs:*", "sts:AssumeRole"]
    assert ours["Condition"] == {
        "StringNotEqualsIfExists": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"},
        "BoolIfExists": {"aws:PrincipalIsAWSService": "false"},
    }
    assert statements("perimeter")["OnlyServicesOnOurBehalf"]["Condition"] == {
        "StringNotEqualsIfExists": {"aws:SourceOrgID": "o-a1b2c3d4e5"},
        "Bool": {"aws:PrincipalIsAWSService": "true"},
        "Null": {"aws:SourceArn": "false"},
    }
    assert statements("perimeter")["OnlyOverTls"]["Condition"] == {"BoolIfExists": {"aws:SecureTransport": "false"}}
    trusted = statements("perimeter", trusted_accounts=("333333333333",))["OnlyOurPrincipals"]
    assert trusted["Condition"]["StringNotEqualsIfExists"]["aws:PrincipalAccount"] == ["333333333333"]


def test_customers_and_the_pipeline_still_sign_in_by_saml_and_oidc() -> None:
    assert not forbids("perimeter", "OnlyOurPrincipals", "sts:AssumeRoleWithWebIdentity")
    assert not forbids("perimeter", "OnlyOurPrincipals", "sts:AssumeRoleWithSAML")


def test_ai_services_keep_nothing_and_no_child_opts_in() -> None:
    none = {"@@operators_allowed_for_child_policies": ["@@none"]}
    assert json.loads(resource_control.ai_opt_out()) == {
        "services": {"default": {"opt_out_policy": {"@@assign": "optOut", **none}, **none}, **none}
    }


def test_tags_are_spelt_one_way() -> None:
    tags = json.loads(documents(policies())["tags"][2])["tags"]
    assert list(tags) == ["owner", "data", "backup", "retention"]
    assert tags["data"]["tag_value"] == {"@@assign": ["none", "internal", "logs", "customer"]}
    assert "tag_value" not in tags["owner"]


def test_every_policy_binds_every_target_and_the_opt_out_binds_the_root() -> None:
    targets = {"workloads": "ou-a1b2-12345678", "sandbox": "ou-a1b2-87654321"}
    recorded = record(lambda: OrganizationPolicies("organization", policies(targets=targets)))
    assert {each.name: each.properties["type"] for each in recorded.all(POLICY)} == {
        "organization-policy-regions": "SERVICE_CONTROL_POLICY",
        "organization-policy-watching": "SERVICE_CONTROL_POLICY",
        "organization-policy-account": "SERVICE_CONTROL_POLICY",
        "organization-policy-evidence": "SERVICE_CONTROL_POLICY",
        "organization-policy-perimeter": "RESOURCE_CONTROL_POLICY",
        "organization-policy-tags": "TAG_POLICY",
        "organization-policy-ai-opt-out": "AISERVICES_OPT_OUT_POLICY",
    }
    attached = {each.name: each.properties["targetId"] for each in recorded.all(ATTACHMENT)}
    assert len(attached) == 6 * 2 + 1
    assert attached["organization-attachment-regions-sandbox"] == "ou-a1b2-87654321"
    assert attached["organization-attachment-ai-opt-out-root"] == "r-a1b2"
    assert all(each.options.protect for each in recorded.all(POLICY))


def test_a_managed_organization_enables_the_policy_types_first() -> None:
    args = policies(organization=Ownership.MANAGED)
    recorded = record(lambda: OrganizationPolicies("organization", args))
    made = recorded.one("aws:organizations/organization:Organization", "organization-organization")
    assert made.properties["featureSet"] == "ALL"
    assert made.properties["enabledPolicyTypes"] == [
        "AISERVICES_OPT_OUT_POLICY",
        "RESOURCE_CONTROL_POLICY",
        "SERVICE_CONTROL_POLICY",
        "TAG_POLICY",
    ]
    assert made.options.protect
    assert all(made.urn in each.dependencies for each in recorded.all(POLICY))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("organization_id", "a1b2c3d4e5"),
        ("root_id", "ou-a1b2-12345678"),
        ("targets", {}),
        ("targets", {"all": "everything"}),
        ("allowed_regions", ()),
        ("break_glass", ()),
        ("break_glass", ("arn:aws:iam::*:role/*",)),
        ("deployers", ("*",)),
    ],
)
def test_policies_that_would_bind_or_spare_everybody_are_refused(field: str, value: object) -> None:
    with pytest.raises(ValueError, match=field):
        policies(**{field: value})


def test_a_document_that_is_too_long_is_refused() -> None:
    with pytest.raises(ValueError, match="5121 characters"):
        within("x" * 5121)


def test_the_security_account_is_appointed_and_root_passwords_are_managed_centrally() -> None:
    args = DelegatedAdministratorsArgs(placement=PLACEMENT, account_id=SECURITY)
    recorded = record(lambda: DelegatedAdministrators("administrators", args))
    appointed = recorded.all("aws:organizations/delegatedAdministrator:DelegatedAdministrator")
    assert {each.properties["servicePrincipal"] for each in appointed} == {
        "access-analyzer.amazonaws.com",
        "config-multiaccountsetup.amazonaws.com",
        "config.amazonaws.com",
    }
    assert {each.properties["accountId"] for each in appointed} == {SECURITY}
    root = recorded.one("aws:iam/organizationsFeatures:OrganizationsFeatures")
    assert root.properties == {"enabledFeatures": ["RootCredentialsManagement", "RootSessions"]}


def test_each_region_appoints_it_for_four_services() -> None:
    args = RegionalAdministratorsArgs(placement=PLACEMENT, account_id=SECURITY)
    recorded = record(lambda: RegionalAdministrators("administrators", args))
    assert {each.type: each.properties for each in recorded.resources if each.custom and each.parent} == {
        "aws:guardduty/organizationAdminAccount:OrganizationAdminAccount": {"adminAccountId": SECURITY},
        "aws:securityhub/organizationAdminAccount:OrganizationAdminAccount": {"adminAccountId": SECURITY},
        "aws:inspector2/delegatedAdminAccount:DelegatedAdminAccount": {"accountId": SECURITY},
        "aws:macie2/organizationAdminAccount:OrganizationAdminAccount": {"adminAccountId": SECURITY},
    }


def test_the_management_account_cannot_be_its_own_administrator() -> None:
    for build in (DelegatedAdministratorsArgs, RegionalAdministratorsArgs):
        with pytest.raises(ValueError, match="appoint another account"):
            build(placement=PLACEMENT, account_id=PLACEMENT.account_id)


def test_every_account_is_watched_with_every_plan() -> None:
    args = OrganizationDetectionArgs(placement=PLACEMENT, detector_id=DETECTOR_ID)
    recorded = record(lambda: OrganizationDetection("detection", args))
    members = recorded.one("aws:guardduty/organizationConfiguration:OrganizationConfiguration")
    assert members.properties == {"detectorId": DETECTOR_ID, "autoEnableOrganizationMembers": "ALL"}
    features = recorded.all("aws:guardduty/organizationConfigurationFeature:OrganizationConfigurationFeature")
    assert {each.properties["name"]: each.properties["autoEnable"] for each in features} == dict.fromkeys(
        (
            "S3_DATA_EVENTS",
            "EKS_AUDIT_LOGS",
            "EBS_MALWARE_PROTECTION",
            "RDS_LOGIN_EVENTS",
            "LAMBDA_NETWORK_LOGS",
            "RUNTIME_MONITORING",
        ),
        "ALL",
    )
    assert all(members.urn in each.dependencies for each in features)
    inspector = recorded.one("aws:inspector2/organizationConfiguration:OrganizationConfiguration")
    assert inspector.properties == {"autoEnable": {"ec2": True, "ecr": True, "lambda": True, "lambdaCode": True}}
    assert recorded.one("aws:macie2/organizationConfiguration:OrganizationConfiguration").properties == {
        "autoEnable": True
    }


def test_the_organization_is_seen_as_a_whole_from_the_home_region() -> None:
    args = OrganizationOverviewArgs(
        placement=PLACEMENT, linked_regions=("eu-central-1",), targets={"workloads": "ou-a1b2-12345678"}
    )
    recorded = record(lambda: OrganizationOverview("overview", args))
    assert recorded.one("aws:securityhub/findingAggregator:FindingAggregator").properties == {
        "linkingMode": "SPECIFIED_REGIONS",
        "specifiedRegions": ["eu-central-1"],
    }
    assert recorded.one("aws:securityhub/organizationConfiguration:OrganizationConfiguration").properties == {
        "autoEnable": False,
        "autoEnableStandards": "NONE",
        "organizationConfiguration": {"configurationType": "CENTRAL"},
    }
    policy = recorded.one("aws:securityhub/configurationPolicy:ConfigurationPolicy").properties
    assert policy["configurationPolicy"] == {
        "serviceEnabled": True,
        "enabledStandardArns": [
            "arn:aws:securityhub:eu-west-1::standards/aws-foundational-security-best-practices/v/1.0.0",
            "arn:aws:securityhub:eu-west-1::standards/cis-aws-foundations-benchmark/v/5.0.0",
        ],
        "securityControlsConfiguration": {"disabledControlIdentifiers": []},
    }
    aggregator = recorded.one("aws:cfg/configurationAggregator:ConfigurationAggregator").properties
    assert aggregator["organizationAggregationSource"] == {"allRegions": True, "roleArn": UNKNOWN}
    assert {each.properties["type"] for each in recorded.all("aws:accessanalyzer/analyzer:Analyzer")} == {
        "ORGANIZATION",
        "ORGANIZATION_UNUSED_ACCESS",
    }
