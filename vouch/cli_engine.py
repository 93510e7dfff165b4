"""The command for who calls the engine by hand: ``policy-config``; what it does is imported when called."""

from pathlib import Path
from typing import Annotated

import typer

from vouch.options import ExemptionsFile


def commands(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("policy-config")(_policy_config)


def _policy_config(
    program: Annotated[
        Path | None, typer.Option(metavar="DIR", help="The program whose exemptions are meant. Default: this project.")
    ] = None,
    exemptions: ExemptionsFile = None,
    output: Annotated[Path | None, typer.Option(metavar="FILE", help="Write it to a file, not to stdout.")] = None,
) -> int:
    """Write what the pack is given as --policy-pack-config: the exemptions."""
    from vouch.commands.policy_config import run  # noqa: PLC0415  see the module's docstring

    run(program, exemptions, output)
    return 0
