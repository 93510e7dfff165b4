"""The records of the rules on the links of offices."""

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity

RULES: tuple[RuleInfo, ...] = (
    RuleInfo(
        id="site-vpn-present",
        control="office.isp",
        title="Offices are linked by VPN",
        severity=Severity.HIGH,
        fix="Declare two CustomerGateways for each office, and a VpnConnection for each.",
    ),
    RuleInfo(
        id="site-vpn-two-links",
        control="office.isp",
        title="Each office has two links",
        severity=Severity.HIGH,
        fix="Declare a second CustomerGateway with another ipAddress and the same tags.office.",
    ),
    RuleInfo(
        id="site-vpn-link-connected",
        control="office.isp",
        title="Each link of an office is connected",
        severity=Severity.HIGH,
        fix="Declare a VpnConnection whose customerGatewayId is this gateway.",
    ),
    RuleInfo(
        id="site-vpn-dynamic-routes",
        control="office.isp",
        title="Links fail over by themselves",
        severity=Severity.HIGH,
        fix="Set staticRoutesOnly false, so that BGP moves the traffic.",
    ),
    RuleInfo(
        id="site-vpn-ike-version-2",
        control="base.network",
        title="Tunnels take IKE version 2 only",
        severity=Severity.MEDIUM,
        fix="Set tunnel1IkeVersions and tunnel2IkeVersions to ikev2.",
    ),
    RuleInfo(
        id="site-vpn-strong-ciphers",
        control="base.network",
        title="Tunnels take no weak algorithm",
        severity=Severity.MEDIUM,
        fix=(
            "Set the DhGroupNumbers, EncryptionAlgorithms and IntegrityAlgorithms of both phases of "
            "both tunnels to strong ones, as 20, AES256-GCM-16 and SHA2-384."
        ),
    ),
    RuleInfo(
        id="site-vpn-preshared-keys-kept",
        control="base.network",
        title="Pre-shared keys are in Secrets Manager, not in the program or its state",
        severity=Severity.MEDIUM,
        fix=("Set presharedKeyStorage to SecretsManager and leave tunnel1PresharedKey and tunnel2PresharedKey out."),
    ),
)
