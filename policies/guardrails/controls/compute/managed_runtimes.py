"""The records of the rules on runtimes that AWS runs."""

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity

RULES: tuple[RuleInfo, ...] = (
    RuleInfo(
        id="batch-job-not-privileged",
        control="vm.harden",
        title="Jobs of Batch are not root on their host",
        severity=Severity.HIGH,
        fix="Leave privileged out of containerProperties.",
        equivalents=("CKV_AWS_210",),
    ),
    RuleInfo(
        id="airflow-environment-logs",
        control="log.app",
        title="Airflow keeps the logs of its scheduler, webserver and workers",
        severity=Severity.MEDIUM,
        fix="Set enabled of schedulerLogs, webserverLogs and workerLogs in loggingConfiguration to true.",
        equivalents=(
            "CKV_AWS_242",
            "CKV_AWS_243",
            "CKV_AWS_244",
        ),
    ),
    RuleInfo(
        id="airflow-environment-private",
        control="net.private",
        title="The webserver of Airflow is not public",
        severity=Severity.HIGH,
        fix="Leave webserverAccessMode at PRIVATE_ONLY.",
        equivalents=("CKV2_AWS_66",),
    ),
    RuleInfo(
        id="beanstalk-enhanced-health",
        control="log.app",
        title="Elastic Beanstalk reports the health of its instances",
        severity=Severity.LOW,
        fix="Set HealthStreamingEnabled of aws:elasticbeanstalk:cloudwatch:logs:health to true in settings.",
        frameworks=("FSBP:ElasticBeanstalk.1",),
        equivalents=(
            "CKV_AWS_312",
            "ElasticBeanstalk.1",
            "elasticbeanstalk_environment_enhanced_health_reporting",
        ),
    ),
    RuleInfo(
        id="beanstalk-managed-updates",
        control="vm.patch",
        title="Elastic Beanstalk updates its platform by itself",
        severity=Severity.MEDIUM,
        fix="Set ManagedActionsEnabled of aws:elasticbeanstalk:managedactions to true in settings.",
        equivalents=(
            "CKV_AWS_340",
            "elasticbeanstalk_environment_managed_updates_enabled",
        ),
    ),
    RuleInfo(
        id="beanstalk-log-streaming",
        control="log.app",
        title="Elastic Beanstalk streams its logs to CloudWatch",
        severity=Severity.MEDIUM,
        fix="Set StreamLogs of aws:elasticbeanstalk:cloudwatch:logs to true in settings.",
        frameworks=("FSBP:ElasticBeanstalk.3",),
        equivalents=(
            "ElasticBeanstalk.3",
            "elasticbeanstalk_environment_cloudwatch_logging_enabled",
        ),
    ),
    RuleInfo(
        id="bedrock-agent-guarded",
        control="base.compute",
        title="Bedrock agents have a guardrail",
        severity=Severity.MEDIUM,
        fix="Set guardrailConfigurations.guardrailIdentifier to a guardrail.",
        equivalents=(
            "CKV_AWS_383",
            "bedrock_agent_guardrail_enabled",
        ),
    ),
)
