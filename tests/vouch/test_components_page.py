"""docs/components.md says what the catalogue says, and the README lists the same components."""

from dataclasses import dataclass, field
from typing import ClassVar

from vouch.commands.generate import components_md
from vouch.components_page import PAGE, components, options, page, purpose, summary
from vouch.readme import README, with_components, with_outputs

_LIMIT = 8192


@dataclass(frozen=True, kw_only=True)
class _BaseArgs:
    """What every store may vary in."""

    name: str


@dataclass(frozen=True, kw_only=True)
class _StoreArgs(_BaseArgs):
    """What a store may vary in, with a ``limit`` in bytes."""

    limit: int = _LIMIT
    kinds: dict[str, int] = field(default_factory=dict)
    sizes: tuple[int, ...] = field(default_factory=lambda: (1, 2))
    zone: str | None = None
    key: str


class _Store:
    """A store: closed, and under ``key``.  It keeps what it is given.

    Claims XX-01.
    """

    area: ClassVar[str] = "data"
    provides: ClassVar[tuple[str, ...]] = ("rest.files", "rest.keys")

    def __init__(self, name: str, args: _StoreArgs) -> None:
        raise NotImplementedError

    @classmethod
    def type_token(cls) -> str:
        return "vouch:data:Store"


def test_the_page_is_what_the_catalogue_says() -> None:
    assert PAGE.read_text(encoding="utf-8") == components_md(), "run `vouch generate`"


def test_the_readme_lists_every_component() -> None:
    text = README.read_text(encoding="utf-8")
    assert with_components(text, summary(components())) == text, "run `vouch generate`"
    assert "<!-- components -->" in text


def test_every_component_says_in_one_sentence_what_it_is() -> None:
    for component in components():
        said = purpose(component)
        assert said.endswith("."), f"{component.__name__}: {said}"
        assert len(said) < 140, f"{component.__name__}: {said}"


def test_what_a_component_is_is_its_first_sentence() -> None:
    assert purpose(_Store) == "A store: closed, and under `key`."


def test_options_are_those_of_the_source_the_required_ones_first() -> None:
    assert [(each.name, each.type, each.default, each.required) for each in options(_Store)] == [
        ("name", "str", "", True),
        ("key", "str", "", True),
        ("limit", "int", "8192", False),
        ("kinds", "dict[str, int]", "dict()", False),
        ("sizes", "tuple[int, ...]", "(1, 2)", False),
        ("zone", "str | None", "None", False),
    ]


def test_a_component_has_its_row_its_text_and_its_options() -> None:
    text = page((_Store,))
    assert "| [_Store](#_store) | A store: closed, and under `key`. | `rest.files`, `rest.keys` |" in text
    assert "What a store may vary in, with a `limit` in bytes." in text
    assert "| `zone` | `str \\| None` | `None` |" in text
    assert "| `key` | `str` | required |" in text


def test_the_list_names_each_area_once() -> None:
    assert summary((_Store, _Store)).count("[data](docs/components.md#data)") == 1


def test_the_list_of_the_readme_stands_between_its_marks() -> None:
    text = "before\n<!-- components -->\nold\n<!-- end -->\nafter"
    assert with_components(text, "| new |\n") == "before\n<!-- components -->\n\n| new |\n\n<!-- end -->\nafter"


def test_an_output_can_show_its_first_lines_and_those_with_its_sum() -> None:
    text = "<!-- output: vouch x | first 1 lines and those with in all -->\nold\n<!-- end -->"
    shown = with_outputs(text, lambda _: "head\n1  a\n2  in all\nmore\n")
    assert "$ vouch x\nhead\n2  in all\n```" in shown
