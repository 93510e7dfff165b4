"""The page of components (``docs/components.md``) and the README's list of them, out of the catalogue.

A component is any class with ``area``, ``provides``, a docstring and an ``args`` dataclass: nothing here knows one by
name. Types and defaults are shown as the source writes them.
"""

import ast
import dataclasses
import importlib
import inspect
import re
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

PAGE: Final = Path(__file__).resolve().parents[1] / "docs" / "components.md"
_OPENING: Final = """# Components

What layers are made of. Each is secure by construction: its options cannot express an insecure state, and what a small
profile may relax is an option of its own, as the text above each table says. `provides` names the controls
that hold because the component is there; `vouch explain <control>` says what a control asks for.

Written by `vouch generate` out of `components/catalogue.py`; edit the docstrings, not this page.
"""
_SENTENCE: Final = re.compile(r"(?<=\.)\s+(?=[A-Z`])")


@dataclass(frozen=True, kw_only=True)
class Option:
    """One argument of a component, as the source writes its type and default."""

    name: str
    type: str
    default: str
    required: bool


def components() -> tuple[type[Any], ...]:
    """Every component of the platform; by name, so that nothing of the command depends on what it judges."""
    listed: tuple[type[Any], ...] = importlib.import_module("components.catalogue").COMPONENTS
    return listed


def page(catalogue: Sequence[type[Any]]) -> str:
    """The whole page: a table an area, then each component's options."""
    parts = [_OPENING]
    for area, members in by_area(catalogue).items():
        parts.append(f"## {area.capitalize()}\n")
        parts.append(
            _table(
                ("component", "what it is", "provides"),
                ((f"[{each.__name__}](#{each.__name__.lower()})", purpose(each), _controls(each)) for each in members),
            )
        )
        parts.extend(_component(each) for each in members)
    return "\n".join(parts)


def summary(catalogue: Sequence[type[Any]]) -> str:
    """The README's list: the components of each area, and the page that tells of them."""
    rows = (
        (f"[{area}](docs/components.md#{area})", ", ".join(f"`{each.__name__}`" for each in members))
        for area, members in by_area(catalogue).items()
    )
    return _table(("area", "components"), rows)


def by_area(catalogue: Iterable[type[Any]]) -> Mapping[str, tuple[type[Any], ...]]:
    """The components of each area, in the catalogue's order."""
    found: dict[str, list[type[Any]]] = {}
    for each in catalogue:
        found.setdefault(each.area, []).append(each)
    return {area: tuple(members) for area, members in found.items()}


def purpose(component: type[Any]) -> str:
    """What a component is: the first sentence of its docstring."""
    paragraph = inspect.cleandoc(component.__doc__ or "").split("\n\n")[0].replace("\n", " ")
    return _SENTENCE.split(paragraph, maxsplit=1)[0].replace("``", "`")


def options(component: type[Any]) -> tuple[Option, ...]:
    """The arguments of a component, those that must be given first, then in the order of the source."""
    arguments = arguments_of(component)
    written = {name: found for owner in reversed(arguments.__mro__) for name, found in _written(owner).items()}
    found = [
        Option(
            name=field.name,
            type=written[field.name][0],
            default=_constant(field.default, written[field.name][1]),
            required=field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING,
        )
        for field in dataclasses.fields(arguments)
        if field.init
    ]
    return tuple(sorted(found, key=lambda option: not option.required))


def arguments_of(component: type[Any]) -> type[Any]:
    """The dataclass that a component takes as ``args``."""
    arguments: type[Any] = inspect.signature(component.__init__).parameters["args"].annotation
    return arguments


def _constant(value: object, written: str) -> str:
    """A plain value behind a constant's name, else what is written."""
    named = written.isupper() or written.startswith("_")
    return repr(value) if named and isinstance(value, bool | int | float | str) else written


@cache
def _written(owner: type[Any]) -> Mapping[str, tuple[str, str]]:
    """Type and default by field, as the body of a dataclass has them; empty for a class of no such body."""
    if not dataclasses.is_dataclass(owner):
        return {}
    (body,) = ast.parse(textwrap.dedent(inspect.getsource(owner))).body
    if not isinstance(body, ast.ClassDef):
        return {}
    return {
        line.target.id: (ast.unparse(line.annotation), _default(line.value))
        for line in body.body
        if isinstance(line, ast.AnnAssign) and isinstance(line.target, ast.Name)
    }


def _default(value: ast.expr | None) -> str:
    """A default as written; what a factory makes, such as ``dict()``, rather than the factory."""
    if value is None:
        return ""
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id == "field":
        stated = {keyword.arg: keyword.value for keyword in value.keywords}
        if "default_factory" in stated:
            factory = stated["default_factory"]
            return ast.unparse(factory.body) if isinstance(factory, ast.Lambda) else f"{ast.unparse(factory)}()"
        return ast.unparse(stated["default"]) if "default" in stated else ""
    return ast.unparse(value)


def _component(component: type[Any]) -> str:
    rows = (
        (f"`{each.name}`", f"`{each.type}`", "required" if each.required else f"`{each.default}`")
        for each in options(component)
    )
    return (
        f"### {component.__name__}\n\n"
        f"`{component.__module__.replace('.', '/')}.py`, type `{component.type_token()}`\n\n"
        f"{_told(arguments_of(component))}\n\n"
        f"{_table(('option', 'type', 'default'), rows)}"
    )


def _told(documented: type[Any]) -> str:
    return inspect.cleandoc(documented.__doc__ or "").replace("``", "`")


def _controls(component: type[Any]) -> str:
    return ", ".join(f"`{control}`" for control in component.provides) or "-"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |\n" for line in lines)
