"""Reads the file of attestations: what no machine can check, and who vouches for it."""

from datetime import date
from pathlib import Path

from pydantic import ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from components.governance.attestations import Attestation
from stacks.sections.base import Section

_ROOT = Path(__file__).parent.parent


class AttestationsError(ValueError):
    """The file is missing, or an entry of it is not an attestation: one sentence that names entry and field."""


class _Entry(Section):
    claims: tuple[str, ...]
    statement: str
    owner: str
    evidence: str
    sha256: str
    issued: date
    expires: date


class _File(Section):
    attestations: tuple[_Entry, ...]


def load(path: str) -> tuple[Attestation, ...]:
    """The attestations of a file, from the repository's root, one for each claim that an entry names.

    Raises AttestationsError. Whether one has expired is not asked: verification does, and a deploy depends on no clock.
    """
    try:
        given = YAML(typ="safe", pure=True).load(_ROOT / path)
        entries = _File.model_validate(given).attestations
        return tuple(_attestation(entry, claim) for entry in entries for claim in entry.claims)
    except OSError as error:
        raise AttestationsError(f"{path} cannot be read: {error.strerror}; write it, an empty list is enough") from None
    except YAMLError as error:
        raise AttestationsError(f"{path} is not YAML: {str(error).splitlines()[0]}") from None
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the file"
        raise AttestationsError(f"{path}: {where}: {first['msg'][0].lower()}{first['msg'][1:]}") from None
    except ValueError as error:
        raise AttestationsError(f"{path}: {error}") from None


def _attestation(entry: _Entry, claim: str) -> Attestation:
    return Attestation(
        claim=claim,
        statement=entry.statement,
        owner=entry.owner,
        evidence=entry.evidence,
        sha256=entry.sha256,
        issued=entry.issued,
        expires=entry.expires,
    )
