"""Exported states become the graph that rules judge."""

import gzip
import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from guardrails.values import SIGNATURE, UNKNOWN, UNKNOWN_STRING, Secret
from tests.vouch.support import BUCKET, deployment, resource, urn, write_state
from vouch.errors import CannotJudgeError
from vouch.states import State, read_state

_SECRET = "1b47061264138c4ac30d75fd1eb44270"


def _read(tmp_path: Path, *resources: dict[str, Any]) -> State:
    return read_state(str(write_state(tmp_path / "state.json", *resources)))


def _write(tmp_path: Path, content: str | bytes) -> str:
    path = tmp_path / "state.json"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return str(path)


def test_project_and_stack_are_read_from_the_urns(tmp_path: Path) -> None:
    state = _read(tmp_path, resource(BUCKET, "logs"))
    assert (state.project, state.stack) == ("shop", "live")


def test_inputs_are_properties_and_outputs_stay_outputs_with_the_id(tmp_path: Path) -> None:
    (bucket,) = _read(
        tmp_path,
        resource(BUCKET, "logs", id="logs-1", inputs={"bucket": "logs"}, outputs={"bucket": "logs", "arn": "arn:x"}),
    ).graph.resources
    assert bucket.properties == {"bucket": "logs"}
    assert bucket.outputs == {"bucket": "logs", "arn": "arn:x", "id": "logs-1"}
    assert bucket.name == "logs"


def test_options_and_dependencies_are_kept(tmp_path: Path) -> None:
    parent = urn("shop:index:Store", "store")
    key = urn("aws:kms/key:Key", "key")
    (bucket,) = _read(
        tmp_path,
        resource(
            BUCKET,
            "logs",
            protect=True,
            parent=parent,
            provider=f"{urn('pulumi:providers:aws', 'default')}::id",
            ignoreChanges=["tags"],
            dependencies=[key],
            propertyDependencies={"kmsKeyId": [key], "bucket": None},
        ),
    ).graph.resources
    assert bucket.options.protect
    assert bucket.options.ignore_changes == ("tags",)
    assert bucket.parent == parent
    assert bucket.provider == f"{urn('pulumi:providers:aws', 'default')}::id"
    assert bucket.dependencies == (key,)
    assert bucket.property_dependencies == {"kmsKeyId": (key,)}


def test_an_older_token_is_judged_as_its_twin(tmp_path: Path) -> None:
    (bucket,) = _read(tmp_path, resource("aws:s3/bucketV2:BucketV2", "logs")).graph.resources
    assert (bucket.type, bucket.token) == (BUCKET, "aws:s3/bucketV2:BucketV2")


def test_components_are_told_from_resources(tmp_path: Path) -> None:
    (component,) = _read(tmp_path, {**resource("shop:index:Store", "store"), "custom": False}).graph.resources
    assert not component.custom


@pytest.mark.parametrize("field", ["delete", "external", "pendingReplacement"])
def test_what_is_only_read_deleted_or_waits_for_its_deletion_is_left_out(tmp_path: Path, field: str) -> None:
    state = _read(tmp_path, resource(BUCKET, "old", **{field: True}), resource(BUCKET, "logs"))
    assert [each.name for each in state.graph.resources] == ["logs"]


def test_an_encrypted_secret_is_unknown_and_stays_secret(tmp_path: Path) -> None:
    secret = {SIGNATURE: _SECRET, "ciphertext": "v1:abc"}
    (bucket,) = _read(tmp_path, resource(BUCKET, "logs", inputs={"bucket": secret})).graph.resources
    assert bucket.properties == {"bucket": Secret(UNKNOWN)}


def test_a_secret_exported_in_the_clear_is_known_and_never_shown(tmp_path: Path) -> None:
    secret = {SIGNATURE: _SECRET, "plaintext": '{"owner": "hidden"}'}
    (bucket,) = _read(tmp_path, resource(BUCKET, "logs", inputs={"tags": secret})).graph.resources
    reading = bucket.read("tags.owner")
    assert reading.value == "hidden"
    assert reading.shown == "[secret]"


def test_the_engines_notes_on_defaults_are_no_properties(tmp_path: Path) -> None:
    inputs = {"__defaults": ["bucket"], "bucket": "logs", "rules": [{"__defaults": [], "days": 1}]}
    (bucket,) = _read(tmp_path, resource(BUCKET, "logs", inputs=inputs)).graph.resources
    assert bucket.properties == {"bucket": "logs", "rules": [{"days": 1}]}


def test_numbers_are_whole_where_they_can_be_at_any_depth(tmp_path: Path) -> None:
    inputs = {"days": 30.0, "rules": [{"rate": 0.5, "ports": [443.0]}]}
    (bucket,) = _read(tmp_path, resource(BUCKET, "logs", inputs=inputs)).graph.resources
    assert bucket.properties == {"days": 30, "rules": [{"rate": 0.5, "ports": [443]}]}
    assert [type(bucket.properties["days"]), type(bucket.properties["rules"][0]["ports"][0])] == [int, int]


def test_what_a_preview_left_unknown_is_unknown_at_any_depth(tmp_path: Path) -> None:
    inputs = {"bucket": UNKNOWN_STRING, "tags": {"of": [UNKNOWN_STRING, "known"]}, "policy": f"arn:{UNKNOWN_STRING}/*"}
    (bucket,) = _read(tmp_path, resource(BUCKET, "logs", inputs=inputs)).graph.resources
    assert bucket.properties == {"bucket": UNKNOWN, "tags": {"of": [UNKNOWN, "known"]}, "policy": UNKNOWN}


def test_a_secret_deep_in_a_list_is_kept_apart(tmp_path: Path) -> None:
    secret = {SIGNATURE: _SECRET, "plaintext": '{"token": "x-1", "days": 7.0}'}
    (bucket,) = _read(tmp_path, resource(BUCKET, "logs", inputs={"headers": [{"value": secret}]})).graph.resources
    assert bucket.properties == {"headers": [{"value": Secret({"token": "x-1", "days": 7})}]}


def test_a_text_that_a_state_repeats_is_held_once(tmp_path: Path) -> None:
    provider = f"{urn('pulumi:providers:aws', 'default')}::id"
    first, second = _read(
        tmp_path, *(resource(BUCKET, name, provider=provider) for name in ("logs", "files"))
    ).graph.resources
    assert first.provider is second.provider


def test_a_bare_deployment_is_read(tmp_path: Path) -> None:
    text = json.dumps(deployment(resource(BUCKET, "logs"))["deployment"])
    assert len(read_state(_write(tmp_path, text)).graph.resources) == 1


def test_a_compressed_state_is_read_and_a_broken_one_is_named(tmp_path: Path) -> None:
    packed = gzip.compress(json.dumps(deployment(resource(BUCKET, "logs"))).encode())
    assert len(read_state(_write(tmp_path, packed)).graph.resources) == 1
    for broken in (packed[:40], packed[:30] + b"?" * 20 + packed[50:]):
        with pytest.raises(CannotJudgeError, match="is a broken gzip file: write it again with `pulumi stack export`"):
            read_state(_write(tmp_path, broken))


def test_a_checkpoint_is_read(tmp_path: Path) -> None:
    text = json.dumps(
        {"version": 3, "checkpoint": {"stack": "live", "latest": deployment(resource(BUCKET, "logs"))["deployment"]}}
    )
    assert len(read_state(_write(tmp_path, text)).graph.resources) == 1


def test_a_stack_without_resources_is_a_state_too(tmp_path: Path) -> None:
    text = json.dumps({"version": 3, "deployment": {"manifest": {}}})
    assert read_state(_write(tmp_path, text)).graph.resources == ()


def test_a_file_redirected_as_utf_16_is_read(tmp_path: Path) -> None:
    text = json.dumps(deployment(resource(BUCKET, "logs")))
    assert len(read_state(_write(tmp_path, text.encode("utf-16"))).graph.resources) == 1


def test_stdin_is_read_for_a_dash(monkeypatch: pytest.MonkeyPatch) -> None:
    content = json.dumps(deployment(resource(BUCKET, "logs"))).encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
    assert len(read_state("-").graph.resources) == 1


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "is empty: write it with `pulumi stack export`"),
        ("  \n", "is empty: write it with `pulumi stack export`"),
        ('{"version": 3,', "is not valid JSON (line 1, column 15): write it with `pulumi stack export`"),
        (b"\xff\xfe\xfa\x00\x81", "is not text: write it with `pulumi stack export`"),
        ("[]", "is not an export of a Pulumi stack: write it with `pulumi stack export`"),
        ('"text"', "is not an export of a Pulumi stack: write it with `pulumi stack export`"),
        ('{"name": "package"}', "is not an export of a Pulumi stack: write it with `pulumi stack export`"),
        (
            '{"version": 3, "deployment": null}',
            "is not an export of a Pulumi stack: write it with `pulumi stack export`",
        ),
        ('{"version": 9, "deployment": {}}', "has version 9, which is not known: export it again"),
        ('{"resources": {"a": 1}}', "resources in {where} is not a list: write it with `pulumi stack export`"),
        ('{"resources": [{"type": "x"}]}', "resource 1 of {where} has no urn and type: export the stack again"),
        ("[" * 100_000, "is not valid JSON: write it with `pulumi stack export`"),
    ],
)
def test_what_is_no_state_is_refused_in_one_sentence(tmp_path: Path, content: str | bytes, message: str) -> None:
    path = _write(tmp_path, content)
    where = f"the state {path}"
    with pytest.raises(CannotJudgeError) as raised:
        read_state(path)
    expected = message.format(where=where) if "{where}" in message else f"{where} {message}"
    assert str(raised.value) == expected


def test_a_resource_of_wrong_shape_is_named(tmp_path: Path) -> None:
    path = write_state(tmp_path / "state.json", resource(BUCKET, "logs", inputs=[1]))
    with pytest.raises(
        CannotJudgeError, match=r"resource urn:pulumi:live::shop::aws:s3/bucket:Bucket::logs of .* cannot be"
    ):
        read_state(str(path))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CannotJudgeError, match=r"^the state .*none\.json does not exist$"):
        read_state(str(tmp_path / "none.json"))
