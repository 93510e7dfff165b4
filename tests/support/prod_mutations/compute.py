"""Services, images, servers, and the defaults of the account."""

from guardrails.values import UNKNOWN
from tests.support.prod_mutations import tokens as aws
from tests.support.prod_mutations.make import all_dropped, changed, dropped, in_prod_full

SERVICES = (
    changed(
        "a service that does not roll back",
        aws.SERVICE,
        "web-service",
        "deploymentCircuitBreaker.rollback",
        False,
        "ecs-service-rolls-back",
    ),
    changed(
        "a service without a circuit breaker",
        aws.SERVICE,
        "web-service",
        "deploymentCircuitBreaker.enable",
        False,
        "ecs-service-circuit-breaker",
    ),
    dropped(
        "a service that does not scale",
        aws.SCALABLE_TARGET,
        "web-scaling",
        "ecs-service-scales",
        "scaling-service-present",
    ),
    changed("a service of one task", aws.SCALABLE_TARGET, "web-scaling", "minCapacity", 1, "scalable-target-range"),
    all_dropped("no scaling policies", aws.SCALING_POLICY, "ecs-service-scales"),
    dropped("no service", aws.SERVICE, "web-service", "healing-service-present", "security-group-used"),
    changed("an old platform", aws.SERVICE, "web-service", "platformVersion", "1.3.0", "ecs-service-latest-platform"),
)

IMAGES = (
    all_dropped("no registry of images", aws.REPOSITORY, "image-registry-present"),
    changed(
        "image tags that move",
        aws.REPOSITORY,
        "images-repository",
        "imageTagMutability",
        "MUTABLE",
        "ecr-repository-tags-immutable",
    ),
    changed(
        "images not scanned",
        aws.REPOSITORY,
        "images-repository",
        "imageScanningConfiguration.scanOnPush",
        False,
        "ecr-repository-scan-on-push",
    ),
    changed(
        "images with AWS's own key",
        aws.REPOSITORY,
        "images-repository",
        "encryptionConfigurations",
        [{"encryptionType": "AES256"}],
        "ecr-repository-customer-key",
        "ecr-repository-encrypted",
    ),
)

ACCOUNT = (
    all_dropped("volumes unencrypted by default", aws.ENCRYPTION_BY_DEFAULT, "ebs-encryption-by-default-present"),
    changed(
        "volumes not encrypted by default",
        aws.ENCRYPTION_BY_DEFAULT,
        "defaults-volumes",
        "enabled",
        False,
        "ebs-encryption-by-default",
    ),
    all_dropped("no block on public buckets", aws.ACCOUNT_BLOCK, "s3-account-block-present"),
    changed(
        "public buckets of the account allowed",
        aws.ACCOUNT_BLOCK,
        "defaults-buckets",
        "restrictPublicBuckets",
        False,
        "s3-account-public-access-blocked",
    ),
    all_dropped("no block on public snapshots", aws.SNAPSHOT_BLOCK, "ebs-snapshot-block-present"),
    all_dropped("no block on public images", aws.IMAGE_BLOCK, "ec2-image-block-present"),
    all_dropped("no block on public documents", aws.SERVICE_SETTING, "ssm-document-sharing-block-present"),
    all_dropped("no metadata defaults", aws.METADATA_DEFAULTS, "ec2-metadata-defaults-present"),
    changed(
        "instance metadata without a token",
        aws.METADATA_DEFAULTS,
        "defaults-metadata",
        "httpTokens",
        "optional",
        "ec2-metadata-defaults-imdsv2",
    ),
    all_dropped("serial console as it is", aws.SERIAL_CONSOLE, "ec2-serial-console-access-present"),
    changed(
        "serial console on", aws.SERIAL_CONSOLE, "defaults-serial-console", "enabled", True, "ec2-serial-console-off"
    ),
)

PATCHING = (
    all_dropped("no patch baseline", aws.DEFAULT_PATCH_BASELINE, "ssm-default-patch-baseline-present"),
    changed(
        "critical patches after a month",
        aws.PATCH_BASELINE,
        "patching-baseline-amazon-linux-2023",
        "approvalRules",
        [{"patchFilters": [{"key": "CLASSIFICATION", "values": ["Security"]}], "approveAfterDays": 30}],
        "ssm-patch-approval-in-time",
    ),
    changed(
        "patching window off",
        aws.MAINTENANCE_WINDOW,
        "patching-window",
        "enabled",
        False,
        "ssm-maintenance-window-enabled",
    ),
    dropped("patches never looked for", aws.SSM_ASSOCIATION, "patching-scan", "ssm-patch-scan-scheduled"),
    all_dropped("patches never installed", aws.MAINTENANCE_TASK, "ssm-patch-install-scheduled"),
)

SERVERS = in_prod_full(
    changed(
        "servers with public addresses",
        aws.LAUNCH_TEMPLATE,
        "servers-template",
        "networkInterfaces.0.associatePublicIpAddress",
        "true",
        "ec2-launch-template-no-public-address",
    ),
    changed(
        "servers' metadata without a token",
        aws.LAUNCH_TEMPLATE,
        "servers-template",
        "metadataOptions.httpTokens",
        "optional",
        "ec2-imdsv2-required",
    ),
    changed("servers with a key pair", aws.LAUNCH_TEMPLATE, "servers-template", "keyName", "admin", "ec2-no-key-pair"),
    changed(
        "servers on plain volumes",
        aws.LAUNCH_TEMPLATE,
        "servers-template",
        "blockDeviceMappings.0.ebs.encrypted",
        "false",
        "ec2-block-devices-encrypted",
    ),
    changed(
        "servers in one zone", aws.SCALING_GROUP, "servers-servers", "vpcZoneIdentifiers", [UNKNOWN], "asg-spans-zones"
    ),
    changed("one server", aws.SCALING_GROUP, "servers-servers", "minSize", 1, "asg-range"),
    changed(
        "servers healthy while they run",
        aws.SCALING_GROUP,
        "servers-servers",
        "healthCheckType",
        "EC2",
        "asg-health-check-elb",
    ),
    dropped("servers that do not scale", aws.SCALING_GROUP_POLICY, "servers-scaling-cpu", "asg-tracks-target"),
    changed(
        "servers from no image of ours",
        aws.LAUNCH_TEMPLATE,
        "servers-template",
        "imageId",
        "ami-0a1b2c3d4e5f60718",
        "server-image-from-recipe",
    ),
    changed(
        "an image that is not hardened",
        aws.IMAGE_RECIPE,
        "server-image-recipe",
        "components",
        [{"componentArn": "arn:aws:imagebuilder:eu-west-1:aws:component/update-linux/x.x.x"}],
        "imagebuilder-recipe-hardened",
    ),
    changed(
        "images no longer built",
        aws.IMAGE_PIPELINE,
        "server-image-pipeline",
        "status",
        "DISABLED",
        "imagebuilder-pipeline-enabled",
    ),
)

MUTATIONS = (
    *SERVICES,
    *IMAGES,
    *ACCOUNT,
    *PATCHING,
    *SERVERS,
)
