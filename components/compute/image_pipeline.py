"""Hardened machine images, built anew each week, tested, scanned, and retired in time."""

import hashlib
from types import MappingProxyType
from typing import Final

import pulumi
from pulumi_aws import cloudwatch, ec2, iam, imagebuilder

from components.base import Component
from components.compute.image_pipeline_args import Architecture, ImagePipelineArgs, image_parameter
from components.compute.image_roles import LOG_GROUP_PREFIX, build_document, cleaner_document
from components.compute.server_role import server_document
from components.compute.ways import ANYWHERE, Way, ways_out
from components.documents import trust

_PARENTS: Final = MappingProxyType(
    {Architecture.X86_64: "amazon-linux-2023-x86", Architecture.ARM64: "amazon-linux-2023-arm64"}
)


class ImagePipeline(Component):
    """An Image Builder pipeline for servers: Amazon Linux 2023, updated, hardened by the STIG component, tested.

    Produces the recipe (an encrypted volume, the components ``update-linux`` and ``stig-build-linux``, then what is
    given, then the tests ``simple-boot-test-linux`` and ``reboot-test-linux``); the machine that builds: in a private
    subnet, no way in, IMDSv2 one hop far, a profile for Systems Manager and Image Builder; the distribution, encrypted,
    to this account and region and nobody else, which also writes the image's id to a parameter; the weekly pipeline,
    scanned by Inspector; a lifecycle policy that deletes old images with their snapshots; and two encrypted log groups.

    For vm.image (CF-31, BZ-20, BZ-31) and vm.harden (BZ-20). AWS has no CIS component of its own: it is CIS's, in AWS
    Marketplace. ``stig-build-linux`` takes its level as a parameter; the older ``stig-build-linux-high`` can no longer
    be put into a new recipe. Versions of AWS's components and of the parent are wildcards on purpose: a hardening that
    stands still is none. The standard image and not the minimal one: that one lacks the SSM agent, which both Image
    Builder and the servers need. The parameter exists once the pipeline has run; servers can be started from then on.
    The scan needs Inspector's scanning of instances in the region. The S3 endpoint of the VPC, if it has a policy, must
    let through AWS's own ``ec2imagebuilder-*`` buckets of the region.
    """

    area = "compute"
    provides = ("vm.image", "vm.harden")

    parameter_name: str
    image: str
    pipeline_arn: pulumi.Output[str]
    recipe_arn: pulumi.Output[str]

    def __init__(self, name: str, args: ImagePipelineArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        own = args.placement.local(args.role)
        self.parameter_name = image_parameter(args.placement, args.role)
        self.image = f"resolve:ssm:{self.parameter_name}"
        recipe = self._recipe(args, own)
        infrastructure, ready = self._infrastructure(args, own)
        distribution = self._distribution(args, own)
        builds, runs = (self._log_group(args, own, kind) for kind in ("builds", "pipeline"))
        pipeline = imagebuilder.ImagePipeline(
            self.child("pipeline"),
            name=own,
            description=f"Hardened image of {own}",
            status="ENABLED",
            image_recipe_arn=recipe.arn,
            infrastructure_configuration_arn=infrastructure.arn,
            distribution_configuration_arn=distribution.arn,
            enhanced_image_metadata_enabled=True,
            image_scanning_configuration=imagebuilder.ImagePipelineImageScanningConfigurationArgs(
                image_scanning_enabled=True
            ),
            image_tests_configuration=imagebuilder.ImagePipelineImageTestsConfigurationArgs(
                image_tests_enabled=True, timeout_minutes=120
            ),
            logging_configuration=imagebuilder.ImagePipelineLoggingConfigurationArgs(
                image_log_group_name=builds.name, pipeline_log_group_name=runs.name
            ),
            schedule=imagebuilder.ImagePipelineScheduleArgs(
                schedule_expression=args.schedule,
                # Each week, parent or not: packages change more often than the parent image does.
                pipeline_execution_start_condition="EXPRESSION_MATCH_ONLY",
                timezone="Etc/UTC",
            ),
            opts=self.inside(depends_on=ready),
        )
        self._lifecycle(args, recipe, own)
        self.pipeline_arn = pipeline.arn
        self.recipe_arn = recipe.arn
        self.register_outputs(
            {"parameter_name": self.parameter_name, "image": self.image, "pipeline_arn": self.pipeline_arn}
        )

    def _recipe(self, args: ImagePipelineArgs, own: str) -> imagebuilder.ImageRecipe:
        amazon = f"arn:{args.placement.partition}:imagebuilder:{args.placement.region}:aws"
        parent = f"{amazon}:image/{_PARENTS[args.architecture]}/x.x.x"
        hardening = imagebuilder.ImageRecipeComponentArgs(
            component_arn=f"{amazon}:component/stig-build-linux/x.x.x",
            parameters=[imagebuilder.ImageRecipeComponentParameterArgs(name="Level", value=args.hardening.value)],
        )
        plain = [
            imagebuilder.ImageRecipeComponentArgs(component_arn=arn)
            for arn in (
                *args.components,
                f"{amazon}:component/simple-boot-test-linux/x.x.x",
                f"{amazon}:component/reboot-test-linux/x.x.x",
            )
        ]
        update = imagebuilder.ImageRecipeComponentArgs(component_arn=f"{amazon}:component/update-linux/x.x.x")
        return imagebuilder.ImageRecipe(
            self.child("recipe"),
            name=own,
            description="Amazon Linux 2023, updated and hardened",
            version=_version(parent, args.hardening.value, str(args.volume_gib), *args.components),
            parent_image=parent,
            components=[update, hardening, *plain],
            block_device_mappings=[
                imagebuilder.ImageRecipeBlockDeviceMappingArgs(
                    device_name="/dev/xvda",
                    ebs=imagebuilder.ImageRecipeBlockDeviceMappingEbsArgs(
                        encrypted="true",
                        kms_key_id=args.key_arn,
                        volume_type="gp3",
                        volume_size=args.volume_gib,
                        delete_on_termination="true",
                    ),
                )
            ],
            systems_manager_agent=imagebuilder.ImageRecipeSystemsManagerAgentArgs(uninstall_after_build=False),
            opts=self.inside(),
        )

    def _infrastructure(
        self, args: ImagePipelineArgs, own: str
    ) -> tuple[imagebuilder.InfrastructureConfiguration, list[pulumi.Resource]]:
        group = ec2.SecurityGroup(
            self.child("group"),
            vpc_id=args.vpc_id,
            description=f"Machines that build {own}: nothing comes in",
            tags={"Name": f"{own}-builder"},
            opts=self.inside(),
        )
        ways_out(self, group.id, {"https": Way(port=443, cidr=ANYWHERE)})
        role = iam.Role(
            self.child("builder"),
            description=f"Machines that build {own}",
            assume_role_policy=trust("ec2.amazonaws.com"),
            opts=self.inside(),
        )
        policies: list[pulumi.Resource] = [
            iam.RolePolicy(self.child("builder", key), role=role.name, policy=policy, opts=self.inside())
            for key, policy in (
                ("managed", server_document(args.placement)),
                ("build", build_document(args.placement)),
            )
        ]
        profile = iam.InstanceProfile(self.child("builder"), role=role.name, opts=self.inside())
        configuration = imagebuilder.InfrastructureConfiguration(
            self.child("infrastructure"),
            name=own,
            description=f"Where {own} is built",
            instance_profile_name=profile.name,
            instance_types=[args.instance_type],
            instance_metadata_options=imagebuilder.InfrastructureConfigurationInstanceMetadataOptionsArgs(
                http_tokens="required", http_put_response_hop_limit=1
            ),
            subnet_id=args.subnet_id,
            security_group_ids=[group.id],
            terminate_instance_on_failure=True,
            resource_tags={"Name": f"{own}-builder"},
            opts=self.inside(),
        )
        return configuration, policies

    def _distribution(self, args: ImagePipelineArgs, own: str) -> imagebuilder.DistributionConfiguration:
        placement = args.placement
        return imagebuilder.DistributionConfiguration(
            self.child("distribution"),
            name=own,
            description=f"{own} for this account and region, and for nobody else",
            distributions=[
                imagebuilder.DistributionConfigurationDistributionArgs(
                    region=placement.region,
                    ami_distribution_configuration=imagebuilder.DistributionConfigurationDistributionAmiDistributionConfigurationArgs(
                        name=f"{own}-{{{{ imagebuilder:buildDate }}}}",
                        description=f"Hardened image of {own}",
                        kms_key_id=args.key_arn,
                        ami_tags={"Name": own, "project": placement.project, "stack": placement.stack},
                    ),
                    ssm_parameter_configurations=[
                        imagebuilder.DistributionConfigurationDistributionSsmParameterConfigurationArgs(
                            parameter_name=self.parameter_name, data_type="aws:ec2:image"
                        )
                    ],
                )
            ],
            opts=self.inside(),
        )

    def _log_group(self, args: ImagePipelineArgs, own: str, kind: str) -> cloudwatch.LogGroup:
        return cloudwatch.LogGroup(
            self.child("log", kind),
            name=f"{LOG_GROUP_PREFIX}{own}/{kind}",
            kms_key_id=args.log_key_arn,
            retention_in_days=args.log_days,
            deletion_protection_enabled=args.protect,
            tags={"data": "logs", "retention": str(args.log_days)},
            opts=self.inside(protect=args.protect or None),
        )

    def _lifecycle(self, args: ImagePipelineArgs, recipe: imagebuilder.ImageRecipe, own: str) -> None:
        role = iam.Role(
            self.child("cleaner"),
            description=f"Image Builder deletes old images of {own}",
            # No source is pinned: AWS documents none for lifecycle policies, and a wrong one would keep every image.
            assume_role_policy=trust("imagebuilder.amazonaws.com"),
            opts=self.inside(),
        )
        policy = iam.RolePolicy(
            self.child("cleaner"), role=role.name, policy=cleaner_document(args.placement), opts=self.inside()
        )
        imagebuilder.LifecyclePolicy(
            self.child("lifecycle"),
            name=own,
            description=f"Keeps the {args.kept_images} newest images",
            status="ENABLED",
            execution_role=role.arn,
            resource_type="AMI_IMAGE",
            resource_selection=imagebuilder.LifecyclePolicyResourceSelectionArgs(
                recipes=[
                    # Every version of the recipe, those of the past among them.
                    imagebuilder.LifecyclePolicyResourceSelectionRecipeArgs(name=recipe.name, semantic_version="x.x.x")
                ]
            ),
            policy_details=[
                imagebuilder.LifecyclePolicyPolicyDetailArgs(
                    action=imagebuilder.LifecyclePolicyPolicyDetailActionArgs(
                        type="DELETE",
                        include_resources=imagebuilder.LifecyclePolicyPolicyDetailActionIncludeResourcesArgs(
                            amis=True, snapshots=True
                        ),
                    ),
                    filter=imagebuilder.LifecyclePolicyPolicyDetailFilterArgs(type="COUNT", value=args.kept_images),
                    exclusion_rules=imagebuilder.LifecyclePolicyPolicyDetailExclusionRulesArgs(
                        amis=imagebuilder.LifecyclePolicyPolicyDetailExclusionRulesAmisArgs(
                            last_launched=imagebuilder.LifecyclePolicyPolicyDetailExclusionRulesAmisLastLaunchedArgs(
                                unit="DAYS", value=90
                            )
                        )
                    ),
                )
            ],
            opts=self.inside(depends_on=[policy]),
        )


def _version(*parts: str) -> str:
    """A version that follows from the recipe's content: AWS refuses a changed recipe under the version of an old one.

    AWS allows numbers below 2^30.
    """
    digest = hashlib.sha256("\n".join(parts).encode()).hexdigest()
    return f"1.0.{int(digest[:7], 16)}"
