"""How long CloudWatch Logs can keep a log group."""

from typing import Final

RETENTIONS: Final = (90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653)
"""Days from 90 up that ``PutRetentionPolicy`` takes."""


def check_retention(field: str, days: int, floor: int) -> None:
    """Raises ValueError where ``days`` is below ``floor`` or a number that CloudWatch Logs does not know."""
    if days in RETENTIONS and days >= floor:
        return
    allowed = ", ".join(str(known) for known in RETENTIONS if known >= floor)
    raise ValueError(f"{field} is {days}, this log is kept one of {allowed} days: give one of them")
