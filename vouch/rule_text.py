"""A rule's page for a terminal: what ``docs/rules`` says of it, in the same order."""

from textwrap import indent

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from vouch.rule_examples import Example
from vouch.rule_page import Quoted, RulePage
from vouch.rule_pages import TYPES_SHOWN


def print_rule(console: Console, page: RulePage) -> None:
    """Prints the page."""
    heading(console, "Rule", page.id, page.title)
    fact(console, "Severity", f"{page.severity} ({page.refuses})")
    fact(console, "Undetermined", page.undetermined.replace("`", ""))
    fact(console, "Kind", page.kind)
    fact(console, "Required by profile", ", ".join(page.profiles))
    fact(console, "Control", f"{page.control}  {page.control_title}")
    fact(console, "Note", page.control_note)
    fact(console, "Exemption", page.exemption)
    fact(console, "How to mend", page.fix)
    print_why(console, page.claims)
    fact(console, "Types", _types(page.types))
    for read in page.reads:
        fact(console, f"Reads of {read.type.rpartition(':')[2]}", ", ".join(read.paths))
    for example in page.examples:
        print_example(console, f"{example.name.capitalize()} example", example)
    for each in page.frameworks:
        fact(console, f"{each.framework.title} ({each.framework.version})", ", ".join(each.numbers))
        console.print(Padding(Text(f"read in {'; '.join(each.read_in)}"), (0, 0, 0, 2)))
    for peer in page.peers:
        fact(console, peer.tool, ", ".join(peer.ids))


def print_why(console: Console, quoted: tuple[Quoted, ...]) -> None:
    """Prints the claims that are the reason."""
    fact(console, "Why", "" if quoted else "good practice that no claim asks for")
    if quoted:
        console.print(Text("Why: so that these claims are true", style="bold"))
    for claim in quoted:
        console.print(Padding(Text(f'{claim.id} "{claim.quote}" ({claim.source})'), (0, 0, 0, 2)))


def print_example(console: Console, name: str, example: Example) -> None:
    """Prints an example as it can be pasted, and what the rule says of it."""
    console.print(Text(name, style="bold"))
    console.print(Text(indent(example.yaml or "a stack without such a resource", "  ")), soft_wrap=True)
    for sentence in example.said:
        console.print(Padding(Text(f"=> {sentence}"), (0, 0, 0, 2)))


def heading(console: Console, kind: str, id_: str, title: str) -> None:
    """Prints what is explained."""
    console.print(Text.assemble(f"{kind} ", (id_, "bold"), f"  {title}"))


def fact(console: Console, name: str, value: str) -> None:
    """Prints one named fact; nothing where there is none."""
    if value:
        console.print(Text.assemble((f"{name}: ", "bold"), value))


def _types(types: tuple[str, ...]) -> str:
    if len(types) <= TYPES_SHOWN:
        return ", ".join(types)
    return f"{', '.join(types[:TYPES_SHOWN])} and {len(types) - TYPES_SHOWN} more"
