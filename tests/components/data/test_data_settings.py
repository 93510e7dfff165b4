"""What the settings of the data layer take, and the sentence for what they refuse."""

from typing import Any

import pytest
from pydantic import ValidationError

from stacks.sections.data import CustomerDataSettings, DatabaseSettings

GIVEN: dict[str, Any] = {
    "instance_class": "db.m7g.large",
    "storage_gib": 100,
    "max_storage_gib": 1000,
    "multi_az": True,
    "backup_days": 35,
    "deletion_protection": True,
    "insights": "advanced",
}


def database(**changes: Any) -> DatabaseSettings:
    return DatabaseSettings(**(GIVEN | changes))


def test_the_database_is_an_instance_unless_told_otherwise() -> None:
    assert database().engine == "postgres"


def test_aurora_has_a_memory_class_or_a_capacity() -> None:
    assert database(engine="aurora-postgres", instance_class="db.r8g.large").capacity is None
    assert database(engine="aurora-postgres", capacity={"least": 0.5, "most": 16}).capacity is not None


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"engine": "aurora-postgres"}, "database.instance_class is db.m7g.large, which Aurora does not have"),
        ({"capacity": {"least": 1, "most": 2}}, "database.capacity is given for engine postgres"),
        ({"engine": "aurora-postgres", "capacity": {"least": 2, "most": 2}}, "most is 2 and least is 2"),
    ],
)
def test_what_does_not_fit_the_engine_is_refused(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        database(**changes)


@pytest.mark.parametrize("tenant", ["Acme", "1-acme", "acme/eu", ""])
def test_a_tenant_with_a_key_has_an_id_that_an_alias_can_hold(tenant: str) -> None:
    with pytest.raises(ValidationError, match="cannot end the alias of a key"):
        CustomerDataSettings(tenants={tenant: {"description": "Acme"}})


def test_deleted_data_is_kept_as_long_as_point_in_time_recovery_at_least() -> None:
    with pytest.raises(ValidationError, match="greater than or equal to 35"):
        CustomerDataSettings(retention_days=30)
