"""Mail: the subtle parts of its rules."""

import pytest

from guardrails.rule import Declared
from guardrails.rules.edge.types import CERTIFICATE
from guardrails.rules.operations import types as t
from guardrails.rules.operations.mail_records import enforces_dmarc, is_spf, parents
from guardrails.values import UNKNOWN, Value
from tests.guardrails.rules.identity.judging import FAILED, NOT_APPLICABLE, PASSED, UNDETERMINED, verdicts


def identity(domain: Value = "mail.example.com", **more: Value) -> Declared:
    return Declared(type=t.EMAIL_IDENTITY, name="main", properties={"emailIdentity": domain, **more})


def record(name: Value, kind: Value, value: Value, label: str = "record", *, of: str | None = None) -> Declared:
    return Declared(
        type=t.RECORD,
        name=label,
        properties={"zoneId": "Z012345", "name": name, "type": kind, "records": [value]},
        depends={} if of is None else {"name": (of,), "records": (of,)},
    )


@pytest.mark.parametrize(
    ("value", "of_parent", "expected"),
    [
        ("v=DMARC1; p=reject", False, True),
        ("V=DMARC1;P=Quarantine;", False, True),
        ("v=DMARC1; p=none", False, False),
        ("v=DMARC1; p=reject; pct=10", False, False),
        ("p=reject", False, False),
        ("v=DMARC1; p=reject; sp=none", True, False),
        ("v=DMARC1; p=none; sp=reject", True, True),
        ("v=DMARC1; p=none; sp=reject", False, False),
    ],
)
def test_dmarc_must_act_on_all_forgeries(value: str, of_parent: bool, expected: bool) -> None:
    assert enforces_dmarc(value, of_parent=of_parent) is expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("v=spf1 include:amazonses.com -all", True),
        ("v=spf1 include:_spf.example.com include:amazonses.com ~all", True),
        ("v=spf1 include:amazonses.com +all", False),
        ("v=spf1 include:amazonses.com", False),
        ("v=spf1 -all", False),
        ("", False),
    ],
)
def test_spf_names_ses_and_ends_the_list(value: str, expected: bool) -> None:
    assert is_spf(value) is expected


def test_the_domains_above_stop_before_the_top() -> None:
    assert list(parents("a.mail.example.com")) == ["mail.example.com", "example.com"]


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (record("_dmarc.mail.example.com", "TXT", "v=DMARC1; p=reject"), PASSED),
        (record("_DMARC.mail.example.com.", "TXT", '"v=DMARC1; p=reject"'), PASSED),
        (record("_dmarc.example.com", "TXT", "v=DMARC1; p=reject"), PASSED),
        (record("_dmarc.example.com", "TXT", "v=DMARC1; p=reject; sp=none"), FAILED),
        (record("_dmarc.mail", "TXT", "v=DMARC1; p=reject"), PASSED),
        (record("_dmarc.example.org", "TXT", "v=DMARC1; p=reject"), FAILED),
        (record("_dmarc.mail.example.com", "CNAME", "dmarc.example.org"), FAILED),
        (record(UNKNOWN, "TXT", "v=DMARC1; p=reject"), UNDETERMINED),
        (record(UNKNOWN, "TXT", "v=spf1 -all"), FAILED),
    ],
)
def test_a_sending_domain_has_dmarc_of_its_own_or_of_a_domain_above(other: Declared, expected: list[object]) -> None:
    assert verdicts("ses-identity-dmarc", identity(), other) == expected


def test_a_record_that_proves_a_domain_to_acm_may_not_be_dmarc() -> None:
    certificate = Declared(type=CERTIFICATE, name="entry", properties={"domainName": "app.example.com"})
    proof = record(UNKNOWN, UNKNOWN, UNKNOWN, "proof", of="entry")
    assert verdicts("ses-identity-dmarc", identity(), certificate, proof) == FAILED
    assert verdicts("ses-identity-dmarc", identity(), record(UNKNOWN, UNKNOWN, UNKNOWN, "proof")) == UNDETERMINED


def test_an_address_is_judged_by_its_domain() -> None:
    assert verdicts("ses-identity-dmarc", identity("us@example.com")) == NOT_APPLICABLE


def keys(*labels: str) -> tuple[Declared, ...]:
    return tuple(record(UNKNOWN, "CNAME", UNKNOWN, label, of="main") for label in labels)


def test_the_keys_are_published_by_records_that_come_from_the_identity() -> None:
    assert verdicts("ses-identity-dkim-published", identity(), *keys("a", "b", "c")) == PASSED
    assert verdicts("ses-identity-dkim-published", identity(), *keys("a", "b")) == FAILED
    assert verdicts("ses-identity-dkim-published", identity(), *keys("a", "b"), record(UNKNOWN, "CNAME", UNKNOWN)) == (
        UNDETERMINED
    )


def test_a_domain_with_a_key_of_its_own_publishes_one() -> None:
    own = identity(dkimSigningAttributes={"domainSigningSelector": "s1", "domainSigningPrivateKey": UNKNOWN})
    assert verdicts("ses-identity-dkim-published", own) == NOT_APPLICABLE
    assert verdicts("ses-identity-dkim-key-length", own) == NOT_APPLICABLE


def test_the_classic_forms_are_judged_too() -> None:
    domain = Declared(type=t.CLASSIC_DOMAIN, name="main", properties={"domain": "mail.example.com"})
    dkim = Declared(type=t.CLASSIC_DKIM, name="dkim", properties={"domain": "mail.example.com"})
    assert verdicts("ses-identity-dkim-published", domain, dkim) == FAILED
    assert verdicts("ses-identity-dkim-published", domain, dkim, record(UNKNOWN, "CNAME", UNKNOWN, of="dkim")) == PASSED
    loose = Declared(
        type=t.CLASSIC_CONFIGURATION_SET, name="main", properties={"deliveryOptions": {"tlsPolicy": "Optional"}}
    )
    assert verdicts("ses-configuration-set-tls", loose) == FAILED
    strict = Declared(
        type=t.CLASSIC_CONFIGURATION_SET, name="main", properties={"deliveryOptions": {"tlsPolicy": "Require"}}
    )
    assert verdicts("ses-configuration-set-tls", strict) == PASSED


def test_an_identity_that_is_named_by_dependency_has_its_mail_from_domain() -> None:
    mail_from = Declared(
        type=t.MAIL_FROM,
        name="from",
        properties={"emailIdentity": UNKNOWN, "mailFromDomain": "bounce.mail.example.com"},
        depends={"emailIdentity": ("main",)},
    )
    assert verdicts("ses-identity-mail-from", identity(), mail_from) == PASSED


def test_a_rule_set_is_active_by_its_name_or_by_dependency() -> None:
    rules = Declared(type=t.RECEIPT_RULE_SET, name="main", properties={"ruleSetName": UNKNOWN})
    active = Declared(
        type=t.ACTIVE_RECEIPT_RULE_SET,
        name="active",
        properties={"ruleSetName": UNKNOWN},
        depends={"ruleSetName": ("main",)},
    )
    assert verdicts("ses-receipt-rule-set-active", rules, active) == PASSED
    assert verdicts("ses-receipt-rule-set-active", rules) == FAILED
