"""What is generated is what the code and the promises say now."""

import json
from pathlib import Path

import jsonschema
import pytest

from guardrails.claims import CLAIMS
from vouch.commands.generate import SCHEMA, claims_json, provides_json
from vouch.errors import CannotJudgeError
from vouch.promises import claims, claims_by_control
from vouch.provided import PROVIDES
from vouch.report.json import schema

_MEND = "run `vouch generate`"


def test_the_map_of_claims_in_the_pack_is_up_to_date() -> None:
    assert CLAIMS.read_text(encoding="utf-8") == claims_json(), _MEND


def test_the_schema_of_the_report_is_up_to_date() -> None:
    assert SCHEMA.read_text(encoding="utf-8") == schema(), _MEND


def test_the_map_of_what_the_prod_stack_provides_is_up_to_date() -> None:
    assert PROVIDES.read_text(encoding="utf-8") == provides_json(), _MEND


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(json.loads(SCHEMA.read_text(encoding="utf-8")))


def test_there_are_198_claims_of_94_controls() -> None:
    stated = claims()
    assert len(stated) == 198
    assert len(claims_by_control(stated)) == 94


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("id,quote\nX,Said\n", "must have the columns id, source, quote, theme, reach, controls, limit"),
        (
            "id,source,quote,theme,reach,controls,limit\nX,s,q,t,full,a,\nX,s,q,t,full,a,\n",
            "has X twice: give every claim its own id",
        ),
    ],
)
def test_a_wrong_claims_file_is_one_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    path = tmp_path / "claims.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CannotJudgeError, match=sentence):
        claims(path)
