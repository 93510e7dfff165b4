"""Mail that is sent: signed by DKIM, aligned by SPF, held to DMARC, over TLS, by nobody else."""

from collections.abc import Callable

from guardrails.graph import Graph, Resource
from guardrails.requirements import given
from guardrails.rule import (
    CompletenessRule,
    Declared,
    Examples,
    Findings,
    JudgeRelation,
    RelationRule,
    ResourceRule,
    Rule,
    examples,
)
from guardrails.rules.operations.mail_records import (
    enforces_dmarc,
    enforces_dmarc_below,
    has_record,
    is_spf,
    parents,
    plain,
    signing_records,
)
from guardrails.rules.operations.types import (
    CLASSIC_CONFIGURATION_SET,
    CLASSIC_DKIM,
    CLASSIC_DOMAIN,
    CLASSIC_MAIL_FROM,
    CONFIGURATION_SET,
    EMAIL_IDENTITY,
    MAIL_FROM,
    RECORD,
)
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Reading, Value
from guardrails.verdicts import failed, not_applicable, undetermined

_TOKENS = 3
_FEEDBACK = "feedback-smtp."


def _domain(identity: Resource) -> Reading:
    return identity.read("domain" if identity.type == CLASSIC_DOMAIN else "emailIdentity")


def _present(graph: Graph, _bar: Thresholds) -> Findings:
    names = [_domain(identity) for identity in graph.of(EMAIL_IDENTITY, CLASSIC_DOMAIN)]
    if any(name.known and "@" not in str(name.text) for name in names):
        return
    if any(name.unknown for name in names):
        yield undetermined(None, "whether the stack's SES identity is a domain is not known yet")
    else:
        yield failed(None, "the stack has no SES identity of a domain, so that no mail of it is signed")


def _of_domain(judge_it: Callable[[Resource, Graph, str], Findings]) -> JudgeRelation:
    """The requirement, where the identity is a domain and not an address of one."""

    def judge(identity: Resource, graph: Graph, _bar: Thresholds) -> Findings:
        name = _domain(identity)
        if name.unknown:
            yield undetermined(name, f"{name.path} is not known yet, nor which DNS records it needs")
        elif "@" in str(name.text):
            yield not_applicable("the identity is an address; its domain's identity is asked")
        else:
            yield from judge_it(identity, graph, plain(name))

    return judge


def _long_key(identity: Resource, _bar: Thresholds) -> Findings:
    signing = identity.read("dkimSigningAttributes")
    if "@" in str(identity.read("emailIdentity").text):
        yield not_applicable("the identity is an address; its domain's identity is asked")
        return
    if not signing.unknown and given(signing.get("domainSigningSelector")):
        yield not_applicable("the domain brings its own DKIM key")
        return
    length = signing.get("nextSigningKeyLength")
    if length.unknown:
        yield undetermined(length, f"{length.path} is not known yet; it must be RSA_2048_BIT")
    elif length.text != "RSA_2048_BIT":
        yield failed(length, f"{length.path} is {length.shown}, it must be RSA_2048_BIT")


def _published(identity: Resource, graph: Graph, domain: str) -> Findings:
    if given(identity.read("dkimSigningAttributes").get("domainSigningSelector")) and identity.type == EMAIL_IDENTITY:
        yield not_applicable("the domain brings its own DKIM key")
        return
    urns = [identity, *_partners(identity, graph, CLASSIC_DKIM, "domain")]
    counted = [signing_records(graph, each, domain) for each in urns]
    found, unsure = max(count for count, _ in counted), any(unsure for _, unsure in counted)
    if found >= _TOKENS or (found and identity.type == CLASSIC_DOMAIN):
        return
    if unsure:
        yield undetermined(None, f"whether {_TOKENS} CNAME records publish the DKIM keys of {domain} is not known yet")
    else:
        yield failed(None, f"{found} of {_TOKENS} CNAME records publish the DKIM keys of {domain}")


def _partners(identity: Resource, graph: Graph, type_: str, path: str) -> list[Resource]:
    """The resources of a type that name the identity, by its dependency or its domain."""
    name = plain(_domain(identity))
    depending = graph.by_value(path, type_).urns.get(identity.urn, ())
    return list(
        {each.urn: each for each in (*depending, *graph.derived(_by_domain, type_, path).get(name, ()))}.values()
    )


def _by_domain(graph: Graph, type_: str, path: str) -> dict[str, list[Resource]]:
    found: dict[str, list[Resource]] = {}
    for each in graph.of(type_):
        if each.read(path).known:
            found.setdefault(plain(each.read(path)), []).append(each)
    return found


def _may_be(graph: Graph, type_: str, path: str) -> bool:
    return any(each.read(path).unknown for each in graph.by_value(path, type_).open)


def _dmarc(_identity: Resource, graph: Graph, domain: str) -> Findings:
    answers = [has_record(graph, "TXT", f"_dmarc.{domain}", enforces_dmarc)]
    answers += [has_record(graph, "TXT", f"_dmarc.{parent}", enforces_dmarc_below) for parent in parents(domain)]
    if True in answers:
        return
    if None in answers:
        yield undetermined(None, f"whether a TXT record _dmarc.{domain} rejects forgeries is not known yet")
    else:
        yield failed(None, f"no TXT record _dmarc.{domain} says p=quarantine or p=reject for all mail")


def _returned(identity: Resource, graph: Graph, domain: str) -> Findings:
    type_, path = (CLASSIC_MAIL_FROM, "domain") if identity.type == CLASSIC_DOMAIN else (MAIL_FROM, "emailIdentity")
    if _partners(identity, graph, type_, path):
        return
    if _may_be(graph, type_, path):
        yield undetermined(None, f"whether a MAIL FROM domain is set for {domain} is not known yet")
    else:
        yield failed(None, f"no MAIL FROM domain is set for {domain}, so that SPF is that of amazonses.com")


def _has(kind: str, what: str, holds: Callable[[str], bool]) -> JudgeRelation:
    def judge(mail_from: Resource, graph: Graph, _bar: Thresholds) -> Findings:
        name = mail_from.read("mailFromDomain")
        if name.absent or name.value == "":
            yield not_applicable("the identity uses amazonses.com's own domain")
            return
        answer = None if name.unknown else has_record(graph, kind, plain(name), holds)
        if answer is None:
            yield undetermined(name, f"whether the {kind} record of {name.shown} {what} is not known yet")
        elif not answer:
            yield failed(name, f"no {kind} record of {name.shown} {what}")

    return judge


def _is_feedback(value: str) -> bool:
    return value.rpartition(" ")[2].lower().startswith(_FEEDBACK)


def _over_tls(configuration: Resource, _bar: Thresholds) -> Findings:
    policy = configuration.read("deliveryOptions.tlsPolicy")
    if policy.unknown:
        yield undetermined(policy, f"{policy.path} is not known yet; it must be REQUIRE")
    elif policy.absent:
        yield failed(policy, "deliveryOptions.tlsPolicy is not set, and the default is OPTIONAL")
    elif str(policy.text).upper() != "REQUIRE":
        yield failed(policy, f"{policy.path} is {policy.shown}, it must be REQUIRE")


def _configured(identity: Resource, _bar: Thresholds) -> Findings:
    name = identity.read("configurationSetName")
    if not given(name):
        yield failed(name, "configurationSetName is not set, so that mail without one is sent over any connection")


def _zone_record(name: str, kind: str, value: Value, label: str) -> Declared:
    properties = {"zoneId": "Z0123456789ABCDEFGHIJ", "name": name, "type": kind, "ttl": 300, "records": [value]}
    return Declared(type=RECORD, name=label, properties=properties)


def _identity(domain: Value = "example.com", **more: Value) -> Declared:
    return Declared(type=EMAIL_IDENTITY, name="identity", properties={"emailIdentity": domain, **more})


def _keys(*labels: str) -> tuple[Declared, ...]:
    return tuple(
        _zone_record(f"{label}._domainkey.example.com", "CNAME", f"{label}.dkim.amazonses.com", label)
        for label in labels
    )


def _dmarc_record(value: Value) -> Declared:
    return _zone_record("_dmarc.example.com", "TXT", value, "dmarc")


def _mail_from(domain: Value = "bounce.example.com", of: Value = "example.com") -> Declared:
    return Declared(type=MAIL_FROM, name="from", properties={"emailIdentity": of, "mailFromDomain": domain})


def _beside(record: Declared) -> tuple[Declared, ...]:
    return (_mail_from(), record)


_SIGNED: dict[str, Value] = {
    "emailIdentity": "example.com",
    "dkimSigningAttributes": {"nextSigningKeyLength": "RSA_2048_BIT"},
}
_SPF = "v=spf1 include:amazonses.com -all"

RULES: tuple[Rule, ...] = (
    CompletenessRule(
        id="ses-sending-domain-present",
        types=(EMAIL_IDENTITY, CLASSIC_DOMAIN),
        judge=_present,
        examples=Examples(good=(_identity(),), bad=(_identity("us@example.com"),), unknown=(_identity(UNKNOWN),)),
    ),
    ResourceRule(
        id="ses-identity-dkim-key-length",
        types=(EMAIL_IDENTITY,),
        judge=_long_key,
        examples=examples(
            EMAIL_IDENTITY,
            good=_SIGNED,
            bad={**_SIGNED, "dkimSigningAttributes": {"nextSigningKeyLength": "RSA_1024_BIT"}},
            unknown={**_SIGNED, "dkimSigningAttributes": {"nextSigningKeyLength": UNKNOWN}},
        ),
    ),
    RelationRule(
        id="ses-identity-dkim-published",
        types=(EMAIL_IDENTITY, CLASSIC_DOMAIN),
        judge=_of_domain(_published),
        examples=Examples(
            good=(_identity(), *_keys("a", "b", "c")),
            bad=(_identity(), *_keys("a", "b")),
            unknown=(_identity(UNKNOWN),),
        ),
    ),
    RelationRule(
        id="ses-identity-dmarc",
        types=(EMAIL_IDENTITY, CLASSIC_DOMAIN),
        judge=_of_domain(_dmarc),
        examples=Examples(
            good=(_identity(), _dmarc_record("v=DMARC1; p=reject; rua=mailto:dmarc@example.com")),
            bad=(_identity(), _dmarc_record("v=DMARC1; p=none; rua=mailto:dmarc@example.com")),
            unknown=(_identity(), _dmarc_record(UNKNOWN)),
        ),
    ),
    RelationRule(
        id="ses-identity-mail-from",
        types=(EMAIL_IDENTITY, CLASSIC_DOMAIN),
        judge=_of_domain(_returned),
        examples=Examples(
            good=(_identity(), _mail_from()),
            bad=(_identity(), _mail_from(of="example.org")),
            unknown=(_identity(), _mail_from(of=UNKNOWN)),
        ),
    ),
    RelationRule(
        id="ses-mail-from-spf",
        types=(MAIL_FROM, CLASSIC_MAIL_FROM),
        judge=_has("TXT", "is an SPF record for amazonses.com that ends in -all", is_spf),
        examples=Examples(
            good=_beside(_zone_record("bounce.example.com", "TXT", _SPF, "spf")),
            bad=_beside(_zone_record("bounce.example.com", "TXT", "v=spf1 include:amazonses.com ?all", "spf")),
            unknown=_beside(_zone_record("bounce.example.com", "TXT", UNKNOWN, "spf")),
        ),
    ),
    RelationRule(
        id="ses-mail-from-mx",
        types=(MAIL_FROM, CLASSIC_MAIL_FROM),
        judge=_has("MX", "names SES's feedback host", _is_feedback),
        examples=Examples(
            good=_beside(
                _zone_record("bounce.example.com", "MX", "10 feedback-smtp.eu-west-1.amazonses.com", "exchange")
            ),
            bad=_beside(_zone_record("bounce.example.com", "MX", "10 mail.example.org", "exchange")),
            unknown=_beside(_zone_record("bounce.example.com", "MX", UNKNOWN, "exchange")),
        ),
    ),
    ResourceRule(
        id="ses-configuration-set-tls",
        types=(CONFIGURATION_SET, CLASSIC_CONFIGURATION_SET),
        judge=_over_tls,
        examples=examples(
            CONFIGURATION_SET,
            good={"configurationSetName": "mail", "deliveryOptions": {"tlsPolicy": "REQUIRE"}},
            bad={"configurationSetName": "mail"},
            unknown={"configurationSetName": "mail", "deliveryOptions": {"tlsPolicy": UNKNOWN}},
        ),
    ),
    ResourceRule(
        id="ses-identity-configuration-set",
        types=(EMAIL_IDENTITY,),
        judge=_configured,
        examples=examples(EMAIL_IDENTITY, good={**_SIGNED, "configurationSetName": "mail"}, bad=_SIGNED, unknown=None),
    ),
)
