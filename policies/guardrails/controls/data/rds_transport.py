"""The records of the rules on how databases are reached."""

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity

RULES: tuple[RuleInfo, ...] = (
    RuleInfo(
        id="rds-parameter-group-forces-tls",
        control="tls.internal",
        title="Parameter groups force TLS",
        severity=Severity.HIGH,
        fix="Add to parameters rds.force_ssl (1), or for MySQL and MariaDB require_secure_transport (ON).",
        frameworks=("FSBP:RDS.38", "FSBP:RDS.39", "FSBP:RDS.41", "FSBP:RDS.44"),
        equivalents=(
            "CKV2_AWS_69",
            "RDS_POSTGRES_INSTANCE_ENCRYPTED_IN_TRANSIT",
            "RDS_MYSQL_INSTANCE_ENCRYPTED_IN_TRANSIT",
            "rds_instance_transport_encrypted",
            "RDS.38",
            "RDS.39",
            "RDS.41",
            "RDS.44",
        ),
    ),
    RuleInfo(
        id="rds-own-parameter-group",
        control="tls.internal",
        title="Databases use a parameter group that says to force TLS, not the engine's default",
        severity=Severity.HIGH,
        fix="Set parameterGroupName (dbClusterParameterGroupName) to a group of this stack that forces TLS.",
    ),
    RuleInfo(
        id="rds-proxy-requires-tls",
        control="tls.internal",
        title="Database proxies require TLS",
        severity=Severity.HIGH,
        fix="Set requireTls to true.",
        frameworks=("FSBP:RDS.43",),
        equivalents=("RDS.43",),
    ),
    RuleInfo(
        id="rds-certificate-authority-current",
        control="base.data",
        title="Databases have the certificate of an authority that has not expired",
        severity=Severity.MEDIUM,
        fix="Set caCertIdentifier (caCertificateIdentifier on a cluster) to rds-ca-rsa2048-g1.",
        equivalents=("CKV_AWS_211", "rds_instance_certificate_expiration"),
    ),
)
