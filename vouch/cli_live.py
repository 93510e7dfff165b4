"""The commands that ask an account: ``verify``, ``permissions``, ``evidence``; what they do is imported when called."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from vouch.errors import CannotJudgeError

if TYPE_CHECKING:
    from verification.accounts import Asked

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
evidence_app = typer.Typer(help="Reads and checks the chain of evidence.", rich_markup_mode=None, no_args_is_help=False)

Stack = Annotated[
    str | None, typer.Option(help="The stack whose account, regions and bar are meant; its program is built offline.")
]
AwsProfile = Annotated[str | None, typer.Option("--profile", help="A profile of the AWS configuration.")]
Role = Annotated[
    str | None, typer.Option(metavar="ARN", help="A role to assume; its name, where several accounts are asked.")
]
Account = Annotated[list[str] | None, typer.Option(metavar="ID", help="An account to ask; repeatable.")]
Region = Annotated[
    list[str] | None, typer.Option(metavar="R", help="A region to ask, the home region first; repeatable.")
]
Debug = Annotated[bool, typer.Option("--debug", help="Show the traceback of what stopped the command.")]


@app.command("verify")
def _verify(
    stack: Stack = None,
    config_file: Annotated[Path | None, typer.Option(metavar="FILE", help="The stack's file.")] = None,
    program: Annotated[str | None, typer.Option(metavar="DIR", help="The program of the stack.")] = None,
    profile: AwsProfile = None,
    role: Role = None,
    account: Account = None,
    region: Region = None,
    organization: Annotated[
        bool, typer.Option("--organization", help="Every active account of the organization, by --role.")
    ] = False,
    control: Annotated[list[str] | None, typer.Option(metavar="ID", help="Only this control; repeatable.")] = None,
    format_: Annotated[str, typer.Option("--format", metavar="table|json|csv", help="How to print it.")] = "table",
    output: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the report to a file.")] = None,
    evidence: Annotated[
        Path | None, typer.Option(metavar="DIR", help="The chain to append to. Default: .vouch/evidence/<stack>.")
    ] = None,
    no_evidence: Annotated[bool, typer.Option("--no-evidence", help="Append nothing to a chain.")] = False,
    attestations: Annotated[
        Path | None, typer.Option(metavar="FILE", help="What people vouch for. Default: promises/attestations.yaml.")
    ] = None,
    as_of: Annotated[
        str | None, typer.Option(metavar="DATE", help="The day on which attestations count. Default: today.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="List what holds, too.")] = False,
    against_program: Annotated[
        bool, typer.Option("--against-program", help="Compare what the stack's program declares, too.")
    ] = False,
    debug: Debug = False,
) -> int:
    """Ask the account: 0 all hold, 1 something does not, 2 could not run, 3 nothing failed, the proof is incomplete."""
    del debug  # main() looks for the flag itself
    for option, values in (("--account", account), ("--region", region), ("--role", role and [role])):
        if any(not value.strip() for value in values or ()) or values == "":
            raise CannotJudgeError(f"{option} is empty: name one, or leave it out")
    from verification.accounts import Asked  # noqa: PLC0415  see the module's docstring
    from vouch.commands.verify import Request, run  # noqa: PLC0415  as above

    return run(
        Request(
            stack=stack,
            config_file=config_file,
            program=program,
            asked=Asked(
                profile=profile,
                role=role,
                accounts=tuple(account or ()),
                regions=tuple(region or ()),
                organization=organization,
            ),
            controls=tuple(control or ()),
            format=format_,
            output=output,
            evidence=evidence,
            write_evidence=not no_evidence,
            as_of=as_of,
            attestations=attestations,
            everything=everything,
            against_program=against_program,
        )
    )


@app.command("permissions")
def _permissions(
    control: Annotated[list[str] | None, typer.Option(metavar="ID", help="Only this control's checks.")] = None,
    against_program: Annotated[
        bool, typer.Option("--against-program", help="With what the comparison with a program needs.")
    ] = False,
    drill: Annotated[str | None, typer.Option(metavar="restore|access", help="What a drill needs, instead.")] = None,
    output: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write documents that each fit a managed policy of IAM.")
    ] = None,
    debug: Debug = False,
) -> int:
    """Print the IAM policy that verification needs, generated from its checks."""
    del debug
    from vouch.commands.permissions import run  # noqa: PLC0415  as above

    run(tuple(control or ()), against_program=against_program, drill=drill, output=output)
    return 0


@evidence_app.command("verify")
def _evidence_verify(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A chain of evidence.")],
    head: Annotated[
        str | None, typer.Option(metavar="HASH", help="A hash that was noted: the chain must have that record.")
    ] = None,
    debug: Debug = False,
) -> int:
    """Detect any change, gap or reordering of a chain: 0 whole, 1 not, 2 unreadable."""
    del debug
    from vouch.commands.evidence import verify  # noqa: PLC0415  as above

    return verify(folder, head)


@evidence_app.command("export")
def _evidence_export(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A chain of evidence.")],
    output: Annotated[Path | None, typer.Option(metavar="FILE", help="Where to. Default: stdout.")] = None,
    debug: Debug = False,
) -> int:
    """Export every answer of a chain as CSV."""
    del debug
    from vouch.commands.evidence import export  # noqa: PLC0415  as above

    export(folder, output)
    return 0


drill_app = typer.Typer(help="Proves by doing it that backups restore and that access ends.", rich_markup_mode=None)

Evidence = Annotated[
    Path | None, typer.Option(metavar="DIR", help="The chain to append to. Default: .vouch/evidence/<stack>.")
]
DrillFile = Annotated[Path | None, typer.Option(metavar="FILE", help="Default: promises/drills.yaml.")]
DrillFormat = Annotated[str, typer.Option("--format", metavar="table|json", help="How to print it.")]


@drill_app.command("restore")
def _drill_restore(
    stack: Stack = None,
    database: Annotated[
        str | None, typer.Option(metavar="ID", help="The database. Default: the one that may be drilled.")
    ] = None,
    objective: Annotated[
        int | None, typer.Option(metavar="MINUTES", help="How long it may take. Default: as promises/drills.yaml says.")
    ] = None,
    profile: AwsProfile = None,
    role: Role = None,
    account: Account = None,
    region: Region = None,
    settings: DrillFile = None,
    evidence: Evidence = None,
    format_: DrillFormat = "table",
    debug: Debug = False,
) -> int:
    """Restore the newest recovery point beside the original, look, delete: 0 holds, 1 not, 2 could not, 3 in part."""
    del debug
    from vouch.commands.drill import Request, restore  # noqa: PLC0415  as above

    return restore(
        Request(
            stack=stack,
            asked=_one_account(profile, role, account, region),
            format=format_,
            evidence=evidence,
            settings=settings,
            database=database,
            objective_minutes=objective,
        )
    )


@drill_app.command("access")
def _drill_access(
    stack: Stack = None,
    user_pool: Annotated[str | None, typer.Option(metavar="ID", help="The user pool.")] = None,
    client: Annotated[str | None, typer.Option(metavar="ID", help="The app client.")] = None,
    user: Annotated[str | None, typer.Option(metavar="NAME", help="The user made for drills.")] = None,
    secret: Annotated[str | None, typer.Option(metavar="ARN", help="The secret with that user's password.")] = None,
    url: Annotated[str | None, typer.Option(help="An address of the API that takes an access token.")] = None,
    no_wait: Annotated[bool, typer.Option("--no-wait", help="Do not wait for a token to expire.")] = False,
    profile: AwsProfile = None,
    role: Role = None,
    account: Account = None,
    region: Region = None,
    settings: DrillFile = None,
    evidence: Evidence = None,
    format_: DrillFormat = "table",
    debug: Debug = False,
) -> int:
    """Show that a revoked session and an expired token are refused: 0 holds, 1 not, 2 could not, 3 in part."""
    del debug
    from vouch.commands.drill import Request, access  # noqa: PLC0415  as above

    return access(
        Request(
            stack=stack,
            asked=_one_account(profile, role, account, region),
            format=format_,
            evidence=evidence,
            settings=settings,
            user_pool=user_pool,
            client=client,
            user=user,
            secret=secret,
            url=url,
            wait=not no_wait,
        )
    )


def _one_account(profile: str | None, role: str | None, account: list[str] | None, region: list[str] | None) -> "Asked":
    from verification.accounts import Asked  # noqa: PLC0415  as above

    return Asked(profile=profile, role=role, accounts=tuple(account or ()), regions=tuple(region or ()))


def commands(into: Any) -> None:
    """Adds these commands to the command line."""
    into.add_typer(app)
    into.add_typer(evidence_app, name="evidence")
    into.add_typer(drill_app, name="drill")
