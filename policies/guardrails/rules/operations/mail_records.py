"""DNS records of mail: which are there for a name, and what SPF and DMARC say."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
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
    answers = {graph.derived(_held_at, kind, at, holds) for at in (None, *_names(name))}
    return True if True in answers else None if None in answers else False


def _names(name: str) -> Iterator[str]:
    """The names under which a program may write a record: whole, or without its zone, which the provider adds."""
    yield name
    labels = name.split(".")
    for last in range(1, len(labels)):
        if (at := ".".join(labels[:last])).startswith("_"):
            yield at


def _held_at(graph: Graph, kind: str, at: str | None, holds: Callable[[str], bool]) -> bool | None:
    """Whether a record written under a name ``holds``; None where one may. The name None is that of no known one."""
    open_ones = False
    for record in graph.derived(_by_name, kind).get(at, ()):
        values = tuple(_values(record))
        known = not record.read("name").unknown and not record.read("type").unknown
        if known and any(value.known and holds(_unquoted(value)) for value in values):
            return True
        unsure = not known and any(value.unknown or holds(_unquoted(value)) for value in values)
        open_ones = open_ones or unsure or (known and any(value.unknown for value in values))
    return None if open_ones else False


def _by_name(graph: Graph, kind: str) -> dict[str | None, list[Resource]]:
    """The records that are of a kind, or may be."""
    found: dict[str | None, list[Resource]] = {}
    for record in graph.of(RECORD):
        type_, at = record.read("type"), record.read("name")
        if type_.known and type_.text != kind:
            continue
        # What takes its name of a certificate proves a domain to ACM, and is a CNAME.
        if not (at.unknown and graph.depends_on(record, "name", CERTIFICATE)):
            found.setdefault(plain(at) if at.known else None, []).append(record)
    return found


def signing_records(graph: Graph, identity: Resource, domain: str) -> tuple[int, bool]:
    """How many CNAME records publish the DKIM keys of an identity, and whether another record may be one."""
    records = graph.derived(_signing)
    found = records.by_urn.get(identity.urn, frozenset()) | records.by_domain.get(domain, frozenset())
    return len(found), records.open


@dataclass(frozen=True, slots=True)
class _Signing:
    """The CNAME records by what they depend on and by the domains whose keys they publish; ``open`` may be any's."""

    by_urn: Mapping[str, frozenset[str]]
    by_domain: Mapping[str, frozenset[str]]
    open: bool


def _signing(graph: Graph) -> _Signing:
    by_urn: dict[str, set[str]] = {}
    by_domain: dict[str, set[str]] = {}
    open_ = False
    for record in graph.of(RECORD):
        type_, at = record.read("type"), record.read("name")
        if type_.known and type_.text != "CNAME":
            continue
        depends = record.property_dependencies.get("name", ()) + record.property_dependencies.get("records", ())
        for urn in depends:
            by_urn.setdefault(urn, set()).add(record.urn)
        for domain in _signed_by(plain(at)) if at.known else ():
            by_domain.setdefault(domain, set()).add(record.urn)
        open_ = open_ or (at.unknown and not depends)
    return _Signing(
        {urn: frozenset(urns) for urn, urns in by_urn.items()},
        {domain: frozenset(urns) for domain, urns in by_domain.items()},
        open_,
    )


def _signed_by(at: str) -> Iterator[str]:
    """The domains whose keys a record may publish: whole, or less its zone's last labels."""
    for key in re.finditer(r"(?=\._domainkey\.)", at):
        labels = at[key.start() + len("._domainkey.") :].split(".")
        for last in range(1, len(labels) + 1):
            yield ".".join(labels[:last])


def is_spf(value: str) -> bool:
    """Whether an SPF record lets SES send and, by ``-all`` or ``~all``, nobody who is not named."""
    terms = value.lower().split()
    return bool(terms) and terms[0] == "v=spf1" and "include:amazonses.com" in terms and terms[-1] in ("-all", "~all")


def enforces_dmarc_below(value: str) -> bool:
    """Whether a DMARC record of a parent domain quarantines or rejects all forgeries of its subdomains."""
    return enforces_dmarc(value, of_parent=True)


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


def _values(record: Resource) -> Iterator[Reading]:
    records = record.read("records")
    if records.unknown:
        yield records
    yield from records.each()


def _unquoted(value: Reading) -> str:
    return (value.text or "").replace('" "', "").replace('""', "").strip('"')
