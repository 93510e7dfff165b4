"""Answers are found by token and arguments, and a wrong answers file is one sentence."""

from pathlib import Path

import pytest

from vouch.errors import CannotJudgeError
from vouch.preview.answers import STACK_REFERENCE, Answers
from vouch.preview.answers_file import read_answers

TOKEN = "aws:ec2/getSubnet:getSubnet"


def test_one_result_answers_whatever_the_arguments_are() -> None:
    answers = Answers(invokes={TOKEN: {"cidrBlock": "10.0.0.0/24"}})
    assert answers.invoke(TOKEN, {"id": "subnet-1"}) == {"cidrBlock": "10.0.0.0/24"}
    assert answers.answers(TOKEN, {})
    assert not answers.answers("aws:ec2/getVpc:getVpc", {})


def test_of_several_results_the_first_whose_arguments_fit_holds() -> None:
    answers = Answers(
        invokes={
            TOKEN: [
                {"args": {"id": "subnet-1"}, "result": {"cidrBlock": "a"}},
                {"args": {"filters": [{"name": "x"}]}, "result": {"cidrBlock": "b"}},
            ]
        }
    )
    assert answers.invoke(TOKEN, {"id": "subnet-1", "tags": {}}) == {"cidrBlock": "a"}
    assert answers.invoke(TOKEN, {"filters": [{"name": "x"}]}) == {"cidrBlock": "b"}
    assert answers.invoke(TOKEN, {"id": "subnet-2"}) == {}
    assert not answers.answers(TOKEN, {"id": "subnet-2"})


def test_reads_are_found_by_type_and_name_and_stacks_by_reference() -> None:
    answers = Answers(reads={"aws:ec2/vpc:Vpc::main": {"cidrBlock": "a"}}, stacks={"acme/network/dev": {"vpcId": "v"}})
    assert answers.read("aws:ec2/vpc:Vpc", "main") == {"cidrBlock": "a"}
    assert answers.read("aws:ec2/vpc:Vpc", "other") == {}
    assert answers.read(STACK_REFERENCE, "acme/network/dev") == {"outputs": {"vpcId": "v"}, "secretOutputNames": []}
    assert answers.read(STACK_REFERENCE, "acme/network/prod") == {}


def test_a_file_is_read_as_yaml_or_json(tmp_path: Path) -> None:
    path = tmp_path / "answers"
    path.write_text(f"invokes:\n  {TOKEN}: {{id: subnet-1}}\nsecrets:\n  shop:token: on\n", encoding="utf-8")
    assert read_answers(path) == Answers(invokes={TOKEN: {"id": "subnet-1"}}, secrets={"shop:token": "on"})
    path.write_text('{"stacks": {"acme/network/dev": {"vpcId": "vpc-1"}}}', encoding="utf-8")
    assert read_answers(path) == Answers(stacks={"acme/network/dev": {"vpcId": "vpc-1"}})


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("- a\n", "holds no mapping: give it the keys invokes, reads, stacks, secrets"),
        ("invoke: {}\n", "has an unknown key 'invoke': use invokes, reads, stacks, secrets"),
        ("invokes: [a]\n", "must be a mapping of names to values"),
        ("invokes: {a: text}\n", "must be a result, or a list of {args, result}"),
        ("invokes: {a: [{args: {}}]}\n", "must be a result, or a list of {args, result}"),
        ("stacks: {a: text}\n", "must be a mapping of names to values"),
        ("secrets: {a: [}\n", "is not valid YAML: line 1, column 15"),
    ],
)
def test_a_wrong_file_is_one_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    path = tmp_path / "answers.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CannotJudgeError) as raised:
        read_answers(path)
    assert sentence in str(raised.value)
    assert str(path) in str(raised.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CannotJudgeError, match=r"^the answers file .*none\.yaml does not exist$"):
        read_answers(tmp_path / "none.yaml")
