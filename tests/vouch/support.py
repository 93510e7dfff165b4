"""States and programs that a test writes for itself."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

BUCKET = "aws:s3/bucket:Bucket"


def urn(type_: str, name: str, *, stack: str = "live", project: str = "shop") -> str:
    """The URN of a resource of an exported state."""
    return f"urn:pulumi:{stack}::{project}::{type_}::{name}"


def resource(type_: str, name: str, **fields: Any) -> dict[str, Any]:
    """One resource as a deployment holds it."""
    return {"urn": urn(type_, name), "type": type_, "custom": True, **fields}


def deployment(*resources: Mapping[str, Any]) -> dict[str, Any]:
    """What ``pulumi stack export`` writes."""
    stack = {"urn": urn("pulumi:pulumi:Stack", "shop-live"), "type": "pulumi:pulumi:Stack", "custom": False}
    return {"version": 3, "deployment": {"manifest": {"version": "v3.1.0"}, "resources": [stack, *resources]}}


def write_state(path: Path, *resources: Mapping[str, Any]) -> Path:
    """Writes an export to ``path``."""
    path.write_text(json.dumps(deployment(*resources)), encoding="utf-8")
    return path


def good_bucket(name: str = "logs") -> dict[str, Any]:
    """A bucket that every rule of the small rule book passes."""
    return resource(BUCKET, name, inputs={"bucket": name, "tags": {"owner": "me"}})


def bad_bucket(name: str = "logs") -> dict[str, Any]:
    """A bucket that is refused: it has no name."""
    return resource(BUCKET, name, inputs={"tags": {"owner": "me"}})


def write_program(
    folder: Path,
    main: Sequence[str] | None = ("import pulumi",),
    *,
    project: str = "name: shop\nruntime: python\n",
    stacks: Mapping[str, str] | None = None,
) -> Path:
    """Writes a Pulumi project: its main module's lines, its project file and the text of its stack files."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "Pulumi.yaml").write_text(project, encoding="utf-8")
    for stack, text in ({"dev": "config: {}\n"} if stacks is None else stacks).items():
        (folder / f"Pulumi.{stack}.yaml").write_text(text, encoding="utf-8")
    if main is not None:
        (folder / "__main__.py").write_text("\n".join(main) + "\n", encoding="utf-8")
    return folder
