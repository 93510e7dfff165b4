"""What the audit log must raise an alarm on: CIS AWS Foundations Benchmark 5.0, recommendations 4.1 to 4.15.

The patterns are the benchmark's own, one filter for each. Where its text leaves the order of ``&&`` and ``||`` to the
reader (4.1), parentheses say what it means.
"""

from dataclasses import dataclass
from typing import Final

PATTERN_LIMIT: Final = 1024
"""Characters that CloudWatch Logs takes in a filter pattern."""


@dataclass(frozen=True, kw_only=True)
class Watch:
    """One recommendation: its key in names, its number, what it watches for, the pattern and its metric's name."""

    key: str
    number: str
    title: str
    pattern: str
    metric: str


def _events(*names: str, source: str | None = None) -> str:
    """A pattern that takes these events, of one source where the benchmark names it."""
    any_of = " || ".join(f"($.eventName={name})" for name in names)
    return f"{{ ($.eventSource={source}) && ({any_of}) }}" if source else f"{{ {any_of} }}"


WATCHES: Final[tuple[Watch, ...]] = (
    Watch(
        key="unauthorised-calls",
        number="4.1",
        title="API calls that were refused",
        pattern=(
            '{ (($.errorCode="*UnauthorizedOperation") || ($.errorCode="AccessDenied*"))'
            ' && ($.sourceIPAddress!="delivery.logs.amazonaws.com") && ($.eventName!="HeadBucket") }'
        ),
        metric="UnauthorizedApiCalls",
    ),
    Watch(
        key="sign-in-without-mfa",
        number="4.2",
        title="console sign-ins without a second factor",
        pattern=(
            '{ ($.eventName="ConsoleLogin") && ($.additionalEventData.MFAUsed!="Yes")'
            ' && ($.userIdentity.type="IAMUser") && ($.responseElements.ConsoleLogin="Success") }'
        ),
        metric="ConsoleSignInWithoutMfa",
    ),
    Watch(
        key="root-use",
        number="4.3",
        title="any use of the root user",
        pattern=(
            '{ $.userIdentity.type="Root" && $.userIdentity.invokedBy NOT EXISTS && $.eventType!="AwsServiceEvent" }'
        ),
        metric="RootUse",
    ),
    Watch(
        key="iam-changes",
        number="4.4",
        title="changes of IAM policies",
        pattern=_events(
            "DeleteGroupPolicy",
            "DeleteRolePolicy",
            "DeleteUserPolicy",
            "PutGroupPolicy",
            "PutRolePolicy",
            "PutUserPolicy",
            "CreatePolicy",
            "DeletePolicy",
            "CreatePolicyVersion",
            "DeletePolicyVersion",
            "AttachRolePolicy",
            "DetachRolePolicy",
            "AttachUserPolicy",
            "DetachUserPolicy",
            "AttachGroupPolicy",
            "DetachGroupPolicy",
            source="iam.amazonaws.com",
        ),
        metric="IamPolicyChanges",
    ),
    Watch(
        key="trail-changes",
        number="4.5",
        title="changes of CloudTrail",
        pattern=_events("CreateTrail", "UpdateTrail", "DeleteTrail", "StartLogging", "StopLogging"),
        metric="TrailChanges",
    ),
    Watch(
        key="failed-sign-ins",
        number="4.6",
        title="console sign-ins that failed",
        pattern='{ ($.eventName=ConsoleLogin) && ($.errorMessage="Failed authentication") }',
        metric="ConsoleSignInFailures",
    ),
    Watch(
        key="key-disabling",
        number="4.7",
        title="KMS keys disabled or scheduled for deletion",
        pattern=_events("DisableKey", "ScheduleKeyDeletion", source="kms.amazonaws.com"),
        metric="KeyDisablingOrDeletion",
    ),
    Watch(
        key="bucket-changes",
        number="4.8",
        title="changes of bucket policies",
        pattern=_events(
            "PutBucketAcl",
            "PutBucketPolicy",
            "PutBucketCors",
            "PutBucketLifecycle",
            "PutBucketReplication",
            "DeleteBucketPolicy",
            "DeleteBucketCors",
            "DeleteBucketLifecycle",
            "DeleteBucketReplication",
            source="s3.amazonaws.com",
        ),
        metric="BucketPolicyChanges",
    ),
    Watch(
        key="config-changes",
        number="4.9",
        title="changes of AWS Config",
        pattern=_events(
            "StopConfigurationRecorder",
            "DeleteDeliveryChannel",
            "PutDeliveryChannel",
            "PutConfigurationRecorder",
            source="config.amazonaws.com",
        ),
        metric="ConfigChanges",
    ),
    Watch(
        key="security-group-changes",
        number="4.10",
        title="changes of security groups",
        pattern=_events(
            "AuthorizeSecurityGroupIngress",
            "AuthorizeSecurityGroupEgress",
            "RevokeSecurityGroupIngress",
            "RevokeSecurityGroupEgress",
            "CreateSecurityGroup",
            "DeleteSecurityGroup",
        ),
        metric="SecurityGroupChanges",
    ),
    Watch(
        key="nacl-changes",
        number="4.11",
        title="changes of network ACLs",
        pattern=_events(
            "CreateNetworkAcl",
            "CreateNetworkAclEntry",
            "DeleteNetworkAcl",
            "DeleteNetworkAclEntry",
            "ReplaceNetworkAclEntry",
            "ReplaceNetworkAclAssociation",
        ),
        metric="NetworkAclChanges",
    ),
    Watch(
        key="gateway-changes",
        number="4.12",
        title="changes of network gateways",
        pattern=_events(
            "CreateCustomerGateway",
            "DeleteCustomerGateway",
            "AttachInternetGateway",
            "CreateInternetGateway",
            "DeleteInternetGateway",
            "DetachInternetGateway",
        ),
        metric="NetworkGatewayChanges",
    ),
    Watch(
        key="route-changes",
        number="4.13",
        title="changes of route tables",
        pattern=_events(
            "CreateRoute",
            "CreateRouteTable",
            "ReplaceRoute",
            "ReplaceRouteTableAssociation",
            "DeleteRouteTable",
            "DeleteRoute",
            "DisassociateRouteTable",
            source="ec2.amazonaws.com",
        ),
        metric="RouteTableChanges",
    ),
    Watch(
        key="vpc-changes",
        number="4.14",
        title="changes of VPCs",
        pattern=_events(
            "CreateVpc",
            "DeleteVpc",
            "ModifyVpcAttribute",
            "AcceptVpcPeeringConnection",
            "CreateVpcPeeringConnection",
            "DeleteVpcPeeringConnection",
            "RejectVpcPeeringConnection",
            "AttachClassicLinkVpc",
            "DetachClassicLinkVpc",
            "DisableVpcClassicLink",
            "EnableVpcClassicLink",
        ),
        metric="VpcChanges",
    ),
    Watch(
        key="organization-changes",
        number="4.15",
        title="changes of the organization",
        pattern=_events(
            "AcceptHandshake",
            "AttachPolicy",
            "CreateAccount",
            "CreateOrganizationalUnit",
            "CreatePolicy",
            "DeclineHandshake",
            "DeleteOrganization",
            "DeleteOrganizationalUnit",
            "DeletePolicy",
            "DetachPolicy",
            "DisablePolicyType",
            "EnablePolicyType",
            "InviteAccountToOrganization",
            "LeaveOrganization",
            "MoveAccount",
            "RemoveAccountFromOrganization",
            "UpdatePolicy",
            "UpdateOrganizationalUnit",
            source="organizations.amazonaws.com",
        ),
        metric="OrganizationChanges",
    ),
)
