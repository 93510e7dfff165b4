"""Rules on Redshift Serverless: namespaces hold the data, workgroups let callers in."""

from typing import Final

from guardrails.requirements import must_be_customer_key, must_be_false, must_be_true, must_not_be_set
from guardrails.rule import ResourceRule, Rule, examples
from guardrails.rules.data.lists import must_have_parameter, must_include
from guardrails.rules.data.s3_types import NAMES_OF_KEYS
from guardrails.values import UNKNOWN

_NAMESPACE: Final = "aws:redshiftserverless/namespace:Namespace"
_WORKGROUP: Final = "aws:redshiftserverless/workgroup:Workgroup"
_KEY: Final = "arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"


RULES: tuple[Rule, ...] = (
    ResourceRule(
        "redshift-serverless-customer-key",
        (_NAMESPACE,),
        must_be_customer_key("kmsKeyId", proven_by=NAMES_OF_KEYS),
        examples(
            _NAMESPACE,
            good={"namespaceName": "warehouse", "kmsKeyId": _KEY},
            bad={"namespaceName": "warehouse"},
            unknown={"namespaceName": "warehouse", "kmsKeyId": UNKNOWN},
        ),
    ),
    ResourceRule(
        "redshift-serverless-logs",
        (_NAMESPACE,),
        must_include("logExports", "connectionlog", "userlog"),
        examples(
            _NAMESPACE,
            good={"namespaceName": "warehouse", "logExports": ["connectionlog", "userlog"]},
            bad={"namespaceName": "warehouse"},
            unknown={"namespaceName": "warehouse", "logExports": UNKNOWN},
        ),
    ),
    ResourceRule(
        "redshift-serverless-managed-password",
        (_NAMESPACE,),
        must_not_be_set("adminUserPassword", because="and Secrets Manager is to make and keep it"),
        examples(
            _NAMESPACE,
            good={"namespaceName": "warehouse", "manageAdminPassword": True},
            bad={"namespaceName": "warehouse", "adminUserPassword": "Correct-horse-1"},
            unknown=None,
        ),
    ),
    ResourceRule(
        "redshift-serverless-private",
        (_WORKGROUP,),
        must_be_false("publiclyAccessible"),
        examples(
            _WORKGROUP,
            good={"namespaceName": "warehouse", "workgroupName": "warehouse", "publiclyAccessible": False},
            bad={"namespaceName": "warehouse", "workgroupName": "warehouse", "publiclyAccessible": True},
            unknown={"namespaceName": "warehouse", "workgroupName": "warehouse", "publiclyAccessible": UNKNOWN},
        ),
    ),
    ResourceRule(
        "redshift-serverless-routing",
        (_WORKGROUP,),
        must_be_true("enhancedVpcRouting"),
        examples(
            _WORKGROUP,
            good={"namespaceName": "warehouse", "workgroupName": "warehouse", "enhancedVpcRouting": True},
            bad={"namespaceName": "warehouse", "workgroupName": "warehouse"},
            unknown={"namespaceName": "warehouse", "workgroupName": "warehouse", "enhancedVpcRouting": UNKNOWN},
        ),
    ),
    ResourceRule(
        "redshift-serverless-tls",
        (_WORKGROUP,),
        must_have_parameter(
            "require_ssl", "true", default="false", path="configParameters", keys=("parameterKey", "parameterValue")
        ),
        examples(
            _WORKGROUP,
            good={
                "namespaceName": "warehouse",
                "workgroupName": "warehouse",
                "configParameters": [{"parameterKey": "require_ssl", "parameterValue": "true"}],
            },
            bad={"namespaceName": "warehouse", "workgroupName": "warehouse"},
            unknown={
                "namespaceName": "warehouse",
                "workgroupName": "warehouse",
                "configParameters": [{"parameterKey": "require_ssl", "parameterValue": UNKNOWN}],
            },
        ),
    ),
)
