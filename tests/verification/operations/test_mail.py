"""Mail: cases that the examples of the checks do not show."""

from typing import Any

from tests.support.asking import asked, messages
from verification.answers import Answer
from verification.edge.distributions import distribution
from verification.operations.calls import IDENTITIES, IDENTITY, OBJECTS, SECURITY_FILE, SECURITY_TXT
from verification.operations.mail_zones import zone


def _sending(domain: str, **facts: Any) -> dict[Any, Any]:
    return {
        IDENTITIES: {"EmailIdentities": [{"IdentityName": domain, "IdentityType": "DOMAIN"}]},
        IDENTITY: {"IdentityType": "DOMAIN", **facts},
    }


def _file(text: str) -> dict[Any, Any]:
    return {
        **distribution(),
        OBJECTS: {"Contents": [{"Key": SECURITY_TXT}]},
        SECURITY_FILE: {"Body": text.encode()},
    }


def test_a_parents_policy_for_subdomains_holds_for_a_subdomain() -> None:
    records = zone(("_dmarc.example.com.", "TXT", '"v=DMARC1; p=none; " "sp=reject"'))
    assert messages("ses-identity-dmarc", _sending("news.example.com") | records) == []


def test_a_parents_policy_for_itself_alone_does_not() -> None:
    records = zone(("_dmarc.example.com.", "TXT", '"v=DMARC1; p=reject; sp=none"'))
    assert messages("ses-identity-dmarc", _sending("news.example.com") | records) == [
        "no TXT record _dmarc.news.example.com says p=quarantine or p=reject for all mail"
    ]


def test_records_that_another_account_hosts_tell_nothing() -> None:
    ((answer, _, message),) = asked("ses-identity-dmarc", _sending("example.org") | zone())
    assert answer is Answer.UNAVAILABLE
    assert message == (
        "no public hosted zone of the account answers for _dmarc.example.org, so its TXT record is not seen"
    )


def test_a_domain_with_its_own_key_answers_for_its_length() -> None:
    brought = _sending("example.com", DkimAttributes={"SigningAttributesOrigin": "EXTERNAL", "Status": "SUCCESS"})
    ((answer, _, _),) = asked("ses-identity-dkim-key-length", brought)
    assert answer is Answer.ABSENT


def test_a_security_txt_without_contact_and_date_says_both() -> None:
    assert messages("security-txt-current", _file("# Contact: mailto:a@example.com\nExpires: soon\n")) == [
        "it names no Contact, which RFC 9116 requires",
        "it says not when it expires, as 2027-01-31T00:00:00Z (RFC 9116)",
    ]


def test_a_bucket_without_security_txt_is_not_read() -> None:
    responses = {**distribution(), OBJECTS: {"Contents": [{"Key": f"{SECURITY_TXT}.sig"}]}}
    ((answer, _, _),) = asked("security-txt-current", responses, refused={SECURITY_FILE.id: "AccessDenied"})
    assert answer is Answer.ABSENT
