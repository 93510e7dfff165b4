"""``vouch cost``: what a stack costs a month before anybody uses it, by component, from a dated price table."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pydantic import TypeAdapter

from vouch.cost import ComponentCost, Cost, Item, Prices, cost, prices
from vouch.errors import CannotJudgeError
from vouch.preview.chosen import choose
from vouch.report.console import printing
from vouch.report.files import check_target, write
from vouch.report.stdout import put
from vouch.text import printable

if TYPE_CHECKING:
    from rich.console import Console

SCHEMA: Final = Path(__file__).resolve().parents[1] / "schemas" / "cost.schema.json"
FORMATS: Final = ("table", "json")


@dataclass(frozen=True, kw_only=True)
class Request:
    """What was asked for on the command line."""

    stack: str | None = None
    config_file: Path | None = None
    program: str | None = None
    answers: Path | None = None
    format: str = "table"
    output: Path | None = None


@dataclass(frozen=True, kw_only=True)
class CostReport:
    """The fixed monthly cost of a stack as JSON; amounts in ``currency``, list prices of ``region`` at ``date``.

    ``monthly`` sums what is known; ``unknown`` are items whose quantity or price is not, ``by_use`` the types that
    are charged by use (and how), ``unlisted`` the types that the table does not know, ``unchecked`` the items whose
    price was not compared with a published one.
    """

    project: str
    stack: str
    date: str
    region: str
    currency: str
    monthly: float
    components: tuple[ComponentCost, ...]
    unknown: tuple[Item, ...]
    by_use: dict[str, str]
    unlisted: tuple[str, ...]
    unchecked: tuple[str, ...]


def report(project: str, stack: str, found: Cost, table: Prices) -> CostReport:
    """The report of a bill."""
    items = {item.item for each in found.components for item in each.items}
    return CostReport(
        project=project,
        stack=stack,
        date=table.date,
        region=table.region,
        currency=table.currency,
        monthly=round(found.monthly, 2),
        components=found.components,
        unknown=found.unknown,
        by_use=dict(found.by_use),
        unlisted=found.unlisted,
        unchecked=tuple(item for item in table.unchecked if item in items),
    )


def schema() -> str:
    """The JSON Schema of the report, as ``vouch/schemas/cost.schema.json`` ships it."""
    stated: dict[str, Any] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **TypeAdapter(CostReport).json_schema(mode="serialization"),
    }
    return json.dumps(stated, indent=2) + "\n"


def run(request: Request) -> None:
    """Prices a stack and says so. Raises CannotJudgeError where it cannot be built or the report not written."""
    if request.format not in FORMATS:
        raise CannotJudgeError(f"--format {request.format!r} is not known: use {' or '.join(FORMATS)}")
    if request.output is not None:
        check_target(request.output)
    directory = Path(request.program) if request.program is not None else None
    chosen = choose(directory, request.stack, request.config_file, request.answers)
    table = prices()
    found = report(chosen.project.name, chosen.stack, cost(chosen.recording.graph(), table), table)
    rendered = TypeAdapter(CostReport).dump_json(found, indent=2).decode() + "\n"
    if request.output is not None:
        write(request.output, rendered)
    if request.format == "json":
        put(rendered)
    else:
        with printing() as console:
            show(console, found)


def show(console: "Console", found: CostReport) -> None:
    """Prints the bill for people: components by cost, then what is charged by use."""
    from rich.table import Table  # noqa: PLC0415  only a table needs it

    console.print(
        f"vouch cost  project {printable(found.project)}  stack {printable(found.stack)}  "
        f"{found.currency} a month, list prices of {found.region} on {found.date}",
        soft_wrap=True,
    )
    console.print()
    grid = Table.grid(padding=(0, 2))
    grid.add_column(justify="right", no_wrap=True)
    grid.add_column(no_wrap=True)
    grid.add_column()
    for each in found.components:
        if each.monthly or any(item.monthly is None for item in each.items):
            grid.add_row(f"{each.monthly:,.2f}", f"{each.component} {printable(each.name)}", _what(each))
    grid.add_row(f"{found.monthly:,.2f}", "in all", "before use")
    console.print(grid)
    if found.by_use:
        services = sorted({_type(token) for token in found.by_use})
        console.print()
        console.print(f"By use, not counted: {', '.join(services)}.")
    for item in found.unknown:
        console.print(f"Not known: {printable(item.resource)}, {item.item}: {printable(item.unknown or '')}.")
    if found.unlisted:
        console.print(f"Not in the price table: {', '.join(map(_type, found.unlisted))}.")


def _what(component: ComponentCost) -> str:
    sums: dict[str, float] = {}
    for item in component.items:
        sums[item.item] = sums.get(item.item, 0) + (item.monthly or 0)
    return ", ".join(f"{item} {monthly:,.2f}" for item, monthly in sums.items() if monthly)


def _type(token: str) -> str:
    """``aws:ec2/natGateway:NatGateway`` as Pulumi programs write it: ``ec2.NatGateway``."""
    return ".".join((token.split(":")[1].partition("/")[0], token.rpartition(":")[2]))
