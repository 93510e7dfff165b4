"""``vouch evidence``: whether a chain is whole, and its answers as a spreadsheet."""

from pathlib import Path

from verification.evidence import EvidenceError, read
from verification.evidence import verify as verify_chain
from vouch.errors import CannotJudgeError
from vouch.live.csv import render
from vouch.report.files import write
from vouch.report.stdout import put


def verify(folder: Path, head: str | None) -> int:
    """Prints what a chain is. Returns 0 where it is whole, 1 where it is not."""
    try:
        verified = verify_chain(folder, head)
    except EvidenceError as cause:
        raise CannotJudgeError(str(cause)) from cause
    for fault in verified.faults:
        put(f"{fault.file} {fault.message}\n")
    records = "1 record" if verified.records == 1 else f"{verified.records} records"
    put(f"{records}, {'broken' if verified.faults else 'whole'}; the last one's hash is {verified.head}\n")
    return int(bool(verified.faults))


def export(folder: Path, output: Path | None) -> None:
    """Writes every answer of every record as CSV."""
    try:
        text = render(result for record in read(folder) for result in record.get("results", ()))
    except EvidenceError as cause:
        raise CannotJudgeError(str(cause)) from cause
    if output is None:
        put(text)
    else:
        write(output, text)
