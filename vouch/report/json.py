"""Reports and listings as JSON, and the schema of the report."""

import json
from typing import Any

from vouch.report.model import Report


def render(report: Report) -> str:
    """The report as the contract says it, indented, with a final newline."""
    return report.model_dump_json(indent=2) + "\n"


def schema() -> str:
    """The JSON Schema of the report, as ``vouch/schemas/check.schema.json`` ships it."""
    stated: dict[str, Any] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **Report.model_json_schema(mode="serialization"),
    }
    return json.dumps(stated, indent=2) + "\n"
