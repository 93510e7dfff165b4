"""Builds the package of the functions: `python -m operations.verifier.package FOLDER ZIP`, which `make verifier` runs.

FOLDER holds the dependencies already. The same sources give the same bytes: times are fixed and entries sorted, so that
a package can be compared with what runs (Lambda's ``CodeSha256``).
"""

import json
import os
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_ROOT: Final = Path(__file__).resolve().parents[2]
_SOURCES: Final = {
    "verification": _ROOT / "verification",
    "guardrails": _ROOT / "policies" / "guardrails",
    "operations": _ROOT / "operations",
}
# Drills write to accounts, and need what only people have; tests of botocore and caches are of no use on AWS.
_LEFT_OUT: Final = ("__pycache__", "drills", "pack", "bin", "*.pyc", "*.dist-info", "examples")
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
LIMIT_BYTES: Final = 250 * 1024 * 1024
"""What a function and its layers may be, unpacked (Lambda developer guide, "Lambda quotas")."""


def build(folder: Path, target: Path, *, commit: str) -> None:
    """Adds the sources to the dependencies in ``folder`` and packs everything. ValueError where it is too big."""
    for name, source in _SOURCES.items():
        shutil.copytree(source, folder / name, dirs_exist_ok=True, ignore=shutil.ignore_patterns(*_LEFT_OUT))
    stated = {"version": _version(), "commit": commit}
    (folder / "operations" / "verifier" / "build.json").write_text(json.dumps(stated), encoding="utf-8")
    files = sorted(_files(folder))
    size = sum(path.stat().st_size for path in files)
    if size > LIMIT_BYTES:
        raise ValueError(f"{folder} has {size} bytes, Lambda takes {LIMIT_BYTES}: leave a dependency out")
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for path in files:
            entry = zipfile.ZipInfo(path.relative_to(folder).as_posix(), _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            packed.writestr(entry, path.read_bytes())


def _files(folder: Path) -> Iterator[Path]:
    left_out = shutil.ignore_patterns("__pycache__", "bin", "*.pyc", "*.dist-info", ".lock")
    for parent, folders, names in os.walk(folder):
        for each in left_out(parent, folders):
            folders.remove(each)
        skipped = left_out(parent, names)
        yield from (Path(parent) / name for name in names if name not in skipped)


def _version() -> str:
    stated = tomllib.loads((_ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return str(stated["project"]["version"])


def _commit() -> str:
    if given := os.environ.get("VOUCH_COMMIT"):
        return given
    git = ["git", "describe", "--always", "--abbrev=40", "--dirty", "--exclude=*"]
    said = subprocess.run(git, cwd=_ROOT, capture_output=True, text=True, check=False)  # noqa: S603  no input of others
    return said.stdout.strip() if said.returncode == 0 else ""


if __name__ == "__main__":
    build(Path(sys.argv[1]), Path(sys.argv[2]), commit=_commit())
