"""DNS records of mail: which are there for a name, and what SPF and DMARC say."""

from collections.abc import Callable, Iterator
from typing import Final

from guardrails.graph import Graph, Resource
from guardrails.rules.edge.types import CERTIFICATE
from guardrails.rules.operations.types import RECORD
from guardrails.values import Reading

_ENFORCED: Final = frozenset({"quarantine", "reject"})


def plain(name: Reading) -> str:
    """A known domain name in lower case, without the root's dot."""
    return (name.text or "").rstrip(".").lower()


def has_record(graph: Graph, kind: str, name: str, holds: Callable[[str], bool]) -> bool | None:
    """Whether a record of ``kind`` at ``name`` has a value that ``holds``; None where one may have."""
    open_ones = False
    for record in graph.of(RECORD):
        type_, at = record.read("type"), record.read("name")
        if (type_.known and type_.text != kind) or (at.known and not _is(plain(at), name)):
            continue
        if at.unknown and graph.depends_on(record, "name", CERTIFICATE):
            # It proves a domain to ACM, and is a CNAME.
            continue
        values = tuple(_values(record))
        known = not at.unknown and not type_.unknown
        if known and any(value.known and holds(_unquoted(value)) for value in values):
            return True
        unsure = not known and any(value.unknown or holds(_unquoted(value)) for value in values)
        open_ones = open_ones or unsure or (known and any(value.unknown for value in values))
    return None if open_ones else False


def signing_records(graph: Graph, identity: Resource, domain: str) -> tuple[int, bool]:
    """How many CNAME records publish the DKIM keys of an identity, and whether another record may be one."""
    found, open_ones = 0, False
    for record in graph.of(RECORD):
        type_, at = record.read("type"), record.read("name")
        if type_.known and type_.text != "CNAME":
            continue
        depends = record.property_dependencies.get("name", ()) + record.property_dependencies.get("records", ())
        if identity.urn in depends or (at.known and f"{plain(at)}.".find(f"._domainkey.{domain}.") >= 0):
            found += 1
        elif at.unknown and not depends:
            open_ones = True
    return found, open_ones


def is_spf(value: str) -> bool:
    """Whether an SPF record lets SES send and, by ``-all`` or ``~all``, nobody who is not named."""
    terms = value.lower().split()
    return bool(terms) and terms[0] == "v=spf1" and "include:amazonses.com" in terms and terms[-1] in ("-all", "~all")


def enforces_dmarc(value: str, *, of_parent: bool = False) -> bool:
    """Whether a DMARC record quarantines or rejects all forgeries; of a parent domain, those of its subdomains."""
    tags = dict(_tag(part) for part in value.split(";"))
    if tags.get("v") != "dmarc1" or tags.get("pct", "100") != "100":
        return False
    policy = tags.get("p", "none")
    return (tags.get("sp", policy) if of_parent else policy) in _ENFORCED


def parents(domain: str) -> Iterator[str]:
    """The domains above a domain that can have a record of their own: not the top-level domain."""
    labels = domain.split(".")
    for first in range(1, len(labels) - 1):
        yield ".".join(labels[first:])


def _tag(part: str) -> tuple[str, str]:
    key, _, value = part.partition("=")
    return key.strip().lower(), value.strip().lower()


def _is(at: str, name: str) -> bool:
    """Whether a record's name is ``name``: whole, or without its zone, which the provider adds."""
    return at == name or (bool(at) and name.startswith(f"{at}.") and at.startswith("_"))


def _values(record: Resource) -> Iterator[Reading]:
    records = record.read("records")
    if records.unknown:
        yield records
    yield from records.each()


def _unquoted(value: Reading) -> str:
    return (value.text or "").replace('" "', "").replace('""', "").strip('"')
