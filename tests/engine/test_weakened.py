"""A run that would judge less than the pack does is refused by the real engine, and says so in a sentence."""

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.engine.conftest import Engine, Ran

_ROOT = Path(__file__).parents[2]
_PROGRAM = """
import pulumi
import pulumi_aws as aws
protected = pulumi.ResourceOptions(protect=True)
aws.kms.Key("main", enable_key_rotation=True, opts=protected)
{more}
"""
_OPEN = 'aws.kms.Key("open", opts=protected)'
_RULE = "kms-key-rotated"
_STACK = """config:
  aws:region: eu-west-1
  aws:defaultTags: {tags: {owner: platform, data: none, backup: none, retention: none}}
  vouch:settings: {profile: dev}
"""


@pytest.fixture
def small(engine: Engine) -> Engine:
    """A small program that the pack lets through, in a stack without a profile."""
    (engine.root / "Pulumi.small.yaml").write_text(_STACK)
    _program(engine)
    assert engine.run("stack", "init", "small").code == 0
    return engine


def _program(engine: Engine, more: str = "") -> None:
    (engine.root / "__main__.py").write_text(_PROGRAM.format(more=more))


def _preview(engine: Engine, *arguments: str) -> Ran:
    return engine.run("preview", "--stack", "small", "--policy-pack", "policies", *arguments)


def _configured(engine: Engine, stated: dict[str, Any]) -> Ran:
    file = engine.root / "configuration.json"
    file.write_text(json.dumps(stated))
    return _preview(engine, "--policy-pack-config", str(file))


def _exemptions(**changed: Any) -> dict[str, Any]:
    entry = {
        "rule": _RULE,
        "resource": "name:open",
        "stacks": ["vouch/small"],
        "owner": "Platform team",
        "reason": "The key is made next week.",
        "ticket": "SEC-1",
        "expires": (datetime.now(UTC).date() + timedelta(days=9)).isoformat(),
    }
    return {"exemptions": [{**entry, **changed}]}


def test_the_small_program_passes_and_every_rule_may_be_raised(small: Engine) -> None:
    ran = _preview(small)
    assert ran.code == 0, ran.output
    ran = _configured(small, {_RULE: "mandatory"})
    assert ran.code == 0, ran.output


@pytest.mark.parametrize(
    ("stated", "sentence"),
    [
        ({"all": "disabled"}, "sets all policies to disabled"),
        ({"all": "advisory"}, "sets all policies to advisory"),
        ({_RULE: "disabled"}, f"lowers {_RULE} ({_RULE}: mandatory to disabled)"),
        ({_RULE: "advisory"}, f"lowers {_RULE} ({_RULE}: mandatory to advisory)"),
        ({_RULE: "remediate"}, f"lowers {_RULE} ({_RULE}: mandatory to remediate)"),
        ({"kms-key-rotaded": "mandatory"}, "names kms-key-rotaded, which is no rule of this pack"),
        ({_RULE: {"enforcementLevel": "mandatory", "days": 1}}, f"of {_RULE} has the unknown key days"),
        ({"exemptions": {"exemptions": [{"rule": _RULE}]}}, "exemptions: exemptions.0: expires is required"),
        ({"exemptions": _exemptions(rule="no-such-rule")}, "entry 1 names the rule 'no-such-rule', which does not"),
        ({"exemptions": _exemptions(rule="cloudtrail-present")}, "entry 1 exempts from cloudtrail-present"),
        ({"exemptions": _exemptions(expires="2020-01-01")}, "ended on 2020-01-01"),
        ({"exemptions": _exemptions()}, "exempts nothing in this stack"),
    ],
)
def test_a_configuration_that_weakens_the_run_is_refused(small: Engine, stated: dict[str, Any], sentence: str) -> None:
    ran = _configured(small, stated)
    assert ran.code != 0
    assert sentence in ran.output


def test_the_environment_cannot_weaken_the_run_either(small: Engine) -> None:
    file = small.root / "configuration.json"
    file.write_text('{"all": "disabled"}')
    weakened = Engine(small.root, {**small.env, "PULUMI_OPTION_POLICY_PACK_CONFIG": str(file)})
    ran = _preview(weakened)
    assert ran.code != 0
    assert "sets all policies to disabled" in ran.output


def test_an_exemption_lets_through_and_is_shown(small: Engine) -> None:
    _program(small, _OPEN)
    assert _preview(small).code != 0
    ran = _configured(small, {"exemptions": _exemptions()})
    assert ran.code == 0, ran.output
    assert "The key is made next week. (owner Platform team, ticket SEC-1)" in ran.output


@pytest.mark.parametrize("option", ["--target", "--exclude"])
def test_a_run_that_leaves_resources_out_is_refused(small: Engine, option: str) -> None:
    _program(small, 'aws.kms.Alias("name", target_key_id="1234abcd")')
    assert _preview(small).code == 0
    ran = _preview(small, option, "**main" if option == "--target" else "**name")
    assert ran.code != 0
    assert ran.output.count("the run leaves this resource out (--target, --exclude)") == 1
    assert "stack-judged-whole" in ran.output


def test_a_pack_that_lost_a_rule_judges_nothing(small: Engine) -> None:
    area = small.root / "policies" / "guardrails" / "rules" / "__init__.py"
    text = area.read_text().replace("for rule in area.RULES)", f'for rule in area.RULES if rule.id != "{_RULE}")')
    area.write_text(text)
    ran = _preview(small)
    assert ran.code != 0
    assert f"error: the pack's rules are not those of manifest.json ({_RULE} is missing)" in ran.output


_RAISES = """
def _raises(*_arguments):
    raise RuntimeError("broken")

from dataclasses import replace
RULES = tuple(replace(rule, judge=_raises) if rule.id == "{rule}" else rule for rule in RULES)
"""


def test_a_rule_that_raises_is_named_while_the_others_judge(small: Engine) -> None:
    _program(small, 'aws.kms.Key("open")')
    with (small.root / "policies" / "guardrails" / "rules" / "__init__.py").open("a") as rules:
        rules.write(_RAISES.format(rule=_RULE))
    ran = _preview(small)
    assert ran.code != 0
    assert f"rule {_RULE} raised RuntimeError" in ran.output
    assert "kms-key-protected" in ran.output


def test_a_pack_that_ends_before_its_verdict_fails_the_run(small: Engine) -> None:
    servicer = small.root / "policies" / "guardrails" / "pack" / "servicer.py"
    text = servicer.read_text()
    assert "found = self._run.stack(" in text
    servicer.write_text(text.replace("found = self._run.stack(", "import os; os._exit(0); found = self._run.stack("))
    assert _preview(small).code != 0


_DEPLOY = """
import os, sys
from pathlib import Path
sys.path[:0] = [{root!r}, {root!r} + "/policies"]
from vouch.deploy import DeployError, deploy
try:
    sys.exit(deploy(sys.argv[1], "small", Path("."), os.environ))
except DeployError as error:
    sys.exit(str(error))
"""


def _deploy(engine: Engine, action: str) -> Ran:
    given = {key: value for key, value in engine.env.items() if key != "PULUMI_BACKEND_URL"}
    ran = subprocess.run(
        [sys.executable, "-c", _DEPLOY.format(root=str(_ROOT)), action],
        cwd=engine.root,
        env={**given, "YES": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    return Ran(ran.returncode, ran.stdout + ran.stderr)


@pytest.mark.parametrize("action", ["preview", "up"])
def test_the_wrapper_finds_the_packs_trace(small: Engine, action: str) -> None:
    ran = _deploy(small, action)
    assert ran.code == 0, ran.output


_ANOTHER_PACK = """
from pulumi_policy import PolicyPack, StackValidationPolicy
PolicyPack(name="quiet", policies=[StackValidationPolicy(name="exemptions", description="-", validate=lambda *_: None)])
"""


@pytest.mark.parametrize("action", ["preview", "up"])
def test_the_wrapper_fails_where_another_pack_judged(small: Engine, action: str) -> None:
    (small.root / "policies" / "__main__.py").write_text(_ANOTHER_PACK)
    (small.root / "promises" / "exemptions.yaml").write_text("exemptions: []\n")
    ran = _deploy(small, action)
    assert ran.code == 1
    assert "hold no verdict of the policy pack vouch on the stack" in ran.output


def test_the_wrapper_gives_the_pack_the_reviewed_exemptions(small: Engine) -> None:
    _program(small, _OPEN)
    assert _deploy(small, "preview").code != 0
    (small.root / "promises" / "exemptions.yaml").write_text(json.dumps(_exemptions()))
    ran = _deploy(small, "preview")
    assert ran.code == 0, ran.output
    assert "ticket SEC-1" in ran.output
