"""``promises/drills.yaml``: what a drill may take and must find."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field, PositiveInt, ValidationError

from vouch.errors import CannotJudgeError
from vouch.yaml12 import load

DRILLS: Final = Path(__file__).resolve().parents[1] / "promises" / "drills.yaml"


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class RestoreSettings(_Section):
    """The restore drill. Minutes; ``hook`` is a command as arguments, run without a shell."""

    recovery_time_minutes: PositiveInt | None = None
    recovery_point_minutes: PositiveInt | None = None
    hook: tuple[Annotated[str, Field(min_length=1)], ...] = ()
    expected: dict[str, Any] = Field(default_factory=dict)

    @property
    def recovery_time(self) -> timedelta | None:
        """How long a restore may take."""
        return _minutes(self.recovery_time_minutes)

    @property
    def recovery_point(self) -> timedelta | None:
        """How old the newest recovery point may be."""
        return _minutes(self.recovery_point_minutes)


class AccessSettings(_Section):
    """The access drill: the probe user, the ARN or name of its secret, and an address of the API."""

    user: str = ""
    secret: str = ""
    url: str = ""


class DrillSettings(_Section):
    """The whole file."""

    restore: RestoreSettings = RestoreSettings()
    access: AccessSettings = AccessSettings()


def read(path: Path | None) -> DrillSettings:
    """The settings of a file, this project's own where none is named.

    Raises CannotJudgeError, naming the key, where it is not as it should be.
    """
    chosen = path or DRILLS
    if path is None and not chosen.is_file():
        return DrillSettings()
    try:
        return DrillSettings.model_validate(load(chosen, "the drills file") or {})
    except ValidationError as cause:
        first = cause.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the file"
        raise CannotJudgeError(f"the drills file {chosen}: {where}: {first['msg'].lower()}") from cause


def _minutes(count: int | None) -> timedelta | None:
    return None if count is None else timedelta(minutes=count)
