"""The windows of a database: what RDS would refuse is refused first."""

import re

import pytest

from components.data.database_windows import refuse_bad_windows


@pytest.mark.parametrize(
    ("backup", "maintenance"),
    [
        ("01:00-02:00", "sun:03:00-sun:04:00"),
        ("01:00-02:00", "sun:02:00-sun:03:00"),
        ("03:00-04:00", "sun:02:00-sun:03:00"),
        ("23:30-00:30", "mon:00:30-mon:01:00"),
        ("12:00-12:30", "sun:23:45-mon:00:15"),
    ],
)
def test_windows_that_do_not_overlap_are_accepted(backup: str, maintenance: str) -> None:
    refuse_bad_windows(backup, maintenance)


@pytest.mark.parametrize(
    ("backup", "maintenance"),
    [
        ("01:00-02:00", "sun:01:30-sun:02:30"),
        ("01:00-03:00", "wed:01:30-wed:02:00"),
        ("01:30-02:00", "wed:01:00-wed:03:00"),
        ("23:30-00:30", "mon:00:00-mon:00:30"),
        ("00:00-00:30", "sun:23:45-mon:00:15"),
    ],
)
def test_windows_that_overlap_on_any_day_are_refused(backup: str, maintenance: str) -> None:
    message = (
        f"maintenance_window '{maintenance}' overlaps backup_window '{backup}', which RDS refuses: move one of them"
    )
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        refuse_bad_windows(backup, maintenance)


@pytest.mark.parametrize(
    ("backup", "maintenance", "message"),
    [
        (
            "1:00-2:00",
            "sun:03:00-sun:04:00",
            "backup_window '1:00-2:00' is not a daily UTC window: write it like '01:00-02:00'",
        ),
        (
            "01:00-24:00",
            "sun:03:00-sun:04:00",
            "backup_window '01:00-24:00' is not a daily UTC window: write it like '01:00-02:00'",
        ),
        (
            "01:00-01:29",
            "sun:03:00-sun:04:00",
            "backup_window '01:00-01:29' is shorter than RDS allows: make it 30 minutes or more",
        ),
        (
            "01:00-02:00",
            "Sun:03:00-Sun:04:00",
            "maintenance_window 'Sun:03:00-Sun:04:00' is not a weekly UTC window: write it like 'sun:03:00-sun:04:00'",
        ),
        (
            "01:00-02:00",
            "sun:03:00-sun:03:15",
            "maintenance_window 'sun:03:00-sun:03:15' is shorter than RDS allows: make it 30 minutes or more",
        ),
        (
            "01:00-02:00",
            "sun:03:00-mon:03:00",
            "maintenance_window 'sun:03:00-mon:03:00' is a day or longer, which RDS refuses: shorten it",
        ),
    ],
)
def test_a_window_that_rds_cannot_read_or_keep_is_refused(backup: str, maintenance: str, message: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        refuse_bad_windows(backup, maintenance)
