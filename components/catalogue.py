"""Every component, for the test that holds them to one contract and for the map of what each provides."""

from components.audit.access_alarms import AccessAlarms
from components.audit.audit_log import AuditLog
from components.audit.log_archive import LogArchive
from components.audit.masking import LogMasking
from components.audit.sessions import SessionLogging
from components.audit.shipping import LogShipping
from components.audit.trail import Trail
from components.base import Component
from components.compute.account_defaults import AccountDefaults
from components.compute.cluster import Cluster
from components.compute.image_pipeline import ImagePipeline
from components.compute.patching import Patching
from components.compute.registry import Registry, RegistryScanning
from components.compute.server_farm import ServerFarm
from components.compute.service import Service
from components.data.backup_framework import BackupFramework
from components.data.backup_plan import BackupPlan
from components.data.backup_settings import BackupRegion
from components.data.backup_vault import BackupVault
from components.data.bucket import Bucket
from components.data.database import Database
from components.data.key import Key
from components.data.restore_testing import RestoreTesting
from components.data.server_snapshots import ServerSnapshots
from components.data.table import Table
from components.data.tenant_access import TenantAccess
from components.detection.alerts import FindingAlerts
from components.detection.configuration import ConfigurationRecorder
from components.detection.detective import Detective
from components.detection.guardduty import GuardDuty
from components.detection.inspector import Inspector
from components.detection.macie import Macie
from components.detection.malware import MalwareProtection
from components.detection.relay import FindingsRelay
from components.detection.security_hub import SecurityHub
from components.edge.api import Api
from components.edge.api_account import ApiAccount
from components.edge.certificate import Certificate
from components.edge.distribution import Distribution
from components.edge.hosted_zone import HostedZone
from components.edge.load_balancer import LoadBalancer
from components.edge.private_entry import PrivateEntry
from components.edge.shield import ShieldAdvanced
from components.edge.web_acl import WebAcl
from components.governance.administrators import DelegatedAdministrators, RegionalAdministrators
from components.governance.attestations import Attestations
from components.governance.contacts import AlternateContacts
from components.governance.continuous_verification import ContinuousVerification
from components.governance.drift_watch import DriftWatch
from components.governance.organization import OrganizationPolicies
from components.governance.organization_detection import OrganizationDetection, OrganizationOverview
from components.governance.residency import Residency
from components.governance.state_backend import StateBackend
from components.governance.tag_compliance import TagCompliance
from components.governance.verification_role import VerificationRole
from components.identity.access_analyzers import AccessAnalyzers
from components.identity.app_client import AppClient
from components.identity.boundary import PermissionsBoundary
from components.identity.github_roles import GithubRoles
from components.identity.password_policy import PasswordPolicy
from components.identity.permission_sets import PermissionSets
from components.identity.policy_store import PolicyStore
from components.identity.support_access import SupportAccess
from components.identity.user_pool import UserPool
from components.network.client_vpn import ClientVpn
from components.network.dns_firewall import DnsFirewall
from components.network.firewall import Firewall
from components.network.query_logs import QueryLogs
from components.network.site_vpn import SiteVpn
from components.network.site_vpn_gateway import OfficeGateway
from components.network.vpc import Vpc
from components.operations.alert_topic import AlertTopic
from components.operations.anomalies import Anomalies
from components.operations.cis_alarms import CisAlarms
from components.operations.directory import Directory
from components.operations.finding_routes import FindingForwarder, FindingRoutes
from components.operations.internet_monitor import InternetMonitor
from components.operations.mail_inbound import InboundMail
from components.operations.mail_outbound import OutboundMail
from components.operations.probe import Canary
from components.operations.resilience import ResilienceTests
from components.operations.resource_alarms import ResourceAlarms
from components.operations.uptime import Uptime

COMPONENTS: tuple[type[Component], ...] = (
    Vpc,
    Firewall,
    DnsFirewall,
    QueryLogs,
    ClientVpn,
    SiteVpn,
    OfficeGateway,
    WebAcl,
    HostedZone,
    Certificate,
    LoadBalancer,
    Distribution,
    ApiAccount,
    PrivateEntry,
    Api,
    ShieldAdvanced,
    Key,
    Bucket,
    Database,
    Table,
    TenantAccess,
    BackupVault,
    BackupPlan,
    BackupRegion,
    BackupFramework,
    RestoreTesting,
    ServerSnapshots,
    LogArchive,
    Trail,
    LogShipping,
    LogMasking,
    AuditLog,
    SessionLogging,
    AccessAlarms,
    GuardDuty,
    FindingAlerts,
    FindingsRelay,
    MalwareProtection,
    ConfigurationRecorder,
    SecurityHub,
    Inspector,
    Macie,
    Detective,
    Cluster,
    Registry,
    RegistryScanning,
    Service,
    ServerFarm,
    AccountDefaults,
    Patching,
    ImagePipeline,
    UserPool,
    AppClient,
    PolicyStore,
    PasswordPolicy,
    AccessAnalyzers,
    PermissionsBoundary,
    SupportAccess,
    PermissionSets,
    GithubRoles,
    Residency,
    DriftWatch,
    TagCompliance,
    AlternateContacts,
    Attestations,
    ContinuousVerification,
    VerificationRole,
    StateBackend,
    OrganizationPolicies,
    DelegatedAdministrators,
    RegionalAdministrators,
    OrganizationDetection,
    OrganizationOverview,
    AlertTopic,
    CisAlarms,
    ResourceAlarms,
    Anomalies,
    Uptime,
    Canary,
    FindingRoutes,
    FindingForwarder,
    ResilienceTests,
    Directory,
    InternetMonitor,
    OutboundMail,
    InboundMail,
)
