"""Rules on runtimes that AWS runs: Batch, Airflow, Elastic Beanstalk and Bedrock agents."""

import json
from typing import Final

from guardrails.graph import Resource
from guardrails.requirements import must_be_one_of, must_be_true
from guardrails.rule import Findings, JudgeResource, ResourceRule, Rule, examples
from guardrails.rules.data.lists import must_have_parameter
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, read
from guardrails.verdicts import failed, undetermined

_JOB: Final = "aws:batch/jobDefinition:JobDefinition"
_AIRFLOW: Final = "aws:mwaa/environment:Environment"
_BEANSTALK: Final = "aws:elasticbeanstalk/environment:Environment"
_AGENT: Final = "aws:bedrock/agentAgent:AgentAgent"
_LOGS: Final = ("schedulerLogs", "webserverLogs", "workerLogs")


def _not_privileged(job: Resource, _bar: Thresholds) -> Findings:
    given = job.read("containerProperties")
    if given.unknown:
        yield undetermined(given, "containerProperties is not known yet; the container must not be privileged")
        return
    try:
        parsed = json.loads(given.text or "{}")
    except (ValueError, RecursionError):
        yield failed(given, "containerProperties is not JSON")
        return
    if read("containerProperties", parsed).get("privileged").truth:
        yield failed(given, "privileged of containerProperties is true, so the container is root on its host")


def _logs(environment: Resource, bar: Thresholds) -> Findings:
    for kind in _LOGS:
        yield from must_be_true(f"loggingConfiguration.{kind}.enabled")(environment, bar)


def _setting(name: str, wanted: str) -> JudgeResource:
    return must_have_parameter(name, wanted, default="off", path="settings", keys=("name", "value"))


def _guarded(agent: Resource, _bar: Thresholds) -> Findings:
    guards = agent.read("guardrailConfigurations")
    if guards.unknown:
        yield undetermined(guards, "guardrailConfigurations is not known yet; there must be a guardrail")
    elif not any(not each.get("guardrailIdentifier").absent for each in guards.each()):
        yield failed(guards, "guardrailConfigurations names no guardrail")


RULES: tuple[Rule, ...] = (
    ResourceRule(
        "batch-job-not-privileged",
        (_JOB,),
        _not_privileged,
        examples(
            _JOB,
            good={"type": "container", "containerProperties": '{"image": "orders:1", "privileged": false}'},
            bad={"type": "container", "containerProperties": '{"image": "orders:1", "privileged": true}'},
            unknown={"type": "container", "containerProperties": UNKNOWN},
        ),
    ),
    ResourceRule(
        "airflow-environment-logs",
        (_AIRFLOW,),
        _logs,
        examples(
            _AIRFLOW,
            good={
                "name": "reports",
                "loggingConfiguration": {
                    "schedulerLogs": {"enabled": True},
                    "webserverLogs": {"enabled": True},
                    "workerLogs": {"enabled": True},
                },
            },
            bad={"name": "reports"},
            unknown={
                "name": "reports",
                "loggingConfiguration": {
                    "schedulerLogs": {"enabled": True},
                    "webserverLogs": {"enabled": True},
                    "workerLogs": {"enabled": UNKNOWN},
                },
            },
        ),
    ),
    ResourceRule(
        "airflow-environment-private",
        (_AIRFLOW,),
        must_be_one_of("webserverAccessMode", "PRIVATE_ONLY", default="PRIVATE_ONLY"),
        examples(
            _AIRFLOW,
            good={"name": "reports", "webserverAccessMode": "PRIVATE_ONLY"},
            bad={"name": "reports", "webserverAccessMode": "PUBLIC_ONLY"},
            unknown={"name": "reports", "webserverAccessMode": UNKNOWN},
        ),
    ),
    ResourceRule(
        "beanstalk-enhanced-health",
        (_BEANSTALK,),
        _setting("HealthStreamingEnabled", "true"),
        examples(
            _BEANSTALK,
            good={
                "name": "orders",
                "settings": [
                    {
                        "namespace": "aws:elasticbeanstalk:cloudwatch:logs:health",
                        "name": "HealthStreamingEnabled",
                        "value": "true",
                    }
                ],
            },
            bad={"name": "orders"},
            unknown={
                "name": "orders",
                "settings": [
                    {
                        "namespace": "aws:elasticbeanstalk:cloudwatch:logs:health",
                        "name": "HealthStreamingEnabled",
                        "value": UNKNOWN,
                    }
                ],
            },
        ),
    ),
    ResourceRule(
        "beanstalk-managed-updates",
        (_BEANSTALK,),
        _setting("ManagedActionsEnabled", "true"),
        examples(
            _BEANSTALK,
            good={
                "name": "orders",
                "settings": [
                    {
                        "namespace": "aws:elasticbeanstalk:managedactions",
                        "name": "ManagedActionsEnabled",
                        "value": "true",
                    }
                ],
            },
            bad={"name": "orders"},
            unknown={
                "name": "orders",
                "settings": [
                    {
                        "namespace": "aws:elasticbeanstalk:managedactions",
                        "name": "ManagedActionsEnabled",
                        "value": UNKNOWN,
                    }
                ],
            },
        ),
    ),
    ResourceRule(
        "beanstalk-log-streaming",
        (_BEANSTALK,),
        _setting("StreamLogs", "true"),
        examples(
            _BEANSTALK,
            good={
                "name": "orders",
                "settings": [
                    {"namespace": "aws:elasticbeanstalk:cloudwatch:logs", "name": "StreamLogs", "value": "true"}
                ],
            },
            bad={"name": "orders"},
            unknown={
                "name": "orders",
                "settings": [
                    {"namespace": "aws:elasticbeanstalk:cloudwatch:logs", "name": "StreamLogs", "value": UNKNOWN}
                ],
            },
        ),
    ),
    ResourceRule(
        "bedrock-agent-guarded",
        (_AGENT,),
        _guarded,
        examples(
            _AGENT,
            good={
                "agentName": "support",
                "guardrailConfigurations": [{"guardrailIdentifier": "g1", "guardrailVersion": "1"}],
            },
            bad={"agentName": "support"},
            unknown={"agentName": "support", "guardrailConfigurations": UNKNOWN},
        ),
    ),
)
