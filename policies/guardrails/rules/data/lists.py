"""Requirements on lists and on lists of parameters, as rule functions: what logs are exported, what is switched on.

The services that rules judge by one setting each share these beside ``guardrails.requirements``.
"""

from guardrails.graph import Resource
from guardrails.rule import Findings, JudgeResource
from guardrails.thresholds import Thresholds
from guardrails.values import Reading
from guardrails.verdicts import failed, undetermined


def must_include(path: str, *wanted: str) -> JudgeResource:
    """The list at ``path`` must hold every one of ``wanted``."""

    def judge(resource: Resource, _bar: Thresholds) -> Findings:
        listed = resource.read(path)
        missing = tuple(each for each in wanted if each not in _texts(listed))
        if missing and _partly_unknown(listed):
            yield undetermined(listed, f"{listed.path} is not known yet; it must include {', '.join(missing)}")
        elif missing:
            yield failed(listed, f"{listed.path} lacks {', '.join(missing)}")

    return judge


def must_include_one(path: str, *wanted: str) -> JudgeResource:
    """The list at ``path`` must hold at least one of ``wanted``."""

    def judge(resource: Resource, _bar: Thresholds) -> Findings:
        listed = resource.read(path)
        if any(each in _texts(listed) for each in wanted):
            return
        if _partly_unknown(listed):
            yield undetermined(listed, f"{listed.path} is not known yet; it must include {' or '.join(wanted)}")
        else:
            yield failed(listed, f"{listed.path} includes neither {' nor '.join(wanted)}")

    return judge


def must_exclude(path: str, *refused: str) -> JudgeResource:
    """The list at ``path`` must hold none of ``refused``; left out, it is the provider's default and holds none."""

    def judge(resource: Resource, _bar: Thresholds) -> Findings:
        listed = resource.read(path)
        if found := [each for each in refused if each in _texts(listed)]:
            yield failed(listed, f"{listed.path} includes {', '.join(found)}")
        elif _partly_unknown(listed):
            yield undetermined(listed, f"{listed.path} is not known yet; it must not include {' or '.join(refused)}")

    return judge


def must_not_be_empty(path: str) -> JudgeResource:
    """The list at ``path`` must have an element, known or not."""

    def judge(resource: Resource, _bar: Thresholds) -> Findings:
        listed = resource.read(path)
        if listed.unknown:
            yield undetermined(listed, f"{listed.path} is not known yet; it must not be empty")
        elif not any(not each.absent and each.value != {} for each in listed.each()):
            yield failed(listed, f"{listed.path} is empty")

    return judge


def must_have_parameter(
    name: str, *allowed: str, default: str, path: str = "parameters", keys: tuple[str, str] = ("name", "value")
) -> JudgeResource:
    """The parameter ``name`` must have one of ``allowed``; ``default`` is the engine's where the group is silent."""

    def judge(resource: Resource, _bar: Thresholds) -> Findings:
        listed = resource.read(path)
        stated = [each.get(keys[1]) for each in listed.each() if each.get(keys[0]).text == name]
        open_ = listed.unknown or any(each.get(keys[0]).unknown for each in listed.each())
        wrong = [value for value in stated if not value.unknown and str(value.text).lower() not in allowed]
        if wrong:
            yield failed(wrong[0], f"the parameter {name} is {wrong[0].shown}, it must be {allowed[0]}")
        elif any(value.unknown for value in stated) or (not stated and open_):
            yield undetermined(listed, f"the parameter {name} is not known yet; it must be {allowed[0]}")
        elif not stated and default not in allowed:
            yield failed(listed, f"the parameter {name} is not set, and the default is {default}")

    return judge


def one_must_be_true(*paths: str) -> JudgeResource:
    """One of the booleans at ``paths`` must be true: wherever the logs go, they go somewhere."""

    def judge(resource: Resource, _bar: Thresholds) -> Findings:
        readings = [resource.read(path) for path in paths]
        if any(reading.truth for reading in readings):
            return
        unknown = next((reading for reading in readings if reading.unknown), None)
        if unknown is not None:
            yield undetermined(unknown, f"{unknown.path} is not known yet; one of {', '.join(paths)} must be true")
        else:
            yield failed(readings[0], f"none of {', '.join(paths)} is true")

    return judge


def one_must_be_set(*paths: str) -> JudgeResource:
    """One of the properties at ``paths`` must have a value; an unknown one has."""

    def judge(resource: Resource, _bar: Thresholds) -> Findings:
        readings = [resource.read(path) for path in paths]
        if any(reading.known and reading.value not in ("", [], {}) for reading in readings):
            return
        unknown = next((reading for reading in readings if reading.unknown), None)
        if unknown is not None:
            yield undetermined(unknown, f"{unknown.path} is not known yet; one of {', '.join(paths)} must be set")
        else:
            yield failed(readings[0], f"none of {', '.join(paths)} is set")

    return judge


def _texts(listed: Reading) -> tuple[str | None, ...]:
    return tuple(each.text for each in listed.each())


def _partly_unknown(listed: Reading) -> bool:
    return listed.unknown or any(each.unknown for each in listed.each())
