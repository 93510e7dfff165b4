"""The settings of the edge layer."""

from typing import Self

from pydantic import Field, model_validator

from components.edge.rules import GroupMode
from stacks.sections.base import Section


class RuleGroupSettings(Section):
    """The managed rule groups of the web ACL: block, or count during a rollout under an exemption."""

    common: GroupMode = GroupMode.BLOCK
    known_bad_inputs: GroupMode = GroupMode.BLOCK
    sql_injection: GroupMode = GroupMode.BLOCK
    ip_reputation: GroupMode = GroupMode.BLOCK
    anonymous_ip: GroupMode = GroupMode.BLOCK


class EdgeSettings(Section):
    """The public entry."""

    domain: str = Field(description="the name customers use, such as app.example.com")
    hosted_zone_id: str | None = Field(None, description="Route 53 zone of the domain, made by the bootstrap stack")
    certificate_arn: str | None = Field(None, description="an issued ACM certificate, instead of a zone")
    requests_per_five_minutes: int = Field(ge=100, le=2000, description="of one address, before it is blocked")
    rule_groups: RuleGroupSettings = RuleGroupSettings()

    @model_validator(mode="after")
    def _one_certificate(self) -> Self:
        if (self.hosted_zone_id is None) == (self.certificate_arn is None):
            raise ValueError(
                f"{self.domain} needs its TLS certificate from exactly one place: "
                "give hosted_zone_id or certificate_arn, not both and not neither"
            )
        return self
