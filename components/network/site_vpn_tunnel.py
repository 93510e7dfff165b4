"""What every tunnel of an office's link is made with, and where it logs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pulumi
from pulumi_aws import ec2

IKE_VERSIONS: Final[Sequence[str]] = ("ikev2",)
KEY_GROUPS: Final[Sequence[int]] = (20, 21)
"""Diffie-Hellman groups: the elliptic curves of 384 and 521 bits."""
CIPHERS: Final[Sequence[str]] = ("AES256-GCM-16",)
INTEGRITY: Final[Sequence[str]] = ("SHA2-384", "SHA2-512")
DPD_SECONDS: Final = 30
"""How long a silent peer is believed to be there; AWS's least."""


@dataclass(frozen=True, kw_only=True)
class TunnelLogs:
    """The logs of a connection's two tunnels: the SDK has one type for each."""

    first: ec2.VpnConnectionTunnel1LogOptionsArgs
    second: ec2.VpnConnectionTunnel2LogOptionsArgs


def log_options(log_group_arn: pulumi.Input[str]) -> TunnelLogs:
    """Key exchanges and routes of both tunnels, to one log group."""
    return TunnelLogs(
        first=ec2.VpnConnectionTunnel1LogOptionsArgs(
            cloudwatch_log_options=ec2.VpnConnectionTunnel1LogOptionsCloudwatchLogOptionsArgs(
                log_enabled=True,
                log_group_arn=log_group_arn,
                log_output_format="json",
                bgp_log_enabled=True,
                bgp_log_group_arn=log_group_arn,
                bgp_log_output_format="json",
            )
        ),
        second=ec2.VpnConnectionTunnel2LogOptionsArgs(
            cloudwatch_log_options=ec2.VpnConnectionTunnel2LogOptionsCloudwatchLogOptionsArgs(
                log_enabled=True,
                log_group_arn=log_group_arn,
                log_output_format="json",
                bgp_log_enabled=True,
                bgp_log_group_arn=log_group_arn,
                bgp_log_output_format="json",
            )
        ),
    )
