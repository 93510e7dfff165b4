"""How long a schedule may pause: rate and cron expressions as AWS's schedulers take them."""

import re
from itertools import pairwise
from typing import Final

_RATE: Final = re.compile(r"rate\((\d+) (minute|hour|day)s?\)")
_CRON: Final = re.compile(r"cron\(([^)]*)\)")
_MINUTES: Final = {"minute": 1, "hour": 60, "day": 1440}
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS_OF_MONTH: Final = 31
# Not every month has these days, nor a fifth Monday.
_RARE_DAYS: Final = ("29", "30", "31")
_RARE_WEEKDAY: Final = "#5"


def longest_pause_days(expression: str) -> float | None:
    """The longest time in days between two runs, or None where the expression cannot be read as one that repeats.

    A cron expression is counted in whole months of 31 days, whatever runs there are within a month.
    """
    text = expression.strip().lower()
    if rate := _RATE.fullmatch(text):
        return int(rate[1]) * _MINUTES[rate[2]] / 1440
    cron = _CRON.fullmatch(text)
    fields = cron[1].split() if cron else []
    if len(fields) != 6 or fields[5] != "*":
        return None
    day, weekday = fields[2], fields[4]
    months = sorted(_months(fields[3]))
    if not months:
        return None
    gap = max(later - earlier for earlier, later in pairwise((*months, months[0] + 12)))
    rare = day in _RARE_DAYS or _RARE_WEEKDAY in weekday
    return (gap + rare) * _DAYS_OF_MONTH


def _months(field: str) -> set[int]:
    """The months of a cron field (``*``, ``*/2``, ``1/3``, ``jan,jul``, ``3-6``); none where it cannot be read."""
    found: set[int] = set()
    for part in field.split(","):
        span, _, step = part.partition("/")
        first, _, last = span.partition("-")
        start = 1 if first == "*" else _month(first)
        end = 12 if first == "*" or (step and not last) else _month(last or first)
        if start is None or end is None or not (step or "1").isdigit() or step == "0":
            return set()
        found.update(range(start, end + 1, int(step or 1)))
    return found


def _month(text: str) -> int | None:
    if text in _MONTHS:
        return _MONTHS.index(text) + 1
    return int(text) if text.isdigit() and 1 <= int(text) <= 12 else None
