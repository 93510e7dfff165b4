"""The records of the rules on AppSync."""

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity

RULES: tuple[RuleInfo, ...] = (
    RuleInfo(
        id="appsync-api-logs",
        control="log.app",
        title="GraphQL APIs log their requests",
        severity=Severity.HIGH,
        fix="Set logConfig.cloudwatchLogsRoleArn and logConfig.fieldLogLevel.",
        equivalents=("CKV_AWS_193",),
    ),
    RuleInfo(
        id="appsync-api-field-logs",
        control="log.app",
        title="GraphQL APIs log the fields that fail",
        severity=Severity.MEDIUM,
        fix="Set logConfig.fieldLogLevel to ERROR.",
        frameworks=("FSBP:AppSync.2",),
        equivalents=(
            "CKV_AWS_194",
            "AppSync.2",
            "appsync_field_level_logging_enabled",
        ),
    ),
    RuleInfo(
        id="appsync-api-without-key",
        control="id.oauth",
        title="No GraphQL API is opened by a key",
        severity=Severity.MEDIUM,
        fix="Set authenticationType to AMAZON_COGNITO_USER_POOLS, OPENID_CONNECT, AWS_LAMBDA or AWS_IAM.",
        equivalents=("appsync_graphql_api_no_api_key_authentication",),
    ),
    RuleInfo(
        id="appsync-cache-encrypted-at-rest",
        control="rest.db",
        title="Caches of GraphQL APIs are encrypted",
        severity=Severity.HIGH,
        fix="Set atRestEncryptionEnabled to true.",
        frameworks=("FSBP:AppSync.1",),
        equivalents=(
            "CKV_AWS_214",
            "AppSync.1",
        ),
    ),
    RuleInfo(
        id="appsync-cache-encrypted-in-transit",
        control="tls.internal",
        title="Caches of GraphQL APIs are entered by TLS",
        severity=Severity.HIGH,
        fix="Set transitEncryptionEnabled to true.",
        equivalents=("CKV_AWS_215",),
    ),
    RuleInfo(
        id="appsync-api-behind-web-acl",
        control="edge.waf",
        title="GraphQL APIs are behind a web ACL",
        severity=Severity.HIGH,
        fix="Add a wafv2.WebAclAssociation whose resourceArn is the API's arn, or set visibility to PRIVATE.",
        equivalents=("CKV2_AWS_33",),
    ),
)
