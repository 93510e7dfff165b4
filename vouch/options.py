"""Options that commands share, or that say more than a line."""

from pathlib import Path
from typing import Annotated

import typer

Debug = Annotated[bool, typer.Option("--debug", help="Show the traceback of what stopped the command.")]
ConfigFile = Annotated[
    Path | None, typer.Option(metavar="FILE", help="The stack's file, where it lies elsewhere than Pulumi expects.")
]
ProgramFolder = Annotated[
    str | None, typer.Option(metavar="DIR", help="A Pulumi Python program. Default: this project's.")
]
AnswersFile = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Answers to look-ups, stack references and secrets.")
]
Format = Annotated[str, typer.Option("--format", metavar="table|json", help="How to print it.")]
CheckFormat = Annotated[
    str, typer.Option("--format", metavar="table|json|sarif|junit|markdown", help="How to print the report.")
]
Outputs = Annotated[
    list[str] | None, typer.Option(metavar="FORMAT=FILE", help="Also write the report to a file; repeatable.")
]
Controls = Annotated[list[str] | None, typer.Option(metavar="ID", help="Only the rules of this control; repeatable.")]
LeastSeverity = Annotated[
    str, typer.Option(help="Show results of this severity and graver only; all are judged, and in JSON.")
]
Frameworks = Annotated[
    list[str] | None,
    typer.Option(metavar="ID", help="Only the rules of this framework, as CIS-5.0 or CIS-5.0:2.2.1; repeatable."),
]
ExemptionsFile = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Exemptions. Default: the program's promises/exemptions.yaml.")
]
BaselineFile = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Findings that refuse nothing, written by --output baseline=FILE.")
]
SoftFail = Annotated[bool, typer.Option("--soft-fail", help="End with 0 where the answer is 1.")]
