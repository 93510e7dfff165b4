"""The chain of evidence in a bucket: the same records and hashes as in a folder, each object written once.

S3 takes a record only where no object has its key (``If-None-Match: *``), so that two runs cannot write the same one;
the bucket's object lock keeps every version, so that a key with more than one version shows that somebody wrote it
again. Records are streamed: a run over many accounts is larger than a function's memory. To verify a whole chain,
copy it into a folder and run ``vouch evidence verify`` there.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import rfc8785
from botocore.exceptions import ClientError

from verification.evidence import FIRST, FORMAT, EvidenceError

_NAME: Final = re.compile(r"(\d{8})\.json")
# In canonical JSON these two members are neighbours, and no text in the record can look like them unescaped.
_HASH: Final = re.compile(rb'"format":"' + FORMAT.encode() + rb'","hash":"([0-9a-f]{64})",')
_PLACE: Final = b'"results":[]'
_CHUNK: Final = 1 << 20
_TAKEN: Final = ("PreconditionFailed", "ConditionalRequestConflict")


@dataclass(frozen=True, slots=True)
class Head:
    """The last record of a chain: how many there are, its hash, and the run that wrote it."""

    records: int
    hash: str
    run: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BucketChain:
    """A chain of evidence below ``prefix`` of a bucket; ``client`` is botocore's S3."""

    client: Any
    bucket: str
    prefix: str

    def head(self) -> Head:
        """The last record, whose own hash is verified. Raises EvidenceError where the chain is broken or unreadable.

        Every key must be there, in one version only; what the records before the last one say is not read.
        """
        try:
            keys = self._keys()
            for expected, key in enumerate(keys, start=1):
                if key != self._key(expected):
                    raise EvidenceError(f"{self._url(key)} is where record {expected} should be: the chain is broken")
            return self._read_head(len(keys)) if keys else Head(0, FIRST, "")
        except ClientError as cause:
            raise EvidenceError(f"the evidence in {self._url('')} cannot be read: {cause}") from cause

    def append(self, run: str, said: Mapping[str, Any], results: Iterable[Mapping[str, Any]]) -> Head:
        """Writes the next record, with ``results`` as its member of that name. Once for each run, however often asked.

        Raises EvidenceError where the chain is broken already, or another run wrote the same record first.
        """
        head = self.head()
        if head.records and head.run == run:
            return head
        record = {"format": FORMAT, "sequence": head.records + 1, "previous": head.hash, **said, "results": []}
        with TemporaryDirectory() as folder:
            body = Path(folder) / "record.json"
            hash_ = _write(body, record, results)
            key = self._key(head.records + 1)
            try:
                with body.open("rb") as file:
                    self.client.put_object(
                        Bucket=self.bucket,
                        Key=key,
                        Body=file,
                        IfNoneMatch="*",
                        ContentType="application/json",
                        Metadata={"run": run},
                    )
            except ClientError as cause:
                if cause.response["Error"]["Code"] in _TAKEN:
                    raise EvidenceError(
                        f"{self._url(key)} was written by another run at the same time: run again"
                    ) from cause
                raise EvidenceError(f"{self._url(key)} cannot be written: {cause}") from cause
        return Head(head.records + 1, hash_, run)

    def _keys(self) -> list[str]:
        keys: list[str] = []
        pages = self.client.get_paginator("list_object_versions").paginate(Bucket=self.bucket, Prefix=self.prefix)
        for page in pages:
            for gone in page.get("DeleteMarkers", ()):
                raise EvidenceError(f"{self._url(gone['Key'])} was deleted: restore it by removing its delete marker")
            keys += [str(each["Key"]) for each in page.get("Versions", ())]
        repeated = next((key for key, following in pairwise(keys) if key == following), None)
        if repeated is not None:
            raise EvidenceError(f"{self._url(repeated)} has more than one version: somebody wrote the record again")
        return keys

    def _read_head(self, number: int) -> Head:
        key = self._key(number)
        answer = self.client.get_object(Bucket=self.bucket, Key=key)
        start = b""
        computed = hashlib.sha256()
        stated: bytes | None = None
        for chunk in answer["Body"].iter_chunks(_CHUNK):
            if stated is not None:
                computed.update(chunk)
                continue
            start += chunk
            found = _HASH.search(start)
            if found:
                stated = found.group(1)
                # The hash is over the record without its own member.
                cut = b'"hash":"' + stated + b'",'
                computed.update(start.replace(cut, b"", 1))
        if stated is None or computed.hexdigest().encode() != stated:
            raise EvidenceError(f"{self._url(key)} does not have the hash that it states: it has been changed")
        return Head(number, stated.decode(), str(answer.get("Metadata", {}).get("run", "")))

    def _key(self, number: int) -> str:
        return f"{self.prefix}{number:08d}.json"

    def _url(self, key: str) -> str:
        return f"s3://{self.bucket}/{key or self.prefix}"


def _write(path: Path, record: Mapping[str, Any], results: Iterable[Mapping[str, Any]]) -> str:
    """Writes the canonical record, results one by one, and returns its hash."""
    parts = path.with_name("results")
    with parts.open("wb") as file:
        for number, each in enumerate(results):
            file.write((b"," if number else b"") + rfc8785.dumps(dict(each)))
    head, tail = _around(record)
    computed = hashlib.sha256(head)
    with parts.open("rb") as file:
        while chunk := file.read(_CHUNK):
            computed.update(chunk)
    computed.update(tail)
    hash_ = computed.hexdigest()
    head, tail = _around({**record, "hash": hash_})
    with path.open("wb") as whole, parts.open("rb") as file:
        whole.write(head)
        while chunk := file.read(_CHUNK):
            whole.write(chunk)
        whole.write(tail)
    return hash_


def _around(record: Mapping[str, Any]) -> tuple[bytes, bytes]:
    """A record's canonical JSON before and after what ``results`` holds: the member itself, and not a text like it."""
    canonical = rfc8785.dumps(dict(record))
    before = {key: value for key, value in record.items() if key < "results"}
    # Members come in the order of their names, so that what is before "results" has its length.
    at = len(rfc8785.dumps(before)) - 1 + (1 if before else 0)
    end = at + len(_PLACE) - 1
    if canonical[at : at + len(_PLACE)] != _PLACE or any("format" < name < "hash" for name in record):
        raise EvidenceError(
            f"a record needs results, and no member between format and hash: {json.dumps(sorted(record))}"
        )
    return canonical[:end], canonical[end:]
