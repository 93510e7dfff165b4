"""`make preview`, `up` and `destroy`: what they tell the CLI, what they refuse, and what they leave as it was."""

import os
from pathlib import Path

import pytest

from vouch.deploy import DeployError, deploy, with_engine_keys

_STACK_FILE = "config:\n  vouch:settings:\n    profile: {profile}\n"
_FAKE = """#!/bin/sh
echo "$@" >> "$CALLS"
env > "$CALLS.env"
case "$1 $2" in
  "stack select") printf 'encryptionsalt: v1:salt\\n' >> Pulumi.$4.yaml ;;
esac
exit ${FAKE_EXIT:-0}
"""


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
    return {"PATH": f"{fake.parent}{os.pathsep}/usr/bin{os.pathsep}/bin", "CALLS": str(tmp_path / "calls")}


def _calls(environ: dict[str, str]) -> list[str]:
    return Path(environ["CALLS"]).read_text().splitlines()


def _seen(environ: dict[str, str]) -> dict[str, str]:
    lines = Path(environ["CALLS"] + ".env").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line)


def test_preview_runs_with_the_pack_and_the_kept_configuration(root: Path, environ: dict[str, str]) -> None:
    assert deploy("preview", "dev", root, environ) == 0
    assert _calls(environ) == [
        "stack select --stack dev --create --non-interactive",
        f"preview --stack dev --config-file {root}/.vouch/Pulumi.dev.yaml",
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
    assert _calls(environ)[-1] == f"up --stack dev --config-file {root}/.vouch/Pulumi.dev.yaml"
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
