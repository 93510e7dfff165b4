"""The records of the rules on the client VPN."""

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity

RULES: tuple[RuleInfo, ...] = (
    RuleInfo(
        id="client-vpn-endpoint-present",
        control="vpn.mfa",
        title="People enter the network through a Client VPN",
        severity=Severity.HIGH,
        fix="Declare an ec2clientvpn.Endpoint with federated authentication.",
    ),
    RuleInfo(
        id="client-vpn-federated-sign-in",
        control="vpn.mfa",
        title="The identity provider signs in who connects",
        severity=Severity.CRITICAL,
        fix="Add an authenticationOptions entry of type federated-authentication with samlProviderArn.",
    ),
    RuleInfo(
        id="client-vpn-connections-logged",
        control="vpn.mfa",
        title="Connections are logged",
        severity=Severity.HIGH,
        fix="Set connectionLogOptions.enabled true and connectionLogOptions.cloudwatchLogGroup.",
        equivalents=("ec2_client_vpn_endpoint_connection_logging_enabled", "EC2.51"),
    ),
    RuleInfo(
        id="client-vpn-session-ends",
        control="vpn.mfa",
        title="A session ends within half a day",
        severity=Severity.MEDIUM,
        fix="Set sessionTimeoutHours to 8, 10 or 12.",
    ),
    RuleInfo(
        id="client-vpn-access-by-group",
        control="vpn.mfa",
        title="Only named groups are let in",
        severity=Severity.HIGH,
        fix="Set accessGroupId and leave authorizeAllGroups out.",
    ),
    RuleInfo(
        id="client-vpn-two-zones",
        control="vpn.mfa",
        title="The VPN survives the loss of a zone",
        severity=Severity.MEDIUM,
        fix="Associate the endpoint with subnets in two zones, by a NetworkAssociation each.",
    ),
)
