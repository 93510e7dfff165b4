"""The events that CIS AWS Foundations 4.1 to 4.15 want an alarm on: the specification of the rules in ``cis``."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from guardrails.rules.operations.filter_patterns import Event

HARMLESS: Final[Event] = MappingProxyType(
    {
        "eventType": "AwsApiCall",
        "eventSource": "ec2.amazonaws.com",
        "eventName": "DescribeInstances",
        "sourceIPAddress": "192.0.2.1",
        "userIdentity.type": "AssumedRole",
    }
)
"""An event that none of them may be about: an alarm on everything tells nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """One recommendation: what it watches for, and events of which its filter must take every one."""

    number: str
    what: str
    events: tuple[Event, ...]
    pattern: str


def _calls(source: str, *names: str) -> tuple[Event, ...]:
    return tuple({**HARMLESS, "eventSource": source, "eventName": name} for name in names)


def _pattern(*names: str, source: str | None = None) -> str:
    any_of = " || ".join(f"($.eventName = {name})" for name in names)
    return f"{{ ($.eventSource = {source}) && ({any_of}) }}" if source else f"{{ {any_of} }}"


def _changes(number: str, what: str, source: str, *names: str) -> Watched:
    return Watched(number=number, what=what, events=_calls(source, *names), pattern=_pattern(*names, source=source))


_SIGN_IN: Final[Mapping[str, str]] = {
    "eventType": "AwsConsoleSignIn",
    "eventSource": "signin.amazonaws.com",
    "eventName": "ConsoleLogin",
    "sourceIPAddress": "192.0.2.1",
    "userIdentity.type": "IAMUser",
}

WATCHED: Final[Mapping[str, Watched]] = MappingProxyType(
    {
        "cis-unauthorised-calls-alarm": Watched(
            number="4.1",
            what="unauthorised API calls",
            events=tuple(
                {**HARMLESS, "errorCode": code}
                for code in ("Client.UnauthorizedOperation", "AccessDenied", "AccessDeniedException")
            ),
            pattern='{ ($.errorCode = "*UnauthorizedOperation") || ($.errorCode = "AccessDenied*") }',
        ),
        "cis-sign-in-without-mfa-alarm": Watched(
            number="4.2",
            what="console sign-ins without MFA",
            events=({**_SIGN_IN, "additionalEventData.MFAUsed": "No", "responseElements.ConsoleLogin": "Success"},),
            pattern='{ ($.eventName = "ConsoleLogin") && ($.additionalEventData.MFAUsed != "Yes") }',
        ),
        "cis-root-use-alarm": Watched(
            number="4.3",
            what="use of the root user",
            events=({**HARMLESS, "userIdentity.type": "Root"},),
            pattern=(
                '{ $.userIdentity.type = "Root" && $.userIdentity.invokedBy NOT EXISTS'
                ' && $.eventType != "AwsServiceEvent" }'
            ),
        ),
        "cis-iam-changes-alarm": _changes(
            "4.4",
            "changes of IAM policies",
            "iam.amazonaws.com",
            *(
                f"{verb}{kind}Policy"
                for verb in ("Delete", "Put", "Attach", "Detach")
                for kind in ("Group", "Role", "User")
            ),
            "CreatePolicy",
            "DeletePolicy",
            "CreatePolicyVersion",
            "DeletePolicyVersion",
        ),
        "cis-trail-changes-alarm": _changes(
            "4.5",
            "changes of CloudTrail",
            "cloudtrail.amazonaws.com",
            "CreateTrail",
            "UpdateTrail",
            "DeleteTrail",
            "StartLogging",
            "StopLogging",
        ),
        "cis-failed-sign-ins-alarm": Watched(
            number="4.6",
            what="console sign-ins that fail",
            events=({**_SIGN_IN, "errorMessage": "Failed authentication", "responseElements.ConsoleLogin": "Failure"},),
            pattern='{ ($.eventName = ConsoleLogin) && ($.errorMessage = "Failed authentication") }',
        ),
        "cis-key-disabling-alarm": _changes(
            "4.7", "KMS keys disabled or deleted", "kms.amazonaws.com", "DisableKey", "ScheduleKeyDeletion"
        ),
        "cis-bucket-changes-alarm": _changes(
            "4.8",
            "changes of bucket policies",
            "s3.amazonaws.com",
            "PutBucketAcl",
            *(
                f"{verb}Bucket{kind}"
                for verb in ("Put", "Delete")
                for kind in ("Policy", "Cors", "Lifecycle", "Replication")
            ),
        ),
        "cis-config-changes-alarm": _changes(
            "4.9",
            "changes of AWS Config",
            "config.amazonaws.com",
            "StopConfigurationRecorder",
            "DeleteDeliveryChannel",
            "PutDeliveryChannel",
            "PutConfigurationRecorder",
        ),
        "cis-security-group-changes-alarm": _changes(
            "4.10",
            "changes of security groups",
            "ec2.amazonaws.com",
            *(f"{verb}SecurityGroup{way}" for verb in ("Authorize", "Revoke") for way in ("Ingress", "Egress")),
            "CreateSecurityGroup",
            "DeleteSecurityGroup",
        ),
        "cis-nacl-changes-alarm": _changes(
            "4.11",
            "changes of network ACLs",
            "ec2.amazonaws.com",
            "CreateNetworkAcl",
            "CreateNetworkAclEntry",
            "DeleteNetworkAcl",
            "DeleteNetworkAclEntry",
            "ReplaceNetworkAclEntry",
            "ReplaceNetworkAclAssociation",
        ),
        "cis-gateway-changes-alarm": _changes(
            "4.12",
            "changes of network gateways",
            "ec2.amazonaws.com",
            "CreateCustomerGateway",
            "DeleteCustomerGateway",
            *(f"{verb}InternetGateway" for verb in ("Attach", "Create", "Delete", "Detach")),
        ),
        "cis-route-changes-alarm": _changes(
            "4.13",
            "changes of route tables",
            "ec2.amazonaws.com",
            "CreateRoute",
            "CreateRouteTable",
            "ReplaceRoute",
            "ReplaceRouteTableAssociation",
            "DeleteRouteTable",
            "DeleteRoute",
            "DisassociateRouteTable",
        ),
        "cis-vpc-changes-alarm": _changes(
            "4.14",
            "changes of VPCs",
            "ec2.amazonaws.com",
            "CreateVpc",
            "DeleteVpc",
            "ModifyVpcAttribute",
            *(f"{verb}VpcPeeringConnection" for verb in ("Accept", "Create", "Delete", "Reject")),
            # The benchmark's events of EC2-Classic are left out: AWS retired it in 2022, and they cannot happen.
        ),
        "cis-organization-changes-alarm": _changes(
            "4.15",
            "changes of the organization",
            "organizations.amazonaws.com",
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
        ),
    }
)
