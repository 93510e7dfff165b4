"""Requirements on one property, as rule functions: most rules are one of these.

Each says what is wrong and where; an absent property reads as the provider's default, insecure where the default
is insecure; an unknown one is undetermined.
"""

from collections.abc import Callable
from typing import Final

from guardrails.graph import Resource
from guardrails.rule import Findings, JudgeResource
from guardrails.thresholds import Thresholds
from guardrails.values import Reading
from guardrails.verdicts import failed, not_applicable, undetermined, unsure

Limit = float | Callable[[Thresholds], float]
_AWS_KEYS: Final = "alias/aws/"


def given(reading: Reading) -> bool:
    """Whether the program gives a value, known or not, that is not empty."""
    return not reading.absent and reading.value != ""


def must_be_true(path: str, *, default: bool = False) -> JudgeResource:
    """The boolean at ``path`` must be true; ``default`` is what AWS does where the program is silent."""
    return _must_be_boolean(path, wanted=True, default=default)


def must_be_false(path: str, *, default: bool = False) -> JudgeResource:
    """The boolean at ``path`` must be false; ``default`` is what AWS does where the program is silent."""
    return _must_be_boolean(path, wanted=False, default=default)


def _must_be_boolean(path: str, *, wanted: bool, default: bool) -> JudgeResource:
    def judge(resource: Resource, _bar: Thresholds) -> Findings:
        reading = resource.read(path)
        if reading.unknown:
            yield undetermined(reading, f"{reading.path} is not known yet; it must be {_spell(wanted)}")
        elif reading.absent:
            if default is not wanted:
                yield failed(reading, f"{path} is not set, and the default is {_spell(default)}")
        elif reading.truth is not wanted:
            yield failed(reading, f"{reading.path} is {reading.shown}, it must be {_spell(wanted)}")

    return judge


def must_be_set(path: str, *, proven_by: tuple[str, ...] = ()) -> JudgeResource:
    """``path`` must have a value that is not empty; a dependency on ``proven_by`` proves an unknown one."""

    def judge(resource: Resource, _bar: Thresholds) -> Findings:
        reading = resource.read(path)
        if reading.unknown:
            yield undetermined(reading, f"{reading.path} is not known yet; it must be set", proven_by=proven_by)
        elif reading.absent or reading.value in ("", [], {}):
            yield failed(reading, f"{reading.path} is not set")

    return judge


def must_be_customer_key(path: str, *, proven_by: tuple[str, ...]) -> JudgeResource:
    """``path`` must name a KMS key of the customer's, not one that AWS manages (``alias/aws/...``).

    A key given by id or ARN is taken for the customer's; a dependency on ``proven_by`` proves an unknown one.
    """

    def judge(resource: Resource, _bar: Thresholds) -> Findings:
        reading = resource.read(path)
        if reading.unknown:
            yield undetermined(
                reading, f"{reading.path} is not known yet; it must name a customer key", proven_by=proven_by
            )
        elif reading.absent or reading.value == "":
            yield failed(reading, f"{reading.path} is not set, so no customer key is used")
        elif _AWS_KEYS in str(reading.text):
            yield failed(reading, f"{reading.path} is {reading.shown}, a key that AWS manages")

    return judge


def must_not_be_set(path: str, *, because: str) -> JudgeResource:
    """``path`` must be left out; ``because`` completes "... is set, ...". An unknown value is set all the same."""

    def judge(resource: Resource, _bar: Thresholds) -> Findings:
        reading = resource.read(path)
        if not reading.absent and reading.value not in ("", [], {}):
            yield failed(reading, f"{reading.path} is set, {because}")

    return judge


def must_be_one_of(path: str, *allowed: str, default: str | None = None) -> JudgeResource:
    """The text at ``path`` must be one of ``allowed``; ``default`` is what AWS takes where the program is silent."""

    def judge(resource: Resource, _bar: Thresholds) -> Findings:
        reading = resource.read(path)
        if reading.unknown:
            yield undetermined(reading, f"{reading.path} is not known yet; it must be {_alternatives(allowed)}")
        elif reading.absent:
            if default not in allowed:
                taken = f"the default is {default}" if default else f"it must be {_alternatives(allowed)}"
                yield failed(reading, f"{reading.path} is not set, and {taken}")
        elif reading.text not in allowed:
            yield failed(reading, f"{reading.path} is {reading.shown}, it must be {_alternatives(allowed)}")

    return judge


def must_not_be(path: str, *refused: str, default: str | None = None) -> JudgeResource:
    """The text at ``path`` must be none of ``refused``."""

    def judge(resource: Resource, _bar: Thresholds) -> Findings:
        reading = resource.read(path)
        if reading.unknown:
            yield undetermined(reading, f"{reading.path} is not known yet; it must not be {_alternatives(refused)}")
        elif reading.default(default).text in refused:
            stated = "is not set, and the default is" if reading.absent else "is"
            yield failed(reading, f"{reading.path} {stated} {default if reading.absent else reading.shown}")

    return judge


def must_be_at_least(path: str, limit: Limit, *, default: float = 0, unit: str = "") -> JudgeResource:
    """The number at ``path`` must reach ``limit`` (a number, or a threshold of the profile)."""

    def judge(resource: Resource, bar: Thresholds) -> Findings:
        least = limit(bar) if callable(limit) else limit
        yield from _compare(resource.read(path), default, unit, lambda value: value >= least, f"at least {least:g}")

    return judge


def must_be_at_most(path: str, limit: Limit, *, default: float = 0, unit: str = "") -> JudgeResource:
    """The number at ``path`` must not exceed ``limit`` (a number, or a threshold of the profile)."""

    def judge(resource: Resource, bar: Thresholds) -> Findings:
        most = limit(bar) if callable(limit) else limit
        yield from _compare(resource.read(path), default, unit, lambda value: value <= most, f"at most {most:g}")

    return judge


def must_be_protected(resource: Resource, _bar: Thresholds) -> Findings:
    """The resource option ``protect`` must be set on what holds data (design decision 14)."""
    if not resource.options.protect:
        yield failed("protect", "the resource option protect is not set")


def all_of(*judges: JudgeResource) -> JudgeResource:
    """Every one of these requirements; one unknown never stops the others."""

    def judge(resource: Resource, bar: Thresholds) -> Findings:
        for each in judges:
            yield from each(resource, bar)

    return judge


def when(applies: Callable[[Resource, Thresholds], bool | None], judge_it: JudgeResource) -> JudgeResource:
    """The requirement, only where ``applies`` says that it is asked; None where that is not known yet."""

    def judge(resource: Resource, bar: Thresholds) -> Findings:
        match applies(resource, bar):
            case True:
                yield from judge_it(resource, bar)
            case None:
                yield from unsure(judge_it(resource, bar), "if that is asked here, which is not known yet")
            case False:
                yield not_applicable("the rule asks nothing of this resource")

    return judge


def _compare(reading: Reading, default: float, unit: str, holds: Callable[[float], bool], wanted: str) -> Findings:
    asked = f"{wanted} {unit}".rstrip()
    if reading.unknown:
        yield undetermined(reading, f"{reading.path} is not known yet; it must be {asked}")
    elif reading.absent:
        if not holds(default):
            yield failed(reading, f"{reading.path} is not set, and the default is {default:g}; it must be {asked}")
    elif reading.number is None or not holds(reading.number):
        yield failed(reading, f"{reading.path} is {reading.shown}, it must be {asked}")


def _spell(value: bool) -> str:
    return "true" if value else "false"


def _alternatives(values: tuple[str, ...]) -> str:
    return values[0] if len(values) == 1 else f"{', '.join(values[:-1])} or {values[-1]}"
