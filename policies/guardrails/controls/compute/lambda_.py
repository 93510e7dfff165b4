"""Records of the rules on functions."""

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity

RULES: tuple[RuleInfo, ...] = (
    RuleInfo(
        id="lambda-not-public",
        control="base.compute",
        title="Nobody unnamed calls a function",
        severity=Severity.CRITICAL,
        fix=(
            "Name a principal, or limit it by sourceArn, sourceAccount or principalOrgId; set a URL's "
            "authorizationType to AWS_IAM."
        ),
        frameworks=("PCI-4.0:1.2.8", "PCI-4.0:1.3.1", "PCI-4.0:1.3.2", "PCI-4.0:1.4.2", "FSBP:Lambda.1"),
        equivalents=(
            "CKV_AWS_301",
            "CKV_AWS_258",
            "LambdaFunctionPublicAccessProhibited",
            "lambda_function_public_access_prohibited",
            "lambda_no_wildcard_principal",
            "LAMBDA_FUNCTION_PUBLIC_ACCESS_PROHIBITED",
            "awslambda_function_not_publicly_accessible",
            "awslambda_function_url_public",
            "Lambda.1",
        ),
    ),
    RuleInfo(
        id="lambda-permission-source",
        control="base.compute",
        title="A service calls a function only for a stated source",
        severity=Severity.MEDIUM,
        fix="Set sourceArn or sourceAccount.",
        equivalents=(
            "CKV_AWS_364",
            "AWS-0067",
        ),
    ),
    RuleInfo(
        id="lambda-url-cors-closed",
        control="base.compute",
        title="Not every web page calls a function's URL",
        severity=Severity.MEDIUM,
        fix="Name the origins in cors.allowOrigins.",
        equivalents=(
            "CKV2_AWS_75",
            "awslambda_function_url_cors_policy",
        ),
    ),
    RuleInfo(
        id="lambda-runtime-supported",
        control="vm.patch",
        title="A function runs on a runtime that AWS patches",
        severity=Severity.HIGH,
        fix="Set runtime to a supported one.",
        frameworks=("FSBP:Lambda.2",),
        equivalents=(
            "CKV_AWS_363",
            "LambdaLatestVersion",
            "LAMBDA_FUNCTION_SETTINGS_CHECK",
            "awslambda_function_using_supported_runtimes",
            "Lambda.2",
        ),
    ),
    RuleInfo(
        id="lambda-customer-data-in-vpc",
        control="net.vpc",
        title="A function that touches customers' data is in the VPC",
        severity=Severity.HIGH,
        fix="Set vpcConfig.subnetIds.",
        frameworks=("PCI-4.0:1.2.8", "PCI-4.0:1.3.1", "PCI-4.0:1.3.2", "PCI-4.0:1.4.2"),
        equivalents=(
            "CKV_AWS_117",
            "LambdaInsideVPC",
            "lambda_inside_vpc",
            "LAMBDA_INSIDE_VPC",
            "awslambda_function_inside_vpc",
            "Lambda.3",
        ),
    ),
    RuleInfo(
        id="lambda-spans-zones",
        control="av.az",
        title="A function in a VPC is in two zones or more",
        severity=Severity.MEDIUM,
        fix="Name in vpcConfig.subnetIds a subnet of each zone.",
        frameworks=("FSBP:Lambda.5",),
        equivalents=(
            "LAMBDA_VPC_MULTI_AZ_CHECK",
            "awslambda_function_vpc_multi_az",
            "Lambda.5",
        ),
    ),
    RuleInfo(
        id="lambda-environment-without-keys",
        control="sec.store",
        title="No key is told a function in plain text",
        severity=Severity.CRITICAL,
        fix="Put the key into Secrets Manager and read it when the function runs; revoke it, for it was seen.",
        equivalents=(
            "CKV_AWS_45",
            "awslambda_function_no_secrets_in_variables",
        ),
    ),
    RuleInfo(
        id="lambda-environment-customer-key",
        control="base.compute",
        title="A function's variables are under a customer key",
        severity=Severity.MEDIUM,
        fix="Set kmsKeyArn to a customer key.",
        equivalents=(
            "CKV_AWS_173",
            "awslambda_function_env_vars_not_encrypted_with_cmk",
        ),
    ),
    RuleInfo(
        id="lambda-logs-json",
        control="log.app",
        title="A function's log can be searched by its fields",
        severity=Severity.HIGH,
        fix="Set loggingConfig.logFormat to JSON.",
    ),
    RuleInfo(
        id="lambda-traced",
        control="base.compute",
        title="A function's calls are traced",
        severity=Severity.LOW,
        fix="Set tracingConfig.mode to Active.",
        equivalents=(
            "CKV_AWS_50",
            "AWS-0066",
            "LambdaTracing",
            "Lambda.7",
        ),
    ),
    RuleInfo(
        id="lambda-failures-kept",
        control="base.compute",
        title="What a function failed at is kept",
        severity=Severity.LOW,
        fix="Set deadLetterConfig.targetArn, or a FunctionEventInvokeConfig with destinationConfig.onFailure.",
        equivalents=(
            "CKV_AWS_116",
            "LambdaDLQ",
            "lambda_dlq_check",
            "LAMBDA_DLQ_CHECK",
            "awslambda_function_no_dead_letter_queue",
        ),
    ),
    RuleInfo(
        id="lambda-concurrency-reserved",
        control="base.compute",
        title="A function cannot take all that the account has",
        severity=Severity.LOW,
        fix="Set reservedConcurrentExecutions.",
        equivalents=(
            "CKV_AWS_115",
            "LambdaConcurrency",
            "lambda_concurrency_check",
            "LAMBDA_CONCURRENCY_CHECK",
        ),
    ),
    RuleInfo(
        id="lambda-code-signed",
        control="base.compute",
        title="Only signed code is deployed",
        severity=Severity.LOW,
        fix="Set codeSigningConfigArn.",
        equivalents=("CKV_AWS_272",),
    ),
)
