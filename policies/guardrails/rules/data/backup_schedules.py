"""Whether a schedule of AWS Backup fires every day."""

import re
from typing import Final

from guardrails.rules.data.schedules import longest_pause_days

_CRON: Final = re.compile(r"cron\(([^)]*)\)")
_EVERY_DAY: Final = ("*", "?", "*/1", "1/1", "1-31")
_EVERY_WEEKDAY: Final = ("*", "?", "*/1", "1/1", "1-7", "sun-sat")


def fires_daily(expression: str) -> bool:
    """Whether a cron or rate expression fires at least once a day; False where it cannot be read."""
    text = expression.strip().lower()
    cron = _CRON.fullmatch(text)
    if cron is None:
        pause = longest_pause_days(text)
        return pause is not None and pause <= 1
    fields = cron[1].split()
    return (
        len(fields) in (5, 6)
        and fields[2] in _EVERY_DAY
        and fields[3] in ("*", "*/1", "1-12", "jan-dec")
        and fields[4] in _EVERY_WEEKDAY
        and (len(fields) == 5 or fields[5] == "*")
    )
