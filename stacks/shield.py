"""The optional layer of Shield Advanced: a paid choice, off unless the settings carry the typed consent."""

from collections.abc import Mapping

import pulumi

from components.edge.shield import EmergencyContact, Protected, ShieldAdvanced, ShieldAdvancedArgs
from stacks.edge import Edge
from stacks.sections.edge import Ddos
from stacks.settings import Settings
from stacks.site import Sites


def shield_layer(
    settings: Settings, sites: Sites, edge: Edge, health_check_arns: Mapping[str, pulumi.Input[str]]
) -> ShieldAdvanced | None:
    """Shield Advanced on every public entry, or None where the settings say standard.

    ``health_check_arns`` are the operations layer's, by domain: Shield asks them whether an entry suffers.
    """
    given = settings.edge
    if given.ddos.shield is not Ddos.ADVANCED:
        return None
    protected: dict[str, Protected] = {}
    if edge.load_balancer is not None and given.domain is not None:
        protected["app"] = Protected(
            arn=edge.load_balancer.arn,
            web_acl=True,
            health_check_arn=health_check_arns.get(given.domain),
            ready=(edge.load_balancer,),
        )
    if edge.web is not None and given.web is not None:
        protected["web"] = Protected(
            arn=edge.web.arn,
            web_acl=True,
            health_check_arn=health_check_arns.get(given.web.domain),
            ready=(edge.web,),
        )
    if given.hosted_zone_id is not None:
        partition = sites.home.placement.partition
        protected["zone"] = Protected(arn=f"arn:{partition}:route53:::hostedzone/{given.hosted_zone_id}")
    return ShieldAdvanced(
        "shield",
        ShieldAdvancedArgs(
            placement=sites.global_.placement,
            protected=protected,
            consent=given.ddos.consent,
            subscription=given.ddos.subscription,
            contacts=tuple(EmergencyContact(email=each.email, phone=each.phone) for each in given.ddos.contacts),
            protect=settings.protect,
        ),
        sites.global_.opts,
    )
