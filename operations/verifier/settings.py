"""What the functions are told: one JSON object in their environment, written by the component."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

VARIABLE: Final = "VERIFICATION"
_BUILD: Final = Path(__file__).with_name("build.json")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Where a verification goes and what it leaves. ``accounts`` empty means every active account of the organization.

    ``role`` is the name of the read-only role in each account. ``work`` is the bucket of plans and results on their
    way, ``evidence`` the locked one of records. ``project`` and ``stack`` choose the profile that is asked for.
    ``hub`` says whether findings go to Security Hub.
    """

    project: str
    stack: str
    account: str
    region: str
    partition: str
    role: str
    external_id: str
    accounts: tuple[str, ...]
    regions: tuple[str, ...]
    work: str
    evidence: str
    hub: bool


def read(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings of the function. Raises KeyError or ValueError where the component wrote something else."""
    stated: dict[str, Any] = json.loads((os.environ if environment is None else environment)[VARIABLE])
    return Settings(**{**stated, "accounts": tuple(stated["accounts"]), "regions": tuple(stated["regions"])})


def tool() -> dict[str, str]:
    """Name, version and commit of the package, as `make verifier` stated them; empty where it was not built."""
    stated = json.loads(_BUILD.read_text(encoding="utf-8")) if _BUILD.is_file() else {}
    return {"name": "vouch", "version": str(stated.get("version", "")), "commit": str(stated.get("commit", ""))}
