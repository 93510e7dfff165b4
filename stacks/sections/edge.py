"""The settings of the edge layer."""

from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator

from components.edge.rules import GroupMode
from components.edge.shield import SHIELD_CONSENT
from stacks.sections.base import Ownership, Section


class RuleGroupSettings(Section):
    """The managed rule groups of the web ACL: block, or count during a rollout under an exemption."""

    common: GroupMode = GroupMode.BLOCK
    known_bad_inputs: GroupMode = GroupMode.BLOCK
    sql_injection: GroupMode = GroupMode.BLOCK
    ip_reputation: GroupMode = GroupMode.BLOCK
    anonymous_ip: GroupMode = GroupMode.BLOCK


class ApiSettings(Section):
    """The public API. How much one address may send is ``edge.requests_per_five_minutes``."""

    domain: str = Field(description="the API's own name, such as api.example.com")
    certificate_arn: str | None = Field(
        None, description="an issued ACM certificate of the home region, without a zone"
    )
    requests_per_second: int = Field(100, ge=1, le=1000, description="of all clients together, sustained")
    burst: int = Field(200, ge=1, le=2000, description="of all clients together, at once")
    scopes: tuple[str, ...] = Field((), description="OAuth scopes, one of which a token must carry; none: ID tokens")
    account: Ownership = Field(Ownership.MANAGED, description="who sets API Gateway's logging role of the region")


class WebSettings(Section):
    """The browser app's files, served by CloudFront."""

    domain: str = Field(description="the browser app's name, such as www.example.com")
    certificate_arn: str | None = Field(None, description="an issued ACM certificate of us-east-1, without a zone")


class Ddos(StrEnum):
    """Shield Standard, which AWS gives to everybody, or Shield Advanced, for 3,000 USD a month."""

    STANDARD = "standard"
    ADVANCED = "advanced"


class ContactSettings(Section):
    """Whom the Shield Response Team calls."""

    email: str = Field(description="an address that is read at any hour")
    phone: str = Field(description="a telephone number, +441632960000")


class DdosSettings(Section):
    """How floods are met. Advanced is a commitment of one year, so that it needs the typed consent."""

    shield: Ddos = Field(Ddos.STANDARD, description="standard or advanced")
    consent: str | None = Field(None, description="for advanced: the sentence that agrees to its price")
    subscription: Ownership = Field(Ownership.MANAGED, description="who subscribes the account to Shield Advanced")
    contacts: tuple[ContactSettings, ...] = Field((), description="for advanced: who is called during an attack")

    @model_validator(mode="after")
    def _paid_for_knowingly(self) -> Self:
        bought = self.shield is Ddos.ADVANCED and self.subscription is Ownership.MANAGED
        if bought and self.consent != SHIELD_CONSENT:
            raise ValueError(f"edge.ddos.shield is advanced without consent: set consent to {SHIELD_CONSENT!r}")
        return self


class EdgeSettings(Section):
    """The public entries. Without a domain there is the web ACL alone, for the sign-in pages."""

    domain: str | None = Field(None, description="the name customers use, such as app.example.com")
    hosted_zone_id: str | None = Field(None, description="Route 53 zone of the domains, made by the bootstrap stack")
    certificate_arn: str | None = Field(None, description="an issued ACM certificate, instead of a zone")
    requests_per_five_minutes: int = Field(2000, ge=100, le=2000, description="of one address, before it is blocked")
    rule_groups: RuleGroupSettings = RuleGroupSettings()
    api: ApiSettings | None = Field(None, description="off until a domain is given")
    web: WebSettings | None = Field(None, description="off until a domain is given")
    ddos: DdosSettings = DdosSettings()

    @model_validator(mode="after")
    def _one_certificate(self) -> Self:
        if self.domain is None:
            if self.certificate_arn is not None:
                raise ValueError("edge.certificate_arn is given without edge.domain: name the domain that it is for")
        elif (self.hosted_zone_id is None) == (self.certificate_arn is None):
            raise ValueError(
                f"{self.domain} needs its TLS certificate from exactly one place: "
                "give hosted_zone_id or certificate_arn, not both and not neither"
            )
        for entry in (self.api, self.web):
            if entry is not None and (self.hosted_zone_id is None) == (entry.certificate_arn is None):
                raise ValueError(
                    f"{entry.domain} needs its TLS certificate from exactly one place: "
                    "give edge.hosted_zone_id or its own certificate_arn, not both and not neither"
                )
        return self

    @model_validator(mode="after")
    def _each_name_once(self) -> Self:
        names = [name for name in (self.domain, *(each.domain for each in (self.api, self.web) if each)) if name]
        if len(set(names)) != len(names):
            raise ValueError(f"edge.domain is {self.domain}, which api or web has too: give each entry its own name")
        return self

    @model_validator(mode="after")
    def _something_to_shield(self) -> Self:
        if self.ddos.shield is Ddos.ADVANCED and self.domain is None and self.web is None:
            raise ValueError(
                "edge.ddos.shield is advanced without edge.domain and edge.web: there is nothing to shield"
            )
        return self
