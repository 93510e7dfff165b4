"""The role by which API Gateway writes its execution logs: one for an account and region."""

from dataclasses import dataclass
from typing import Final

import pulumi
from pulumi_aws import apigateway, iam

from components.base import Component
from components.documents import trust
from components.ownership import Ownership
from components.placement import Placement

_LOGGING: Final = "service-role/AmazonAPIGatewayPushToCloudWatchLogs"


@dataclass(frozen=True, kw_only=True)
class ApiAccountArgs:
    """Whether this stack sets the region's logging role (``managed``), or another one has (``existing``)."""

    placement: Placement
    ownership: Ownership = Ownership.MANAGED


class ApiAccount(Component):
    """API Gateway's account settings of a region: without the logging role, no stage can have a logging level.

    Managed, it produces the role with AWS's own policy for it (API Gateway refuses a role that lacks one of the
    actions on any log group, so that a narrower policy does not work) and the settings; existing, nothing. Removing
    it leaves the settings as they are: AWS cannot unset the role.

    For the logs of ``Api`` (claims BZ-15, OC-03).
    """

    area = "edge"

    ready: list[pulumi.Resource]

    def __init__(self, name: str, args: ApiAccountArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self.ready = [] if args.ownership is Ownership.EXISTING else [self._settings(args.placement)]
        self.register_outputs({})

    def _settings(self, placement: Placement) -> apigateway.Account:
        role = iam.Role(
            self.child("role"),
            name=f"{placement.local('api-gateway-logs', 46)}-{placement.region}",
            description="API Gateway writes execution logs",
            # No source is pinned: API Gateway sends none when it assumes a role, and a condition would shut it out.
            assume_role_policy=trust("apigateway.amazonaws.com"),
            opts=self.inside(),
        )
        attachment = iam.RolePolicyAttachment(
            self.child("logging"),
            role=role.name,
            policy_arn=f"arn:{placement.partition}:iam::aws:policy/{_LOGGING}",
            opts=self.inside(),
        )
        return apigateway.Account(
            self.child("account"),
            cloudwatch_role_arn=role.arn,
            # API Gateway tries the role before it takes it.
            opts=self.inside(depends_on=[attachment]),
        )
