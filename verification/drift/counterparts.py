"""Every type that is compared, by area: a list, so that none is registered by being imported."""

from typing import Final

from verification.calls import Call
from verification.drift.audit import AUDIT
from verification.drift.databases import DATABASES
from verification.drift.edge import EDGE
from verification.drift.entries import ENTRIES
from verification.drift.events import EVENTS
from verification.drift.identity import IDENTITY
from verification.drift.model import Counterpart
from verification.drift.network import NETWORK
from verification.drift.storage import STORAGE
from verification.drift.workloads import WORKLOADS

COUNTERPARTS: Final[tuple[Counterpart, ...]] = (
    *NETWORK,
    *EDGE,
    *ENTRIES,
    *DATABASES,
    *STORAGE,
    *WORKLOADS,
    *IDENTITY,
    *AUDIT,
)
CALLS: Final[tuple[Call, ...]] = tuple(dict.fromkeys((*(call for each in COUNTERPARTS for call in each.calls), EVENTS)))
"""Every call that drift makes; a counterpart's finder may be another's too."""
