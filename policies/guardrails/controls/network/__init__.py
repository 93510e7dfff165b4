"""The controls of the network, and the records of the rules that guard them."""

from guardrails.controls.model import Control, RuleInfo
from guardrails.controls.network import (
    client_vpn,
    dns,
    firewall,
    routing,
    security_group,
    site_vpn,
    transfer,
    vpc,
)

CONTROLS: tuple[Control, ...] = (
    Control(id="net.vpc", title="Everything runs in a VPC of its own, nothing in the default one"),
    Control(
        id="net.private",
        title="Nothing but the edge can be reached from the internet",
        note=(
            "port 80 from the internet passes where the only HTTP listener redirects to HTTPS. "
            "VPC block public access needs exclusions for public subnets: opt-in"
        ),
    ),
    Control(
        id="net.firewall",
        title="What leaves the private tier passes a firewall that drops what it does not know",
        note="alert-first is a rollout exemption with an expiry of at most 30 days",
    ),
    Control(
        id="net.ips",
        title="Known attacks are dropped by managed threat signatures",
        note="alert-first is a rollout exemption with an expiry of at most 30 days",
    ),
    Control(id="net.url", title="Only allowed domains can be resolved and reached"),
    Control(id="net.flowlog", title="All traffic of every VPC is logged"),
    Control(
        id="net.endpoints",
        title="AWS services are reached through endpoints closed to other accounts",
        note=(
            "the account condition must still let through AWS-owned buckets that image pulls and package updates read "
            "(prod-<region>-starport-layer-bucket, the Amazon Linux repositories)"
        ),
    ),
    Control(
        id="vpn.mfa",
        title="People enter the network only through a logged VPN with federated sign-in",
        note="MFA itself is the IdP's setting",
    ),
    Control(
        id="office.isp",
        title="Each office has two links by two providers, with automatic failover",
        note="only the AWS side of the links is visible; the ISP contracts and routers are attested",
    ),
    Control(id="base.network", title="Good practice in the network beyond the claims"),
)
RULES: tuple[RuleInfo, ...] = (
    *vpc.RULES,
    *security_group.RULES,
    *routing.RULES,
    *firewall.RULES,
    *dns.RULES,
    *client_vpn.RULES,
    *site_vpn.RULES,
    *transfer.RULES,
)
