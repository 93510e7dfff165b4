"""`make preview`, `up` and `destroy`: what they tell the CLI, what they refuse, and what they leave as it was."""

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from vouch.deploy import DeployError, deploy, main, with_engine_keys

_STACK_FILE = "config:\n  vouch:settings:\n    profile: {profile}\n"
_FAKE = """#!/bin/sh
echo "$@" >> "$CALLS"
env > "$CALLS.env"
case "$1 $2" in
  "stack select") printf 'encryptionsalt: v1:salt\\n' >> Pulumi.$4.yaml ;;
esac
before=
for argument; do
  if [ "$before" = --event-log ]; then printf '%s\\n' "$EVENTS" > "$argument"; fi
  before=$argument
done
exit ${FAKE_EXIT:-0}
"""
_TRACE = (
    '{"sequence":1,"preludeEvent":{"config":{}}}\n'
    '{"sequence":2,"policyAnalyzeStackSummaryEvent":{"policyPackName":"vouch","passed":["cloudtrail-present"]}}'
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project folder with three stacks and an environment."""
    for stack in ("dev", "staging", "prod"):
        (tmp_path / f"Pulumi.{stack}.yaml").write_text(_STACK_FILE.format(profile=stack))
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.touch()
    return tmp_path


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """An environment with a CLI that notes how it was called."""
    fake = tmp_path / "bin" / "pulumi"
    fake.parent.mkdir()
    fake.write_text(_FAKE)
    fake.chmod(0o755)
    return {
        "PATH": f"{fake.parent}{os.pathsep}/usr/bin{os.pathsep}/bin",
        "CALLS": str(tmp_path / "calls"),
        "EVENTS": _TRACE,
    }


def _calls(environ: dict[str, str]) -> list[str]:
    return Path(environ["CALLS"]).read_text().splitlines()


def _seen(environ: dict[str, str]) -> dict[str, str]:
    lines = Path(environ["CALLS"] + ".env").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line)


def test_preview_runs_with_the_pack_and_the_kept_configuration(root: Path, environ: dict[str, str]) -> None:
    assert deploy("preview", "dev", root, environ) == 0
    assert _calls(environ) == [
        "stack select --stack dev --create --non-interactive",
        f"preview --stack dev --config-file {root}/.vouch/Pulumi.dev.yaml --event-log {root}/.vouch/dev/events.json",
    ]
    assert _seen(environ)["PULUMI_OPTION_POLICY_PACK"] == str(root / "policies")
    assert _seen(environ)["PULUMI_BACKEND_URL"] == (root / ".vouch" / "state").as_uri()


def test_the_stack_file_stays_as_it_was_and_the_salt_is_kept_for_the_next_run(
    root: Path, environ: dict[str, str]
) -> None:
    before = (root / "Pulumi.dev.yaml").read_bytes()
    deploy("preview", "dev", root, environ)
    assert (root / "Pulumi.dev.yaml").read_bytes() == before
    kept = (root / ".vouch" / "Pulumi.dev.yaml").read_text()
    assert kept == before.decode() + "encryptionsalt: v1:salt\n"


def test_up_never_skips_the_preview(root: Path, environ: dict[str, str]) -> None:
    environ |= {"PULUMI_OPTION_SKIP_PREVIEW": "true", "PULUMI_SKIP_PREVIEW": "true"}
    assert deploy("up", "dev", root, environ) == 0
    assert _calls(environ)[-1].startswith(f"up --stack dev --config-file {root}/.vouch/Pulumi.dev.yaml ")
    assert not {"PULUMI_OPTION_SKIP_PREVIEW", "PULUMI_SKIP_PREVIEW"} & _seen(environ).keys()


def test_the_exit_code_is_the_engines(root: Path, environ: dict[str, str]) -> None:
    (Path(environ["PATH"].split(os.pathsep)[0]) / "pulumi").write_text(
        _FAKE.replace("exit ${FAKE_EXIT:-0}", "") + '[ "$1" = stack ] && exit 0\nexit 255\n'
    )
    assert deploy("preview", "dev", root, environ) == 255


def test_prod_wants_a_shared_backend(root: Path, environ: dict[str, str]) -> None:
    with pytest.raises(DeployError, match="set PULUMI_BACKEND_URL to a shared backend"):
        deploy("up", "prod", root, environ)
    environ["PULUMI_BACKEND_URL"] = "s3://state"
    assert deploy("up", "prod", root, environ) == 0
    assert _seen(environ)["PULUMI_BACKEND_URL"] == "s3://state"
    assert "PULUMI_CONFIG_PASSPHRASE" not in _seen(environ)


@pytest.mark.parametrize("stack", ["staging", "prod"])
def test_a_protected_profile_is_not_destroyed(root: Path, environ: dict[str, str], stack: str) -> None:
    environ["PULUMI_BACKEND_URL"] = "s3://state"
    with pytest.raises(DeployError, match=f"stack {stack} has the protected profile {stack}"):
        deploy("destroy", stack, root, environ)
    assert not Path(environ["CALLS"]).exists()


def test_an_unprotected_profile_is_destroyed(root: Path, environ: dict[str, str]) -> None:
    assert deploy("destroy", "dev", root, environ) == 0
    assert _calls(environ)[-1].startswith("destroy --stack dev ")


_PROVIDER = "awskms://alias/vouch-bootstrap-secrets?region=eu-west-1&awssdk=v2"


def test_bootstrap_begins_on_a_local_state_and_is_not_destroyed(root: Path, environ: dict[str, str]) -> None:
    (root / "Pulumi.bootstrap.yaml").write_text(_STACK_FILE.format(profile="bootstrap"))
    assert deploy("up", "bootstrap", root, environ) == 0
    assert _seen(environ)["PULUMI_BACKEND_URL"] == (root / ".vouch" / "state").as_uri()
    assert _seen(environ)["PULUMI_CONFIG_PASSPHRASE"] == ""
    with pytest.raises(DeployError, match="stack bootstrap has the protected profile bootstrap"):
        deploy("destroy", "bootstrap", root, environ)


def test_bootstrap_that_has_moved_never_begins_again_on_a_local_state(root: Path, environ: dict[str, str]) -> None:
    moved = f"{_STACK_FILE.format(profile='bootstrap')}secretsprovider: {_PROVIDER}\n"
    (root / "Pulumi.bootstrap.yaml").write_text(moved)
    with pytest.raises(DeployError, match="set PULUMI_BACKEND_URL to a shared backend"):
        deploy("up", "bootstrap", root, environ)
    assert not Path(environ["CALLS"]).exists()


def test_a_stack_is_made_with_the_secrets_provider_of_its_file(root: Path, environ: dict[str, str]) -> None:
    (root / "Pulumi.prod.yaml").write_text(f"{_STACK_FILE.format(profile='prod')}secretsprovider: {_PROVIDER}\n")
    assert deploy("preview", "prod", root, environ | {"PULUMI_BACKEND_URL": "s3://state"}) == 0
    assert _calls(environ)[0] == (
        f"stack select --stack prod --create --non-interactive --secrets-provider {_PROVIDER}"
    )


def test_what_is_missing_is_said_in_one_sentence(root: Path, environ: dict[str, str]) -> None:
    for action, stack, env, sentence in (
        ("preview", "", environ, "no stack is named: run make preview STACK=dev"),
        ("preview", "qa", environ, "Pulumi.qa.yaml does not exist"),
        ("preview", "dev", {"PATH": "/nowhere"}, "the pulumi CLI is not on PATH"),
        ("refresh", "dev", environ, "refresh is not an action"),
    ):
        with pytest.raises(DeployError) as raised:
            deploy(action, stack, root, env)
        assert sentence in str(raised.value)
        assert "\n" not in str(raised.value)


def test_a_missing_environment_is_found_before_the_engine_waits_for_it(root: Path, environ: dict[str, str]) -> None:
    (root / ".venv" / "bin" / "python").unlink()
    with pytest.raises(DeployError, match="run make setup"):
        deploy("preview", "dev", root, environ)


def test_a_committed_secrets_provider_is_not_doubled() -> None:
    original = "secretsprovider: awskms://alias/state\nconfig: {}\n"
    written = original + "encryptedkey: abc\n"
    assert with_engine_keys(original, "", written) == original + "encryptedkey: abc\n"


_EXEMPTION = """exemptions:
  - rule: cloudfront-origin-failover
    resource: name:assets-*
    stacks: [vouch/dev]
    owner: Platform team
    reason: The second origin is built in the next quarter.
    ticket: SEC-123
    expires: {expires}
"""


def _exempt(root: Path, text: str) -> None:
    (root / "promises").mkdir()
    (root / "promises" / "exemptions.yaml").write_text(text)


@pytest.mark.parametrize("action", ["preview", "up"])
def test_the_pack_gets_the_reviewed_exemptions_and_no_other_configuration(
    root: Path, environ: dict[str, str], action: str
) -> None:
    expires = (datetime.now(UTC).date() + timedelta(days=90)).isoformat()
    _exempt(root, _EXEMPTION.format(expires=expires))
    assert deploy(action, "dev", root, environ | {"PULUMI_OPTION_POLICY_PACK_CONFIG": "/elsewhere.json"}) == 0
    given = Path(_seen(environ)["PULUMI_OPTION_POLICY_PACK_CONFIG"])
    assert given == root / ".vouch" / "dev" / "policy-config.json"
    assert json.loads(given.read_text()) == {
        "exemptions": {
            "exemptions": [
                {
                    "rule": "cloudfront-origin-failover",
                    "resource": "name:assets-*",
                    "stacks": ["vouch/dev"],
                    "owner": "Platform team",
                    "reason": "The second origin is built in the next quarter.",
                    "ticket": "SEC-123",
                    "expires": expires,
                }
            ]
        }
    }


def test_malformed_exemptions_stop_before_the_engine_runs(root: Path, environ: dict[str, str]) -> None:
    _exempt(root, "exemptions: [{rule: no-such-rule}]\n")
    with pytest.raises(DeployError, match=r"exemptions\.yaml cannot be taken: entry 1"):
        deploy("preview", "dev", root, environ)
    assert [call for call in _calls(environ) if call.startswith("preview")] == []


@pytest.mark.parametrize(
    "events",
    [
        "",
        '{"policyLoadEvent":{}}',
        '{"policyAnalyzeStackSummaryEvent":{"policyPackName":"vouch"}}',
        '{"policyAnalyzeStackSummaryEvent":{"policyPackName":"other","passed":["cloudtrail-present"]}}',
        '{"diagnosticEvent":{"message":"policyAnalyzeStackSummaryEvent vouch"}}',
        "policyAnalyzeStackSummaryEvent",
    ],
    ids=["no event", "only loaded", "no rule judged", "another pack", "a program that prints it", "no JSON"],
)
@pytest.mark.parametrize("action", ["preview", "up"])
def test_a_run_without_a_trace_of_the_pack_fails(root: Path, environ: dict[str, str], action: str, events: str) -> None:
    with pytest.raises(DeployError, match="no verdict of the policy pack vouch on the stack"):
        deploy(action, "dev", root, environ | {"EVENTS": events})


def test_the_trace_is_that_of_this_run(root: Path, environ: dict[str, str]) -> None:
    log = root / ".vouch" / "dev" / "events.json"
    log.parent.mkdir(parents=True)
    log.write_text(_TRACE)
    (Path(environ["PATH"].split(os.pathsep)[0]) / "pulumi").write_text("#!/bin/sh\nexit 0\n")
    with pytest.raises(DeployError, match="no verdict"):
        deploy("preview", "dev", root, environ)


def test_the_events_are_not_kept(root: Path, environ: dict[str, str]) -> None:
    assert deploy("preview", "dev", root, environ) == 0
    assert [each.name for each in (root / ".vouch" / "dev").iterdir()] == ["policy-config.json"]


@pytest.mark.parametrize(
    "name", ["PULUMI_OPTION_TARGET", "PULUMI_OPTION_TARGET_REPLACE", "PULUMI_OPTION_EXCLUDE", "PULUMI_OPTION_TARGETS"]
)
def test_a_targeted_run_is_not_begun(root: Path, environ: dict[str, str], name: str) -> None:
    with pytest.raises(DeployError, match=f"{name} is set, and a stack is judged as a whole"):
        deploy("up", "dev", root, environ | {name: "urn"})
    assert not Path(environ["CALLS"]).exists()


def test_an_argument_too_many_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["up", "dev", "--target", "urn"]) == 2
    assert capsys.readouterr().err == (
        "vouch: --target is not expected: name an action and a stack, which is judged as a whole\n"
    )
