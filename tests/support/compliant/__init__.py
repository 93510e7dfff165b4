"""One account that keeps every promise, as far as moto can play it: a function an area, run once."""

from tests.support.compliant.audit import audit
from tests.support.compliant.compute import compute
from tests.support.compliant.data import data
from tests.support.compliant.detection import detection
from tests.support.compliant.edge import edge
from tests.support.compliant.identity import identity
from tests.support.compliant.model import Account, begun
from tests.support.compliant.network import network
from tests.support.compliant.operations import operations

_AREAS = (network, data, identity, compute, edge, audit, detection, operations)


def seed() -> Account:
    """Makes everything, in the account of the credentials. Later areas stand in the VPC and on the keys of earlier."""
    account = begun()
    for area in _AREAS:
        area(account)
    return account
