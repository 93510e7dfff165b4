"""The stacks, broken one promise at a time, and exactly the rules that must refuse each."""

from tests.support.mutations import Mutation
from tests.support.prod_mutations import (
    audit,
    backup,
    compute,
    database,
    detection,
    edge,
    entries,
    firewall,
    governance,
    links,
    network,
    operations,
    staff,
    stores,
    users,
)

MUTATIONS: tuple[Mutation, ...] = (
    *network.MUTATIONS,
    *firewall.MUTATIONS,
    *edge.MUTATIONS,
    *entries.MUTATIONS,
    *database.MUTATIONS,
    *stores.MUTATIONS,
    *backup.MUTATIONS,
    *audit.MUTATIONS,
    *detection.MUTATIONS,
    *users.MUTATIONS,
    *staff.MUTATIONS,
    *compute.MUTATIONS,
    *operations.MUTATIONS,
    *links.MUTATIONS,
    *governance.MUTATIONS,
)

_ENGINE = (
    "storage encryption off",
    "multi-AZ off",
    "backup retention 0",
    "public database",
    "database unprotected",
    "wildcard key policy",
    "a detector feature removed",
    "single-region trail",
    "flow log removed",
    "web ACL association dropped",
    "HTTP listener without redirect",
    "TLS 1.0 policy",
)
ENGINE_MUTATIONS: tuple[Mutation, ...] = tuple(
    next(mutation for mutation in MUTATIONS if mutation.name == name) for name in _ENGINE
)
"""Those that are also made on the program and brought before the real engine; each is an update of its own."""
