"""Every component, for the test that holds them to one contract and for the map of what each provides."""

from components.audit.log_archive import LogArchive
from components.audit.trail import Trail
from components.base import Component
from components.data.bucket import Bucket
from components.data.database import Database
from components.data.key import Key
from components.detection.alerts import FindingAlerts
from components.detection.guardduty import GuardDuty
from components.edge.certificate import Certificate
from components.edge.load_balancer import LoadBalancer
from components.edge.web_acl import WebAcl
from components.network.vpc import Vpc

COMPONENTS: tuple[type[Component], ...] = (
    Vpc,
    WebAcl,
    Certificate,
    LoadBalancer,
    Key,
    Bucket,
    Database,
    LogArchive,
    Trail,
    GuardDuty,
    FindingAlerts,
)
