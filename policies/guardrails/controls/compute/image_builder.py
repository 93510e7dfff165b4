"""Records of the rules on machine images."""

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity

RULES: tuple[RuleInfo, ...] = (
    RuleInfo(
        id="imagebuilder-recipe-hardened",
        control="vm.harden",
        title="An image is hardened by CIS or STIG",
        severity=Severity.HIGH,
        fix="Add AWS's component stig-build-linux, or one of CIS, to components.",
    ),
    RuleInfo(
        id="imagebuilder-recipe-encrypted",
        control="rest.files",
        title="An image's volumes are encrypted",
        severity=Severity.HIGH,
        fix="Set ebs.encrypted to true in each of blockDeviceMappings, the root device's among them.",
    ),
    RuleInfo(
        id="imagebuilder-image-not-public",
        control="vm.image",
        title="No image is given to everyone",
        severity=Severity.CRITICAL,
        fix="Remove all from launchPermission.userGroups.",
    ),
    RuleInfo(
        id="imagebuilder-image-customer-key",
        control="vm.image",
        title="A distributed image is under a customer key",
        severity=Severity.MEDIUM,
        fix="Set amiDistributionConfiguration.kmsKeyId to a customer key in each of distributions.",
    ),
    RuleInfo(
        id="imagebuilder-imdsv2-required",
        control="vm.harden",
        title="Machines that build images answer only with a token",
        severity=Severity.HIGH,
        fix="Set instanceMetadataOptions.httpTokens to required.",
    ),
    RuleInfo(
        id="imagebuilder-no-key-pair",
        control="vm.harden",
        title="Nobody signs in to a machine that builds images",
        severity=Severity.HIGH,
        fix="Remove keyPair.",
    ),
    RuleInfo(
        id="imagebuilder-pipeline-enabled",
        control="vm.image",
        title="The pipeline of images runs",
        severity=Severity.MEDIUM,
        fix="Set status to ENABLED.",
    ),
    RuleInfo(
        id="imagebuilder-pipeline-tests",
        control="vm.image",
        title="Images are tested before they are given out",
        severity=Severity.MEDIUM,
        fix="Set imageTestsConfiguration.imageTestsEnabled to true.",
    ),
    RuleInfo(
        id="imagebuilder-pipeline-scans",
        control="vm.image",
        title="Images are scanned for vulnerabilities",
        severity=Severity.MEDIUM,
        fix="Set imageScanningConfiguration.imageScanningEnabled to true, with Inspector on for instances.",
    ),
    RuleInfo(
        id="server-image-from-recipe",
        control="vm.image",
        title="Servers start from an image that a recipe made",
        severity=Severity.HIGH,
        fix=(
            "Set imageId to resolve:ssm: and the parameter that the image's DistributionConfiguration writes, or use "
            "Bottlerocket."
        ),
    ),
)
