"""A directory survives the loss of a zone, by its controllers, and of a region, by its replica (dr.directory)."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from guardrails.rules.operations import directory as rules
from guardrails.rules.operations.types import DIRECTORY
from guardrails.thresholds import Thresholds
from verification.answers import Broken, broken
from verification.as_declared import by_the_rule
from verification.check import Check, Examples, Found, Scope
from verification.live import Live
from verification.operations.calls import (
    DIRECTORIES,
    DIRECTORY_CONTROLLERS,
    DIRECTORY_LOGS,
    DIRECTORY_REGIONS,
)

_MICROSOFT: Final = "MicrosoftAD"
_GONE: Final = frozenset({"Deleting", "Deleted"})
# Two controllers are in two zones (Directory Service guide, "Multi-AZ deployments"): control dr.directory.
_CONTROLLERS: Final = 2


def _directories(live: Live) -> Iterator[Found]:
    """Every directory of the account; one that another account shares is that account's to keep."""
    for each in live.items(DIRECTORIES):
        if each.get("Stage") not in _GONE and each.get("Type") != "SharedMicrosoftAD":
            yield Found(live.arn("ds", f"directory/{each['DirectoryId']}"), each)


def _microsoft(live: Live) -> Iterator[Found]:
    return (found for found in _directories(live) if found.facts.get("Type") == _MICROSOFT)


def _active(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    if found.facts.get("Stage") != "Active":
        yield broken("Stage", f"Stage is {found.facts.get('Stage') or 'not set'}, it must be Active")


def _two_controllers(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    """That two are wanted AWS sees to itself: it takes no lower number. That two are there is asked."""
    controllers = live.items(DIRECTORY_CONTROLLERS, {"DirectoryId": found.facts["DirectoryId"]})
    active = [each for each in controllers if each.get("Status") == "Active"]
    if len(active) < _CONTROLLERS:
        yield broken(
            "DomainControllers.Status", f"{len(active)} domain controllers are Active, it must be {_CONTROLLERS}"
        )


def _elsewhere(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    asked = {"DirectoryId": found.facts["DirectoryId"]}
    others = [each for each in live.items(DIRECTORY_REGIONS, asked) if each.get("RegionType") == "Additional"]
    if not any(each.get("Status") == "Active" for each in others):
        said = f"the one in {others[0].get('RegionName')} is {others[0].get('Status')}" if others else "there is none"
        yield broken("RegionsDescription", f"no additional region of the directory is Active: {said}")


def _logged(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    # AWS takes it in the primary region only (Directory Service guide, "Enable log forwarding").
    logged = {each.get("DirectoryId") for each in live.items(DIRECTORY_LOGS)}
    if found.facts["DirectoryId"] not in logged:
        yield broken("LogSubscriptions", "no log subscription forwards the directory's security log")


def _directory(**facts: Any) -> dict[Any, Any]:
    stated = {
        "DirectoryId": "d-0123456789",
        "Type": _MICROSOFT,
        "Edition": "Enterprise",
        "Stage": "Active",
        "DesiredNumberOfDomainControllers": 2,
    }
    return {DIRECTORIES: {"DirectoryDescriptions": [stated | facts]}}


def _in(second: str) -> dict[Any, Any]:
    primary = {"RegionName": "eu-west-1", "RegionType": "Primary", "Status": "Active"}
    other = {"RegionName": "eu-central-1", "RegionType": "Additional", "Status": second}
    return _directory() | {DIRECTORY_REGIONS: {"RegionsDescription": [primary, other]}}


def _controllers(*statuses: str) -> dict[Any, Any]:
    listed = [{"DirectoryId": "d-0123456789", "Status": each} for each in statuses]
    return _directory() | {DIRECTORY_CONTROLLERS: {"DomainControllers": listed}}


def _log(directory: str) -> dict[Any, Any]:
    return _directory() | {DIRECTORY_LOGS: {"LogSubscriptions": [{"DirectoryId": directory}]}}


CHECKS: tuple[Check, ...] = (
    Check(
        id="directory-present",
        calls=(DIRECTORIES,),
        finds=_microsoft,
        judge=_active,
        scope=Scope.ACCOUNT,
        presence=True,
        examples=Examples(holds=_directory(), broken=_directory(Stage="Impaired")),
    ),
    Check(
        id="directory-two-controllers",
        calls=(DIRECTORIES, DIRECTORY_CONTROLLERS),
        finds=_microsoft,
        judge=_two_controllers,
        examples=Examples(holds=_controllers("Active", "Active"), broken=_controllers("Active", "Impaired")),
    ),
    Check(
        id="directory-enterprise-edition",
        calls=(DIRECTORIES,),
        finds=_directories,
        judge=by_the_rule(rules.RULES, "directory-enterprise-edition", DIRECTORY, "Edition"),
        examples=Examples(holds=_directory(), broken=_directory(Edition="Standard")),
    ),
    Check(
        id="directory-second-region",
        calls=(DIRECTORIES, DIRECTORY_REGIONS),
        finds=_microsoft,
        judge=_elsewhere,
        examples=Examples(holds=_in("Active"), broken=_in("Creating")),
    ),
    Check(
        id="directory-security-log",
        calls=(DIRECTORIES, DIRECTORY_LOGS),
        finds=_microsoft,
        judge=_logged,
        examples=Examples(holds=_log("d-0123456789"), broken=_log("d-9876543210")),
    ),
)
