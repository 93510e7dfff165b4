"""Evidence: one record a run, in canonical JSON, chained by hashes so that no record is changed, lost or moved unseen.

A record is a file ``<sequence>.json`` (eight digits) of one folder, written once. It holds ``sequence`` (from 1),
``previous`` (the ``hash`` of the record before it, 64 zeros for the first), what the run said, and ``hash``: the
SHA-256 of the record without ``hash``, canonicalised by RFC 8785. docs/evidence.md describes every member.
"""

import hashlib
import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import rfc8785

FORMAT: Final = "vouch-evidence/1"
FIRST: Final = "0" * 64
_NAME: Final = "{:08d}.json"


class EvidenceError(Exception):
    """The folder of evidence cannot be read or written. One sentence."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a chain: the file, and one sentence."""

    file: str
    message: str


@dataclass(frozen=True, slots=True)
class Verified:
    """A chain as it was found. ``head`` is the hash to note elsewhere: a chain cut off at its end has another one."""

    records: int
    head: str
    faults: tuple[Fault, ...]


def digest(record: Mapping[str, Any]) -> str:
    """The hash of a record, without the ``hash`` it may carry."""
    return hashlib.sha256(rfc8785.dumps({key: value for key, value in record.items() if key != "hash"})).hexdigest()


def append(folder: Path, said: Mapping[str, Any]) -> Path:
    """Writes the next record of a chain and returns its file.

    Raises EvidenceError where the chain is broken already, or another run wrote the same record first.
    """
    verified = verify(folder) if folder.is_dir() else Verified(0, FIRST, ())
    if verified.faults:
        raise EvidenceError(
            f"the evidence in {folder} is broken ({verified.faults[0].message}): "
            "keep it as it is, and begin another folder"
        )
    record = {"format": FORMAT, "sequence": verified.records + 1, "previous": verified.head, **said}
    record["hash"] = digest(record)
    path = folder / _NAME.format(record["sequence"])
    try:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor, part = tempfile.mkstemp(dir=folder, prefix=".record.")
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(rfc8785.dumps(record))
            # Unlike a rename, a link never takes the place of a record that is there.
            os.link(part, path)
        finally:
            Path(part).unlink()
    except FileExistsError as cause:
        raise EvidenceError(f"{path} was written by another run at the same time: run again") from cause
    except OSError as cause:
        raise EvidenceError(f"{path} cannot be written: {cause.strerror}") from cause
    return path


def verify(folder: Path, head: str | None = None) -> Verified:
    """Reads a whole chain. ``head`` is the hash that its last record is known to have had, where somebody noted it.

    Raises EvidenceError where the folder cannot be read.
    """
    faults: list[Fault] = []
    previous = FIRST
    hashes: list[str] = []
    count = 0
    for expected, (path, record) in enumerate(_records(folder), start=1):
        count += 1
        if record is None:
            faults.append(Fault(path.name, "is not a record: it has been changed"))
            previous = ""
            continue
        if path.name != _NAME.format(expected) and not faults:
            faults.append(Fault(path.name, f"follows record {expected - 1}: records between them are missing"))
        if path.name != _NAME.format(record.get("sequence", 0)):
            faults.append(Fault(path.name, f"holds record {record.get('sequence')}: it has been moved"))
        if record.get("hash") != digest(record):
            faults.append(Fault(path.name, "does not have the hash that it states: it has been changed"))
        if record.get("previous") != previous:
            faults.append(Fault(path.name, "does not follow the record before it: one of them was changed or moved"))
        previous = str(record.get("hash"))
        hashes.append(previous)
    if head is not None and head not in hashes:
        faults.append(Fault(str(folder), f"no record has the hash {head}: records at the end are missing"))
    return Verified(count, previous, tuple(faults))


def read(folder: Path) -> Iterator[Mapping[str, Any]]:
    """Every record of a chain, in order. Raises EvidenceError where one is none."""
    for path, record in _records(folder):
        if record is None:
            raise EvidenceError(f"{path} is not a record of evidence: `vouch evidence verify` says more")
        yield record


def _records(folder: Path) -> Iterator[tuple[Path, dict[str, Any] | None]]:
    if not folder.is_dir():
        raise EvidenceError(f"there is no folder {folder}: `vouch verify --evidence {folder}` begins one")
    for path in sorted(folder.glob("*.json")):
        try:
            loaded = json.loads(path.read_bytes())
        except (ValueError, RecursionError):
            loaded = None
        except OSError as cause:
            raise EvidenceError(f"{path} cannot be read: {cause.strerror}") from cause
        yield path, loaded if isinstance(loaded, dict) else None
