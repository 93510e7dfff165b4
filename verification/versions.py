"""The version of the checks, which every record of evidence states."""

import hashlib

import rfc8785

from verification.checks import CHECKS
from verification.records import info_of


def checks_digest() -> str:
    """A hash over what each check asks and how grave it is."""
    stated = [
        {
            "id": check.id,
            "control": info_of(check).control,
            "severity": info_of(check).severity.value,
            "calls": [call.id for call in check.calls],
        }
        for check in sorted(CHECKS, key=lambda each: each.id)
    ]
    return hashlib.sha256(rfc8785.dumps(stated)).hexdigest()
