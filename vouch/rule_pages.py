"""``docs/rules``: a page a rule and an index, rendered out of the templates beside this package's code."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, select_autoescape

from guardrails.controls.frameworks import FRAMEWORKS, SOURCES, Framework
from guardrails.controls.model import AREAS, Control
from guardrails.judge import RuleBook
from guardrails.verdicts import Severity
from vouch.promises import Claim
from vouch.report.files import write
from vouch.rule_page import RulePage, rule_page

FOLDER: Final = Path(__file__).resolve().parents[1] / "docs" / "rules"
TYPES_SHOWN: Final = 12
"""A rule on everything that has a region, or takes tags, names its types by their number."""

_TEMPLATES: Final = Path(__file__).with_name("templates")
_INDEX: Final = Path("README.md")
_CLOSING: Final = "Written by `vouch generate`; edit the rule, its record and its examples, not this page."
_MARKS: Final = str.maketrans({mark: f"\\{mark}" for mark in "*<|"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """How much of a framework the rules touch: how many of them have a number in it, and how many numbers."""

    framework: Framework
    rules: int
    numbers: int


def markdown(page: RulePage) -> str:
    """The page of a rule."""
    return _template("rule.md.j2").render(page=page, shown=TYPES_SHOWN, closing=_CLOSING)


def pages(book: RuleBook, controls: Sequence[Control], claims: Sequence[Claim]) -> Mapping[Path, str]:
    """Every page by its path below ``FOLDER``, the index among them."""
    made = [rule_page(rule, book, controls, claims) for rule in book.rules]
    found = {Path(page.area, f"{page.id}.md"): markdown(page) for page in made}
    return {**found, _INDEX: _index(made)}


def out_of_date(found: Mapping[Path, str], folder: Path = FOLDER) -> tuple[list[Path], list[Path]]:
    """The pages that are missing or say something else, and the files that are the page of no rule (any more)."""
    stale = [path for path, text in found.items() if _text(folder / path) != text]
    here = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return stale, sorted(path for path in here if path not in found)


def bring_up_to_date(found: Mapping[Path, str], folder: Path = FOLDER, *, only_compare: bool) -> list[str]:
    """Writes and removes what is out of date, unless it is only to be compared; its names."""
    stale, gone = out_of_date(found, folder)
    if not only_compare:
        for path in gone:
            (folder / path).unlink()
        for path in stale:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            write(folder / path, found[path])
        if stale or gone:
            print(f"wrote {len(stale)} and removed {len(gone)} files in {folder}")  # noqa: T201  the command's output
    return [path.name for path in (*stale, *gone)]


def _text(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.is_file() else None


def _index(made: Sequence[RulePage]) -> str:
    order = [severity.value for severity in Severity]
    areas = {
        area: sorted((page for page in made if page.area == area), key=lambda page: order.index(page.severity))
        for area in AREAS
    }
    return _template("rules.md.j2").render(
        pages=made,
        areas={area: members for area, members in areas.items() if members},
        severities=order,
        counts=Counter(page.severity for page in made),
        frameworks=[_covered(framework, made) for framework in FRAMEWORKS],
        sources=SOURCES,
        closing=_CLOSING,
    )


def _covered(framework: Framework, made: Sequence[RulePage]) -> Covered:
    numbers = [each.numbers for page in made for each in page.frameworks if each.framework is framework]
    return Covered(framework=framework, rules=len(numbers), numbers=len({one for each in numbers for one in each}))


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=select_autoescape(),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=StrictUndefined,
    )
    environment.filters["md"] = lambda text: text.translate(_MARKS)
    environment.filters["last_part"] = lambda type_: type_.rpartition(":")[2]
    return environment


def _template(name: str) -> Template:
    return _environment().get_template(name)
