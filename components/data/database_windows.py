"""Backup and maintenance windows of a database, in UTC, as RDS writes them."""

import re
from typing import Final

_DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY_MINUTES: Final = 24 * 60
_WEEK_MINUTES: Final = 7 * _DAY_MINUTES
_SHORTEST_MINUTES: Final = 30
_CLOCK: Final = r"([01]\d|2[0-3]):([0-5]\d)"
_DAY: Final = "|".join(_DAYS)


def refuse_bad_windows(backup: str, maintenance: str) -> None:
    """Raises ValueError for windows that RDS would refuse.

    The backup window is daily (``01:00-02:00``), the maintenance window weekly (``sun:03:00-sun:04:00``), each at
    least 30 minutes long, and they may not overlap (RDS user guide, "Backup window" and "Maintenance window").
    """
    daily = _daily(backup)
    weekly = _weekly(maintenance)
    if any(_overlap(daily, weekly, day) for day in range(len(_DAYS))):
        raise ValueError(
            f"maintenance_window {maintenance!r} overlaps backup_window {backup!r}, which RDS refuses: move one of them"
        )


def _daily(window: str) -> tuple[int, int]:
    match = re.fullmatch(f"{_CLOCK}-{_CLOCK}", window)
    if not match:
        raise ValueError(f"backup_window {window!r} is not a daily UTC window: write it like '01:00-02:00'")
    hours, minutes, end_hours, end_minutes = (int(part) for part in match.groups())
    start = hours * 60 + minutes
    return start, _long_enough("backup_window", window, (end_hours * 60 + end_minutes - start) % _DAY_MINUTES)


def _weekly(window: str) -> tuple[int, int]:
    match = re.fullmatch(f"({_DAY}):{_CLOCK}-({_DAY}):{_CLOCK}", window)
    if not match:
        raise ValueError(
            f"maintenance_window {window!r} is not a weekly UTC window: write it like 'sun:03:00-sun:04:00'"
        )
    day, hours, minutes, end_day, end_hours, end_minutes = match.groups()
    start = _DAYS.index(day) * _DAY_MINUTES + int(hours) * 60 + int(minutes)
    end = _DAYS.index(end_day) * _DAY_MINUTES + int(end_hours) * 60 + int(end_minutes)
    length = _long_enough("maintenance_window", window, (end - start) % _WEEK_MINUTES)
    if length >= _DAY_MINUTES:
        raise ValueError(f"maintenance_window {window!r} is a day or longer, which RDS refuses: shorten it")
    return start, length


def _long_enough(field: str, window: str, length: int) -> int:
    if length < _SHORTEST_MINUTES:
        raise ValueError(f"{field} {window!r} is shorter than RDS allows: make it 30 minutes or more")
    return length


def _overlap(daily: tuple[int, int], weekly: tuple[int, int], day: int) -> bool:
    start = day * _DAY_MINUTES + daily[0]
    return (start - weekly[0]) % _WEEK_MINUTES < weekly[1] or (weekly[0] - start) % _WEEK_MINUTES < daily[1]
