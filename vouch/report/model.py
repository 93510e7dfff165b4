"""The report of ``vouch check`` as data: the contract that ``schemas/check.schema.json`` is generated from."""

from collections.abc import Mapping
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, NonNegativeFloat, NonNegativeInt

from guardrails.verdicts import Severity, Verdict


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Tool(_Model):
    """What judged."""

    name: Literal["vouch"] = "vouch"
    version: str


class Subject(_Model):
    """What was judged: a program's folder or a state's file, and its stack."""

    kind: Literal["program", "state"]
    path: str
    stack: str


class Summary(_Model):
    """The run in numbers. Verdicts are counted per rule and resource; ``seconds`` is the whole run."""

    resources: NonNegativeInt = Field(description="Resources of the stack, without the stack itself and its providers.")
    rules: NonNegativeInt
    passed: NonNegativeInt
    failed: NonNegativeInt
    undetermined: NonNegativeInt
    not_applicable: NonNegativeInt
    exempt: NonNegativeInt
    known: NonNegativeInt = Field(description="Results that the baseline knows already, and that refuse nothing.")
    errors: NonNegativeInt
    refused: NonNegativeInt = Field(description="Results that refuse the deploy.")
    seconds: NonNegativeFloat


class Source(_Model):
    """Where a program declares a resource: a file, relative to the program's folder where it lies in it, and a line."""

    file: str
    line: NonNegativeInt


class Exempted(_Model):
    """Who took a result out, why, and until when (``promises/exemptions.yaml``)."""

    owner: str
    reason: str
    ticket: str
    expires: date


class Result(_Model):
    """One verdict of one rule. What is required of the whole stack has no resource: ``urn`` is null."""

    rule: str
    control: str
    claims: tuple[str, ...]
    severity: Severity
    verdict: Verdict
    refused: bool
    urn: str | None
    type: str | None
    name: str | None
    property: str | None = Field(description="The wire path, as in ingress[0].cidrBlocks[1].")
    message: str
    fix: str
    frameworks: tuple[str, ...]
    known: bool = Field(description="The baseline has it: it was there before, and refuses nothing.")
    exemption: Exempted | None
    source: Source | None


class Run(_Model):
    """One subject, judged under one profile. Passed and not-applicable results are listed only with ``--all``."""

    subject: Subject
    profile: str
    summary: Summary
    results: tuple[Result, ...]
    soft_fail: bool = Field(
        default=False, description="Whether the command was told to end with 0 whatever is refused (``--soft-fail``)."
    )


class Report(_Model):
    """Everything one ``vouch check`` judged."""

    tool: Tool
    rules: Mapping[str, Severity] = Field(description="Every rule that judged, and how grave it holds a finding.")
    runs: tuple[Run, ...]
