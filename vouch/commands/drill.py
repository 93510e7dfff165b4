"""``vouch drill``: proves by doing it that backups can be restored and that sessions can be revoked."""

import json
import sys
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from guardrails.profiles import profile, profile_for
from verification.accounts import Asked, CannotReachError, Client, entered
from verification.drills.access import AccessDrill, ask_url, srp_sign_in
from verification.drills.hook import command
from verification.drills.model import CannotDrillError, Drilled, Finding, Holds, WallClock
from verification.drills.restore import Drill, Objectives
from verification.drills.stores import Clusters, Databases, Instances
from verification.errors import REFUSED_BY_AWS, CredentialsError
from verification.evidence import EvidenceError, append
from vouch import __version__
from vouch.drills_file import DrillSettings, read
from vouch.errors import CannotJudgeError
from vouch.live.evidence import commit
from vouch.live.place import Place, place
from vouch.report.stdout import put
from vouch.text import printable

FORMATS: Final = ("table", "json")
_EVIDENCE: Final = Path(".vouch") / "evidence"
_HOLDS, _BROKEN, _INCOMPLETE = 0, 1, 3


@dataclass(frozen=True, kw_only=True)
class Request:
    """What was asked for on the command line."""

    stack: str | None = None
    asked: Asked = field(default_factory=Asked)
    format: str = "table"
    evidence: Path | None = None
    settings: Path | None = None
    database: str | None = None
    objective_minutes: int | None = None
    user_pool: str | None = None
    client: str | None = None
    user: str | None = None
    secret: str | None = None
    url: str | None = None
    wait: bool = True


def restore(request: Request) -> int:
    """Drills a restore. Returns 0 it holds, 1 it does not, 3 something was not looked at.

    Raises CannotJudgeError where the drill cannot run.
    """
    settings, where, client = _prepare(request)
    stated = settings.restore
    objective = request.objective_minutes
    objectives = Objectives(
        recovery_time=stated.recovery_time if objective is None else timedelta(minutes=objective),
        recovery_point=stated.recovery_point,
        expected=stated.expected,
    )
    with _one_sentence():
        drilled = Drill(
            rds=client("rds"),
            ec2=client("ec2"),
            databases=_databases(client("rds"), request.database),
            clock=WallClock(),
            say=_say,
            objectives=objectives,
            hook=command(stated.hook) if stated.hook else None,
        ).run(request.database)
    return _finish(request, where, drilled)


def access(request: Request) -> int:
    """Drills revocation and expiry. Returns as ``restore`` does; raises CannotJudgeError where it cannot run."""
    settings, where, client = _prepare(request)
    stated = settings.access
    pool, app = _given("--user-pool", request.user_pool), _given("--client", request.client)
    user = _given("--user", request.user or stated.user)
    secret = _given("--secret", request.secret or stated.secret)
    bar = profile("prod") if where is None else profile_for(where.project, where.stack)
    with _one_sentence():
        known = client("secretsmanager").get_secret_value(SecretId=secret)["SecretString"]
        cognito = client("cognito-idp")
        drilled = AccessDrill(
            cognito=cognito,
            pool=pool,
            client=app,
            user=user,
            sign_in=srp_sign_in(cognito, pool, app, known),
            clock=WallClock(),
            say=_say,
            longest_access=timedelta(minutes=bar.thresholds.access_token_minutes),
            url=request.url or stated.url or None,
            ask_url=ask_url,
            wait=request.wait,
        ).run()
    return _finish(request, where, drilled)


class _one_sentence:  # noqa: N801  a context manager, used as a word
    """Turns what a drill and AWS say of a failure into the command's own sentence."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, cause: BaseException | None, _trace: object) -> None:
        if isinstance(cause, CannotDrillError | CredentialsError):
            raise CannotJudgeError(str(cause)) from cause
        if isinstance(cause, REFUSED_BY_AWS):
            raise CannotJudgeError(f"AWS refused a step of the drill: {' '.join(str(cause).split())}") from cause


def _prepare(request: Request) -> tuple[DrillSettings, Place | None, Client]:
    if request.format not in FORMATS:
        raise CannotJudgeError(f"--format {request.format!r} is not known: use {' or '.join(FORMATS)}")
    settings = read(request.settings)
    where = place(None, request.stack, None) if request.stack is not None else None
    try:
        account = entered(request.asked.within(where.regions, where.account) if where else request.asked)
    except (CannotReachError, CredentialsError) as cause:
        raise CannotJudgeError(str(cause)) from cause
    return settings, where, account


def _databases(rds: Any, identifier: str | None) -> Databases:
    """Clusters where one is meant: named, or the only kind that may be drilled."""
    clusters = Clusters(rds)
    if identifier is not None:
        return clusters if clusters.find(identifier) else Instances(rds)
    instances = Instances(rds)
    return clusters if clusters.find(None) and not instances.find(None) else instances


def _given(option: str, value: str | None) -> str:
    if not value:
        raise CannotJudgeError(f"{option} is needed: name it, or state it in promises/drills.yaml")
    return value


def _say(sentence: str) -> None:
    sys.stderr.write(f"vouch: {printable(sentence)}\n")
    sys.stderr.flush()


def _finish(request: Request, where: Place | None, drilled: Drilled) -> int:
    said = _report(drilled)
    name = where.stack.replace("/", "-") if where else drilled.kind
    record = {
        "kind": f"drill-{drilled.kind}",
        "tool": {"name": "vouch", "version": __version__, "commit": commit()},
        "stack": where.stack if where else "",
        **said,
    }
    try:
        append(request.evidence or _EVIDENCE / name, record)
    except EvidenceError as cause:
        raise CannotJudgeError(str(cause)) from cause
    put(json.dumps(said, indent=2) + "\n" if request.format == "json" else _table(drilled))
    if not drilled.holds:
        return _BROKEN
    return _HOLDS if drilled.whole else _INCOMPLETE


def _report(drilled: Drilled) -> dict[str, Any]:
    return {
        "drill": drilled.kind,
        "run": drilled.run,
        "subject": drilled.subject,
        "started": drilled.started.isoformat(timespec="seconds"),
        "ended": drilled.ended.isoformat(timespec="seconds"),
        "resumed": drilled.resumed,
        "seconds": drilled.seconds,
        "objective_seconds": drilled.objective,
        "holds": drilled.holds,
        "findings": [
            {"name": each.name, "verdict": each.holds.value, "expected": each.expected, "found": each.found}
            for each in drilled.findings
        ],
        "made": list(drilled.made),
        "remains": list(drilled.remains),
        "facts": dict(drilled.facts),
    }


def _table(drilled: Drilled) -> str:
    lines = [f"vouch drill {drilled.kind}  {drilled.subject}", ""]
    lines += [_line(each) for each in drilled.findings]
    lines += [f"  LEFT BEHIND  {each}: delete it" for each in drilled.remains]
    if drilled.holds:
        end = "Holds." if drilled.whole else "Holds as far as it was looked at; what was not is named above."
    else:
        end = "Does not hold."
    return printable("\n".join(lines), lines=True) + f"\n\n{end}\n"


def _line(each: Finding) -> str:
    if each.holds is Holds.NOT_ASKED:
        return f"  not asked  {each.name}: {each.found}"
    if each.holds is Holds.YES:
        return f"  holds      {each.name}: {each.found}"
    return f"  BROKEN     {each.name}: {each.found}, expected {each.expected}"
