"""The controls of detection, and the records of the rules that guard them."""

from guardrails.controls.detection import (
    analyzer,
    config,
    detective,
    evidence,
    guardduty,
    inspector,
    macie,
    malware,
    security_hub,
)
from guardrails.controls.model import Control, RuleInfo

CONTROLS: tuple[Control, ...] = (
    Control(
        id="det.guardduty",
        title="GuardDuty watches for threats with every protection plan, and its findings reach people",
        note="EKS_RUNTIME_MONITORING and RUNTIME_MONITORING exclude each other: RUNTIME_MONITORING",
    ),
    Control(
        id="det.malware",
        title="Uploads, volumes and running workloads are scanned for malware",
        note="agentless scan and runtime detection, not an on-access antivirus engine: say so",
    ),
    Control(id="det.hub", title="Security Hub measures the account against the AWS and CIS standards"),
    Control(id="det.config", title="AWS Config records every resource and judges it"),
    Control(id="det.inspector", title="Hosts, images and functions are scanned for vulnerabilities"),
    Control(id="det.macie", title="Macie looks for sensitive data in buckets"),
    Control(id="det.analyzer", title="Nothing is shared beyond the account unseen"),
    Control(id="det.detective", title="Detective keeps what an investigation needs"),
    Control(
        id="det.audit",
        title="Evidence for auditors is collected as we go",
        note=(
            "AWS Audit Manager is closed to new customers since 2026-04-30: use Config conformance packs and our "
            "own evidence"
        ),
    ),
    Control(id="base.detection", title="Good practice of detection beyond the claims"),
)
RULES: tuple[RuleInfo, ...] = (
    *analyzer.RULES,
    *guardduty.RULES,
    *malware.RULES,
    *security_hub.RULES,
    *config.RULES,
    *evidence.RULES,
    *inspector.RULES,
    *macie.RULES,
    *detective.RULES,
)
