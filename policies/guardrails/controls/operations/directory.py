"""The records of the rules on the directory."""

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity

RULES: tuple[RuleInfo, ...] = (
    RuleInfo(
        id="directory-present",
        control="dr.directory",
        title="The company has a directory of its own",
        severity=Severity.MEDIUM,
        fix="Declare a directoryservice.Directory of type MicrosoftAD.",
    ),
    RuleInfo(
        id="directory-two-controllers",
        control="dr.directory",
        title="A directory has two controllers or more in each region",
        severity=Severity.HIGH,
        fix="Set desiredNumberOfDomainControllers to 2 or more.",
    ),
    RuleInfo(
        id="directory-enterprise-edition",
        control="dr.directory",
        title="A directory can be in two regions",
        severity=Severity.HIGH,
        fix="Set type to MicrosoftAD and edition to Enterprise.",
    ),
    RuleInfo(
        id="directory-second-region",
        control="dr.directory",
        title="A directory is in two regions",
        severity=Severity.HIGH,
        fix="Declare a directoryservice.ServiceRegion with the directoryId and another regionName.",
    ),
    RuleInfo(
        id="directory-security-log",
        control="dr.directory",
        title="The security log of a directory is kept",
        severity=Severity.LOW,
        fix="Declare a directoryservice.LogSubscription with the directoryId.",
        equivalents=("directoryservice_directory_log_forwarding_enabled",),
    ),
)
