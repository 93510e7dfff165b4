"""Any Pulumi Python program can be built offline, under its own interpreter, and what is wrong is one sentence."""

import os
import signal
import site
import sys
import time
import venv
from collections.abc import Mapping
from pathlib import Path

import pytest

from guardrails.graph import Resource
from guardrails.values import UNKNOWN
from tests.vouch.conftest import PROGRAMS
from tests.vouch.support import write_program
from vouch.errors import CannotJudgeError
from vouch.preview.answers import Answers
from vouch.preview.program import preview
from vouch.preview.project import find_project, read_project

NOTHING = Answers()


def _build(folder: Path, stack: str = "dev", answers: Answers = NOTHING) -> Mapping[str, Resource]:
    recording = preview(read_project(folder), stack, answers)
    return {each.name: each for each in recording.resources}


def _fails(folder: Path, stack: str = "dev") -> str:
    with pytest.raises(CannotJudgeError) as raised:
        _build(folder, stack)
    return str(raised.value)


@pytest.fixture(scope="module")
def unanswered() -> Mapping[str, Resource]:
    """The program of look-ups, with nothing answered."""
    return _build(PROGRAMS / "lookups")


@pytest.fixture(scope="module")
def answered() -> Mapping[str, Resource]:
    """The program of look-ups, with answers."""
    return _build(
        PROGRAMS / "lookups",
        answers=Answers(
            invokes={
                "aws:index/getCallerIdentity:getCallerIdentity": {"accountId": "123456789012"},
                "aws:ec2/getVpc:getVpc": [
                    {"args": {"id": "vpc-other"}, "result": {"id": "vpc-other", "tags": {"name": "other"}}},
                ],
            },
            stacks={"acme/network/dev": {"vpcId": "vpc-9", "cidr": "10.9.0.0/24"}},
            secrets={"apiToken": "an example"},
        ),
    )


def test_text_made_from_a_look_up_is_unknown(unanswered: Mapping[str, Resource]) -> None:
    assert unanswered["logs"].properties["bucket"] is UNKNOWN


def test_an_argument_that_the_result_repeats_is_known(unanswered: Mapping[str, Resource]) -> None:
    assert unanswered["subnet-0"].properties["vpcId"] == "vpc-0123456789abcdef0"


def test_an_unknown_list_gives_as_many_elements_as_are_asked_for(unanswered: Mapping[str, Resource]) -> None:
    assert {"subnet-0", "subnet-1"} <= set(unanswered)
    assert "subnet-2" not in unanswered
    assert unanswered["subnet-0"].properties["availabilityZone"] is UNKNOWN


def test_an_unknown_list_or_map_is_unknown_as_a_whole(unanswered: Mapping[str, Resource]) -> None:
    assert unanswered["entry"].properties["subnets"] is UNKNOWN
    assert unanswered["settings"].properties["tags"] is UNKNOWN


def test_a_field_of_a_nested_result_is_unknown(unanswered: Mapping[str, Resource]) -> None:
    assert unanswered["entry"].properties["name"] is UNKNOWN


def test_a_look_up_in_its_output_form_is_unknown_and_keeps_its_dependencies(unanswered: Mapping[str, Resource]) -> None:
    assert unanswered["role"].properties["name"] is UNKNOWN
    assert unanswered["alias"].properties["targetKeyId"] is UNKNOWN
    assert unanswered["alias"].property_dependencies == {"targetKeyId": (unanswered["plain"].urn,)}


def test_outputs_of_another_stack_are_unknown(unanswered: Mapping[str, Resource]) -> None:
    assert unanswered["other"].properties == {"vpcId": UNKNOWN, "cidrBlock": UNKNOWN}


def test_encrypted_configuration_is_unknown_and_secret(unanswered: Mapping[str, Resource]) -> None:
    reading = unanswered["token"].read("secretString")
    assert reading.unknown
    assert reading.secret


def test_project_level_configuration_fills_what_the_stack_leaves_out(unanswered: Mapping[str, Resource]) -> None:
    assert unanswered["logs"].properties["tags"] == {"owner": "platform"}
    assert unanswered["enabled"].properties["tags"] == {"size": "3"}


def test_words_that_older_yaml_reads_as_booleans_stay_text(unanswered: Mapping[str, Resource]) -> None:
    assert unanswered["enabled"].properties["bucket"] == "enabled-on"
    assert unanswered["settings"].properties["description"] == "yes"


def test_the_region_of_the_stack_file_is_the_default_providers(unanswered: Mapping[str, Resource]) -> None:
    (provider,) = [each for each in unanswered.values() if each.type == "pulumi:providers:aws"]
    assert provider.properties == {"region": "eu-west-1"}


def test_answers_are_known_in_both_forms(answered: Mapping[str, Resource]) -> None:
    assert answered["logs"].properties["bucket"] == "logs-123456789012"
    assert answered["role"].properties["name"] == "role-123456789012"


def test_answers_for_other_arguments_do_not_count(answered: Mapping[str, Resource]) -> None:
    assert answered["settings"].properties["tags"] is UNKNOWN


def test_answers_give_other_stacks_outputs_and_secrets(answered: Mapping[str, Resource]) -> None:
    assert answered["other"].properties == {"vpcId": "vpc-9", "cidrBlock": "10.9.0.0/24"}
    reading = answered["token"].read("secretString")
    assert reading.known
    assert reading.shown == "[secret]"


def test_details_of_a_stack_output_and_a_method_call_are_unknown(tmp_path: Path) -> None:
    folder = write_program(
        tmp_path,
        [
            "import asyncio, pulumi, pulumi_aws as aws",
            "async def main():",
            "    details = await pulumi.StackReference('acme/network/dev').get_output_details('vpcId')",
            "    aws.s3.Bucket('logs', bucket=f'logs-{details.value}')",
            "    aws.s3.Bucket('called', bucket=pulumi.runtime.call('eks:index:Cluster/getKubeconfig', {}))",
            "pulumi.export('done', pulumi.Output.from_input(main()))",
        ],
    )
    built = _build(folder)
    assert built["logs"].properties == {"bucket": UNKNOWN}
    assert built["called"].properties == {"bucket": UNKNOWN}


def test_a_resource_that_is_only_read_is_not_the_stacks(tmp_path: Path) -> None:
    lines = ["import pulumi_aws as aws", "aws.s3.Bucket('logs', bucket=aws.ec2.Vpc.get('main', 'vpc-1').cidr_block)"]
    built = _build(write_program(tmp_path, lines))
    assert {each.type for each in built.values()} == {"aws:s3/bucket:Bucket", "pulumi:providers:aws"}
    assert built["logs"].properties == {"bucket": UNKNOWN}


def test_two_resources_with_one_urn_are_refused() -> None:
    assert "two resources have the same URN urn:pulumi:dev::twins::aws:s3/bucket:Bucket::logs" in _fails(
        PROGRAMS / "twins"
    )


def test_a_program_runs_in_its_own_folder_with_its_own_modules(tmp_path: Path) -> None:
    folder = write_program(
        tmp_path,
        [
            "import os, pulumi, pulumi_aws as aws, guardrails, vouch",
            "tags = {'cwd': os.getcwd(), 'ours': guardrails.WHOSE + vouch.WHOSE, 'stack': pulumi.get_stack(),",
            "        'project': pulumi.get_project(), 'organization': pulumi.get_organization()}",
            "aws.s3.Bucket('logs', tags=tags)",
        ],
    )
    for name in ("guardrails", "vouch"):
        (folder / f"{name}.py").write_text("WHOSE = 'mine'\n", encoding="utf-8")
    assert _build(folder, "acme/shop/dev")["logs"].properties["tags"] == {
        "cwd": str(folder),
        "ours": "minemine",
        "stack": "dev",
        "project": "shop",
        "organization": "acme",
    }


def test_packages_of_this_repository_are_not_offered_to_a_foreign_program(tmp_path: Path) -> None:
    assert "ModuleNotFoundError: No module named 'stacks' (__main__.py, line 1)" in _fails(
        write_program(tmp_path, ["import stacks"])
    )


def test_main_may_be_a_folder_or_a_file(tmp_path: Path) -> None:
    lines = ["import pulumi_aws as aws, names", "aws.s3.Bucket(names.NAME)"]
    for main in ("infra", "infra/program.py"):
        folder = write_program(tmp_path, None, project=f"name: shop\nruntime: python\nmain: {main}\n")
        infra = folder / "infra"
        infra.mkdir(exist_ok=True)
        (infra / "names.py").write_text("NAME = 'logs'\n", encoding="utf-8")
        for entry in ("__main__.py", "program.py"):
            (infra / entry).write_text("\n".join(lines), encoding="utf-8")
        assert "logs" in _build(folder)


def test_a_program_runs_in_the_virtualenv_it_names_which_needs_only_pulumi(tmp_path: Path) -> None:
    folder = write_program(
        tmp_path,
        [
            "import importlib.util, sys, pulumi_aws as aws",
            "aws.s3.Bucket('logs', bucket=sys.prefix, tags={'pydantic': str(importlib.util.find_spec('pydantic'))})",
        ],
        project="name: shop\nruntime:\n  name: python\n  options:\n    virtualenv: env\n",
    )
    _virtualenv(folder / "env")
    assert _build(folder)["logs"].properties == {"bucket": str(folder / "env"), "tags": {"pydantic": "None"}}


def test_a_virtualenv_without_pulumi_is_named(tmp_path: Path) -> None:
    folder = write_program(tmp_path, project="name: shop\nruntime:\n  name: python\n  options:\n    virtualenv: env\n")
    venv.create(folder / "env", symlinks=True)
    assert f"{folder / 'env'} has no pulumi package: install the program's requirements there" in _fails(folder)


def _virtualenv(folder: Path) -> None:
    """A virtualenv with pulumi and what it needs, and nothing that only this command needs."""
    venv.create(folder, symlinks=True)
    packages = folder / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}" / "site-packages"
    ours = ("pydantic", "typer", "rich", "ruamel", "policyuniverse", "boto", "jsonschema", "pytest", "_pytest", "__")
    for source in map(Path, site.getsitepackages()):
        for entry in source.iterdir():
            if not entry.name.startswith(ours) and entry.suffix != ".pth":
                (packages / entry.name).symlink_to(entry)


def test_encrypted_configuration_that_is_read_as_a_number_points_to_answers(tmp_path: Path) -> None:
    stacks = {"dev": "config:\n  shop:size:\n    secure: v1:abc\n"}
    lines = ["import pulumi", "pulumi.Config().require_int('size')"]
    said = _fails(write_program(tmp_path, lines, stacks=stacks))
    assert "value '(unknown)' is not a valid 'int' (__main__.py, line 2): what is encrypted or looked up" in said


@pytest.mark.parametrize("end", ["sys.exit()", "sys.exit(0)", "sys.exit(None)"])
def test_a_program_that_ends_itself_well_is_recorded(tmp_path: Path, end: str) -> None:
    assert "logs" in _build(write_program(tmp_path, ["import sys, pulumi_aws as aws", "aws.s3.Bucket('logs')", end]))


def test_what_a_program_leaves_running_holds_nobody_up(tmp_path: Path) -> None:
    lines = [
        "import subprocess, threading, pulumi_aws as aws",
        "left = subprocess.Popen(['sleep', '60'])",
        "threading.Thread(target=threading.Event().wait).start()",
        "aws.s3.Bucket('logs', bucket=str(left.pid))",
    ]
    started = time.monotonic()
    built = _build(write_program(tmp_path, lines))
    os.kill(int(built["logs"].properties["bucket"]), signal.SIGKILL)
    assert time.monotonic() - started < 30


@pytest.mark.parametrize(
    "lines",
    [
        ["while True: pass"],
        ["import asyncio, pulumi", "async def main(): await asyncio.Event().wait()", "pulumi.run(main)"],
    ],
)
def test_a_program_that_does_not_end_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lines: list[str]
) -> None:
    monkeypatch.setattr("vouch.preview.program.CHILD_SECONDS", 2)
    assert "did not end within 2 seconds: see that it waits for nothing outside" in _fails(
        write_program(tmp_path, lines)
    )


@pytest.mark.parametrize(
    ("project", "sentence"),
    [
        ("name: shop\nruntime: nodejs\n", "is a nodejs program, which cannot be run here: export its state with"),
        ("name: shop\nruntime: {name: go}\n", "is a go program, which cannot be run here"),
        ("runtime: python\n", "must be a mapping with the keys name and runtime"),
        ("- a\n", "must be a mapping with the keys name and runtime"),
        ("name: shop\nruntime: [python]\n", "must be a name, or a mapping with name and options"),
        ("name: shop\nruntime: python\nmain: none\n", "does not exist"),
        ("name: shop\nruntime: python\nmain: [a]\n", "must be a path"),
        ("name: shop\nruntime: python\nconfig: [a]\n", "must be a mapping of keys to values or types"),
        ("name: shop\nname: shop\nruntime: python\n", "is not valid YAML: line 2, column 1"),
        ("name: {shop\n", "is not valid YAML: line 2, column 1"),
        (
            "name: shop\nruntime: {name: python, options: {virtualenv: none}}\n",
            "holds no Python: create it with `python -m venv` and install the program's requirements",
        ),
        (
            "name: shop\nruntime: python\nconfig:\n  shop:size: {type: integer}\n",
            "stack 'dev' gives no value for shop:size, which",
        ),
    ],
)
def test_a_wrong_project_file_is_one_sentence(tmp_path: Path, project: str, sentence: str) -> None:
    said = _fails(write_program(tmp_path, project=project))
    assert sentence in said
    assert "\n" not in said


@pytest.mark.parametrize(
    ("stack", "sentence"),
    [
        ("config: [a]\n", "must be a mapping of keys to values"),
        ("- a\n", "must be a mapping with the key config"),
        ("config:\n\ta: b\n", "is not valid YAML: line 2, column 1"),
    ],
)
def test_a_wrong_stack_file_is_one_sentence(tmp_path: Path, stack: str, sentence: str) -> None:
    said = _fails(write_program(tmp_path, stacks={"dev": stack}))
    assert sentence in said
    assert "Pulumi.dev.yaml" in said


def test_a_missing_stack_file_names_the_stacks_that_exist(tmp_path: Path) -> None:
    folder = write_program(tmp_path, stacks={"dev": "", "prod": ""})
    assert _fails(folder, "live") == (f"stack 'live' has no file Pulumi.live.yaml in {folder}; stacks there: dev, prod")
    assert _fails(folder, "prdo").endswith("stacks there: dev, prod, did you mean prod?")


def test_stack_files_may_lie_in_a_folder_of_their_own(tmp_path: Path) -> None:
    folder = write_program(tmp_path, project="name: shop\nruntime: python\nstackConfigDir: stacks\n", stacks={})
    (folder / "stacks").mkdir()
    (folder / "stacks" / "Pulumi.live.yaml").write_text("", encoding="utf-8")
    assert read_project(folder).choose_stack(None) == "live"


def test_a_project_without_stack_files_says_so(tmp_path: Path) -> None:
    with pytest.raises(CannotJudgeError, match=r"has no stack file: add Pulumi\.<stack>\.yaml"):
        read_project(write_program(tmp_path, stacks={})).choose_stack(None)


def test_a_folder_without_a_project_is_named(tmp_path: Path) -> None:
    assert _fails(tmp_path) == f"{tmp_path} has no Pulumi.yaml: name the folder that has one with --program"
    assert _fails(tmp_path / "none") == f"the program folder {tmp_path / 'none'} does not exist"


def test_the_nearest_project_upwards_is_found(tmp_path: Path) -> None:
    folder = write_program(tmp_path / "shop")
    (folder / "deep" / "er").mkdir(parents=True)
    assert find_project(folder / "deep" / "er") == folder


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        (["import sys", "sys.exit(3)"], "the program ended itself with exit code 3 (__main__.py, line 2)"),
        (["import sys", "sys.exit('no\\nregion')"], "the program ended itself with the words 'no region'"),
        (["import os", "os.chdir('/')", "raise ValueError('far')"], "ValueError: far (__main__.py, line 3)"),
        (["import os", "os._exit(7)"], "with exit code 7 before it was recorded"),
        (
            ["import pulumi", "raise pulumi.RunError('no network')"],
            "could not be built: no network (__main__.py, line 2)",
        ),
        (["import pulumi", "pulumi.Config().require('size')"], "Missing required configuration variable 'shop:size'"),
        (["import nowhere"], f"'nowhere' (__main__.py, line 1): install what the program requires into {sys.prefix}"),
        (
            ["import pulumi_aws as aws", "aws.ebs.get_volume(most_recent=True).size + 1"],
            "line 2): nothing that it looked up (aws:ebs/getVolume:getVolume) is known offline, --answers can give it",
        ),
        (["def broken(:"], "SyntaxError: invalid syntax"),
    ],
)
def test_a_program_that_fails_is_one_sentence(tmp_path: Path, lines: list[str], sentence: str) -> None:
    said = _fails(write_program(tmp_path, lines))
    assert sentence in said
    assert "\n" not in said


def test_a_stack_file_may_lie_anywhere_and_then_names_the_stack(tmp_path: Path) -> None:
    project = read_project(write_program(tmp_path, stacks={"dev": ""}))
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    file = elsewhere / "Pulumi.live.yaml"
    file.write_text("", encoding="utf-8")
    found = project.with_config_file(file)
    assert (found.choose_stack(None), found.stack_file("live")) == ("live", file.resolve())
    assert found.choose_stack("qa") == "qa"
    with pytest.raises(CannotJudgeError, match=r"--config-file .*none\.yaml does not exist: name a stack file"):
        project.with_config_file(elsewhere / "none.yaml")
