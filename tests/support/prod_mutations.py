"""The prod stack, broken one promise at a time, and exactly the rules that must refuse it."""

from typing import Any

from guardrails.values import UNKNOWN
from tests.support.mutations import Change, Mutation

BUCKET = "aws:s3/bucket:Bucket"
BUCKET_ENCRYPTION = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"
BUCKET_LOCK = "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration"
BUCKET_LOGGING = "aws:s3/bucketLogging:BucketLogging"
BUCKET_POLICY = "aws:s3/bucketPolicy:BucketPolicy"
BUCKET_PUBLIC_ACCESS_BLOCK = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"
BUCKET_VERSIONING = "aws:s3/bucketVersioning:BucketVersioning"
DATABASE = "aws:rds/instance:Instance"
DEFAULT_SECURITY_GROUP = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"
DETECTOR = "aws:guardduty/detector:Detector"
DETECTOR_FEATURE = "aws:guardduty/detectorFeature:DetectorFeature"
ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"
EVENT_RULE = "aws:cloudwatch/eventRule:EventRule"
FLOW_LOG = "aws:ec2/flowLog:FlowLog"
INGRESS_RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
KEY = "aws:kms/key:Key"
LISTENER = "aws:lb/listener:Listener"
LOAD_BALANCER = "aws:lb/loadBalancer:LoadBalancer"
LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"
NACL_RULE = "aws:ec2/networkAclRule:NetworkAclRule"
NAT = "aws:ec2/natGateway:NatGateway"
PARAMETER_GROUP = "aws:rds/parameterGroup:ParameterGroup"
ROUTE = "aws:ec2/route:Route"
EIP = "aws:ec2/eip:Eip"
ROLE = "aws:iam/role:Role"
ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy"
SECURITY_GROUP = "aws:ec2/securityGroup:SecurityGroup"
SECURITY_GROUP_RULE = "aws:ec2/securityGroupRule:SecurityGroupRule"
SUBNET = "aws:ec2/subnet:Subnet"
TARGET_GROUP = "aws:lb/targetGroup:TargetGroup"
TOPIC = "aws:sns/topic:Topic"
TOPIC_POLICY = "aws:sns/topicPolicy:TopicPolicy"
TRAIL = "aws:cloudtrail/trail:Trail"
WEB_ACL = "aws:wafv2/webAcl:WebAcl"
WEB_ACL_ASSOCIATION = "aws:wafv2/webAclAssociation:WebAclAssociation"
WEB_ACL_LOGGING = "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration"


def _set(name: str, type_: str, resource: str, path: str, value: Any, *fails: str) -> Mutation:
    change = Change(op="set", type=type_, name=resource, path=path, value=value)
    return Mutation(name=name, changes=(change,), fails=frozenset(fails))


def _unset(name: str, type_: str, resource: str, path: str, *fails: str) -> Mutation:
    return Mutation(
        name=name, changes=(Change(op="unset", type=type_, name=resource, path=path),), fails=frozenset(fails)
    )


def _drop(name: str, type_: str, resource: str, *fails: str) -> Mutation:
    return Mutation(name=name, changes=(Change(op="drop", type=type_, name=resource),), fails=frozenset(fails))


def _unprotect(name: str, type_: str, resource: str, *fails: str) -> Mutation:
    return Mutation(name=name, changes=(Change(op="unprotect", type=type_, name=resource),), fails=frozenset(fails))


def _document(
    name: str, type_: str, resource: str, path: str, statement: dict[str, Any] | None, *fails: str, sid: str = ""
) -> Mutation:
    change = Change(op="document", type=type_, name=resource, path=path, value=statement, sid=sid)
    return Mutation(name=name, changes=(change,), fails=frozenset(fails))


def _add(
    name: str, type_: str, resource: str, properties: dict[str, Any], *fails: str, depends: tuple[Any, ...] = ()
) -> Mutation:
    change = Change(op="add", type=type_, name=resource, value=properties, depends=depends)
    return Mutation(name=name, changes=(change,), fails=frozenset(fails))


_ANYONE = {"Sid": "Open", "Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}
_ADMIN = {"Sid": "Admin", "Effect": "Allow", "Action": "*", "Resource": "*"}
_SSH = {"protocol": "tcp", "fromPort": 22, "toPort": 22, "description": "SSH"}

DATA = (
    _set(
        "storage encryption off",
        DATABASE,
        "database-instance",
        "storageEncrypted",
        False,
        "rds-instance-storage-encrypted",
    ),
    _unset("database key removed", DATABASE, "database-instance", "kmsKeyId", "rds-instance-customer-key"),
    _set("multi-AZ off", DATABASE, "database-instance", "multiAz", False, "rds-instance-multi-az"),
    _set("backup retention 0", DATABASE, "database-instance", "backupRetentionPeriod", 0, "rds-backup-retention"),
    _set(
        "backup retention below 35 days",
        DATABASE,
        "database-instance",
        "backupRetentionPeriod",
        34,
        "rds-backup-retention",
    ),
    _set("public database", DATABASE, "database-instance", "publiclyAccessible", True, "rds-not-public"),
    _set(
        "database deletion protection off",
        DATABASE,
        "database-instance",
        "deletionProtection",
        False,
        "rds-instance-deletion-protection",
    ),
    _unprotect("database unprotected", DATABASE, "database-instance", "rds-instance-protected"),
    _set("final snapshot skipped", DATABASE, "database-instance", "skipFinalSnapshot", True, "rds-final-snapshot"),
    _unset(
        "master secret not managed",
        DATABASE,
        "database-instance",
        "manageMasterUserPassword",
        "rds-master-password-managed",
    ),
    _set(
        "IAM authentication off",
        DATABASE,
        "database-instance",
        "iamDatabaseAuthenticationEnabled",
        False,
        "rds-instance-iam-authentication",
    ),
    _unset(
        "no logs exported", DATABASE, "database-instance", "enabledCloudwatchLogsExports", "rds-instance-exports-logs"
    ),
    _set(
        "automatic minor upgrades off",
        DATABASE,
        "database-instance",
        "autoMinorVersionUpgrade",
        False,
        "rds-auto-minor-version-upgrade",
    ),
    _unset("no maintenance window", DATABASE, "database-instance", "maintenanceWindow", "rds-windows-set"),
    _set(
        "TLS not forced",
        PARAMETER_GROUP,
        "database-parameter-group",
        "parameters",
        [],
        "rds-parameter-group-forces-tls",
        "rds-postgres-logs-statements",
    ),
    _set("key rotation off", KEY, "customer-key", "enableKeyRotation", False, "kms-key-rotated"),
    _set("key gone in 7 days", KEY, "customer-key", "deletionWindowInDays", 7, "kms-key-deletion-window"),
    _document(
        "wildcard key policy",
        KEY,
        "customer-key",
        "policy",
        _ANYONE,
        "kms-key-policy-least-privilege",
        "kms-key-policy-not-public",
    ),
    _unprotect("key unprotected", KEY, "customer-key", "kms-key-protected"),
    _drop(
        "bucket without public access block",
        BUCKET_PUBLIC_ACCESS_BLOCK,
        "files-public-access-block",
        "s3-bucket-public-access-blocked",
    ),
    _set(
        "public policies allowed",
        BUCKET_PUBLIC_ACCESS_BLOCK,
        "files-public-access-block",
        "blockPublicPolicy",
        False,
        "s3-bucket-public-policy-blocked",
    ),
    _drop(
        "bucket without a customer key",
        BUCKET_ENCRYPTION,
        "files-encryption",
        "s3-bucket-customer-key",
        "s3-bucket-encryption-set",
    ),
    _drop("bucket without versions", BUCKET_VERSIONING, "files-versioning", "s3-bucket-versioned"),
    _drop("bucket without access log", BUCKET_LOGGING, "files-logging", "s3-bucket-access-logged"),
    _document(
        "bucket open to anyone",
        BUCKET_POLICY,
        "files-policy",
        "policy",
        _ANYONE,
        "s3-bucket-policy-no-wildcard-action",
        "s3-bucket-policy-not-public",
    ),
    _document(
        "plain HTTP to a bucket",
        BUCKET_POLICY,
        "files-policy",
        "policy",
        None,
        "s3-bucket-tls-only",
        sid="DenyInsecureTransport",
    ),
    _unset("topic without a customer key", TOPIC, "guardduty-alerts-topic", "kmsMasterKeyId", "sns-topic-encrypted"),
    _document(
        "topic open to anyone",
        TOPIC_POLICY,
        "guardduty-alerts-topic-policy",
        "policy",
        _ANYONE,
        "sns-topic-policy-not-public",
    ),
)

AUDIT = (
    _drop("detector removed", DETECTOR, "guardduty-detector", "guardduty-detector-present"),
    _set(
        "detector off",
        DETECTOR,
        "guardduty-detector",
        "enable",
        False,
        "guardduty-detector-enabled",
        "guardduty-detector-present",
    ),
    _set(
        "findings every six hours",
        DETECTOR,
        "guardduty-detector",
        "findingPublishingFrequency",
        "SIX_HOURS",
        "guardduty-detector-fifteen-minutes",
    ),
    _drop(
        "a detector feature removed", DETECTOR_FEATURE, "guardduty-feature-rds-login-events", "guardduty-rds-protection"
    ),
    _set(
        "a detector feature off",
        DETECTOR_FEATURE,
        "guardduty-feature-s3-data-events",
        "status",
        "DISABLED",
        "guardduty-feature-enabled",
        "guardduty-s3-protection",
    ),
    _drop("findings go nowhere", EVENT_RULE, "guardduty-alerts-rule", "guardduty-findings-routed"),
    _drop("trail removed", TRAIL, "trail-trail", "cloudtrail-present"),
    _set(
        "single-region trail",
        TRAIL,
        "trail-trail",
        "isMultiRegionTrail",
        False,
        "cloudtrail-multi-region",
        "cloudtrail-present",
    ),
    _set("trail stopped", TRAIL, "trail-trail", "enableLogging", False, "cloudtrail-logging", "cloudtrail-present"),
    _set(
        "log file validation off",
        TRAIL,
        "trail-trail",
        "enableLogFileValidation",
        False,
        "cloudtrail-log-file-validation",
        "cloudtrail-present",
    ),
    _unset("trail without a customer key", TRAIL, "trail-trail", "kmsKeyId", "cloudtrail-encrypted"),
    _unset(
        "trail without CloudWatch Logs", TRAIL, "trail-trail", "cloudWatchLogsGroupArn", "cloudtrail-cloudwatch-logs"
    ),
    _drop("log bucket without lock", BUCKET_LOCK, "logs-archive-object-lock", "s3-trail-bucket-locked"),
    _set(
        "lock of 30 days",
        BUCKET_LOCK,
        "logs-archive-object-lock",
        "rule.defaultRetention.days",
        30,
        "s3-trail-bucket-locked",
    ),
    _set(
        "log bucket destroyed with its logs",
        BUCKET,
        "logs-archive-bucket",
        "forceDestroy",
        True,
        "s3-bucket-no-force-destroy",
        "s3-trail-bucket-no-force-destroy",
    ),
    _unset("log group kept for ever", LOG_GROUP, "trail-logs", "retentionInDays", "cloudwatch-log-group-retention"),
    _set(
        "audit log kept 90 days",
        LOG_GROUP,
        "trail-logs",
        "retentionInDays",
        90,
        "cloudwatch-log-group-retention",
        "cloudwatch-log-group-retention-one-year",
    ),
    _unset("log group without a customer key", LOG_GROUP, "trail-logs", "kmsKeyId", "cloudwatch-log-group-encrypted"),
    _document(
        "a role for everything",
        ROLE_POLICY,
        "trail-role-policy",
        "policy",
        _ADMIN,
        "iam-policy-changes-confined",
        "iam-policy-data-reads-confined",
        "iam-policy-no-admin",
        "iam-policy-no-decrypt-on-all-keys",
        "iam-policy-no-privilege-escalation",
        "iam-policy-pass-role-confined",
        "iam-policy-permission-changes-confined",
    ),
    _document(
        "a role for anyone",
        ROLE,
        "trail-role",
        "assumeRolePolicy",
        {"Sid": "Open", "Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"},
        "iam-role-trust-not-public",
    ),
)

NETWORK = (
    _drop("flow log removed", FLOW_LOG, "network-flow-log-vpc", "vpc-flow-log"),
    _set(
        "flow log of rejects only",
        FLOW_LOG,
        "network-flow-log-vpc",
        "trafficType",
        "REJECT",
        "vpc-flow-log-all-traffic",
    ),
    _drop(
        "default security group not adopted",
        DEFAULT_SECURITY_GROUP,
        "network-default",
        "vpc-default-security-group-managed",
    ),
    _set(
        "default security group lets in",
        DEFAULT_SECURITY_GROUP,
        "network-default",
        "ingress",
        [{"protocol": "-1", "fromPort": 0, "toPort": 0, "self": True}],
        "default-security-group-empty",
    ),
    _set(
        "public addresses on launch",
        SUBNET,
        "network-private-subnet-eu-west-1a",
        "mapPublicIpOnLaunch",
        True,
        "subnet-no-public-ip",
    ),
    _set(
        "SSH open inline",
        SECURITY_GROUP,
        "database-security-group",
        "ingress",
        [{**_SSH, "cidrBlocks": ["0.0.0.0/0"]}],
        "database-security-group-not-open",
        "security-group-public-only-at-edge",
        "security-group-ssh-not-open",
    ),
    _add(
        "SSH open by a security-group rule",
        SECURITY_GROUP_RULE,
        "ssh",
        {**_SSH, "type": "ingress", "cidrBlocks": ["0.0.0.0/0"], "securityGroupId": "sg-1"},
        "security-group-public-only-at-edge",
        "security-group-ssh-not-open",
    ),
    _add(
        "SSH open by an ingress rule",
        INGRESS_RULE,
        "ssh",
        {
            "ipProtocol": "tcp",
            "fromPort": 22,
            "toPort": 22,
            "cidrIpv6": "::/0",
            "description": "SSH",
            "securityGroupId": "sg-1",
        },
        "security-group-public-only-at-edge",
        "security-group-ssh-not-open",
    ),
    _set(
        "database port open to the internet",
        INGRESS_RULE,
        "database-ingress-eu-west-1a",
        "cidrIpv4",
        "0.0.0.0/0",
        "database-security-group-not-open",
        "security-group-public-only-at-edge",
    ),
    _set(
        "NACL lets SSH in",
        NACL_RULE,
        "network-public-acl-in-https",
        "fromPort",
        22,
        "network-acl-remote-ports-not-open",
    ),
    _unset(
        "endpoint without a policy", ENDPOINT, "network-endpoint-kms", "policy", "vpc-endpoint-policy-limits-principals"
    ),
    _document(
        "endpoint open to anyone",
        ENDPOINT,
        "network-endpoint-kms",
        "policy",
        _ANYONE,
        "vpc-endpoint-policy-limits-principals",
    ),
    _drop("secrets leave by the internet", ENDPOINT, "network-endpoint-secretsmanager", "vpc-endpoints-present"),
    Mutation(
        name="a zone leaves by another zone's NAT gateway",
        changes=(
            Change(
                op="set",
                type=ROUTE,
                name="network-private-default-eu-west-1b",
                path="natGatewayId",
                value=UNKNOWN,
                depends=(("natGatewayId", NAT, "network-nat-eu-west-1a"),),
            ),
            Change(op="drop", type=NAT, name="network-nat-eu-west-1b"),
            Change(op="drop", type=EIP, name="network-nat-eu-west-1b"),
        ),
        fails=frozenset({"nat-gateway-per-zone"}),
    ),
)

EDGE = (
    _drop("web ACL association dropped", WEB_ACL_ASSOCIATION, "edge-web-acl", "load-balancer-web-acl"),
    _drop("web ACL without a log", WEB_ACL_LOGGING, "edge-logging", "waf-web-acl-logging"),
    _set(
        "web ACL without rules",
        WEB_ACL,
        "edge-acl",
        "rules",
        [],
        "waf-web-acl-has-rules",
        "waf-web-acl-known-bad-inputs",
        "waf-web-acl-managed-groups",
        "waf-web-acl-rate-limit",
        "waf-web-acl-rate-rule",
    ),
    _set(
        "authorization not redacted",
        WEB_ACL_LOGGING,
        "edge-logging",
        "redactedFields",
        [],
        "waf-logs-redact-credentials",
    ),
    _set(
        "HTTP listener without redirect",
        LISTENER,
        "edge-http",
        "defaultActions",
        [{"type": "forward"}],
        "load-balancer-http-redirects",
        "security-group-http-only-redirects",
    ),
    _set(
        "TLS 1.0 policy",
        LISTENER,
        "edge-https",
        "sslPolicy",
        "ELBSecurityPolicy-2016-08",
        "load-balancer-strong-ciphers",
        "load-balancer-tls-policy",
    ),
    _unset(
        "TLS policy left to AWS",
        LISTENER,
        "edge-https",
        "sslPolicy",
        "load-balancer-strong-ciphers",
        "load-balancer-tls-policy",
    ),
    _unset(
        "no HSTS", LISTENER, "edge-https", "routingHttpResponseStrictTransportSecurityHeaderValue", "load-balancer-hsts"
    ),
    _set("access log off", LOAD_BALANCER, "edge-alb", "accessLogs.enabled", False, "load-balancer-access-logs"),
    _set(
        "connection log off",
        LOAD_BALANCER,
        "edge-alb",
        "connectionLogs.enabled",
        False,
        "load-balancer-connection-logs",
    ),
    _set(
        "load balancer deletable",
        LOAD_BALANCER,
        "edge-alb",
        "enableDeletionProtection",
        False,
        "load-balancer-deletion-protection",
    ),
    _set(
        "invalid headers kept",
        LOAD_BALANCER,
        "edge-alb",
        "dropInvalidHeaderFields",
        False,
        "load-balancer-drops-invalid-headers",
    ),
    _set("web ACL fails open", LOAD_BALANCER, "edge-alb", "enableWafFailOpen", True, "load-balancer-waf-fail-closed"),
    _set("plain HTTP to targets", TARGET_GROUP, "edge-target", "protocol", "HTTP", "target-group-encrypted"),
)

MUTATIONS: tuple[Mutation, ...] = (*DATA, *AUDIT, *NETWORK, *EDGE)

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
