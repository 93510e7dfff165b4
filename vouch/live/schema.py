"""The JSON Schema of ``vouch verify``'s report, as ``vouch/schemas/verify.schema.json`` ships it."""

import json
from pathlib import Path
from typing import Any, Final

from vouch.live.model import LiveReport

SCHEMA: Final = Path(__file__).resolve().parents[1] / "schemas" / "verify.schema.json"


def schema() -> str:
    """The schema, indented, with a final newline."""
    stated: dict[str, Any] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **LiveReport.model_json_schema(mode="serialization"),
    }
    return json.dumps(stated, indent=2) + "\n"
