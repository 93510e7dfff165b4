"""Who may do what with data, decided by Cedar policies outside the application's code."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
from pulumi_aws import verifiedpermissions

from components.base import Component
from components.identity.roles import ACTIONS, ROLES, Role
from components.placement import Placement


@dataclass(frozen=True, kw_only=True)
class PolicyStoreArgs:
    """The user pool whose tokens are judged, and its clients by a stable key.

    ``namespace`` is the Cedar namespace of every type, a capitalised word, else ValueError; a later change of it
    replaces nothing but invalidates what the application asks. ``client_ids`` must name a client, else ValueError.
    """

    placement: Placement
    user_pool_id: pulumi.Input[str]
    user_pool_arn: pulumi.Input[str]
    client_ids: Mapping[str, pulumi.Input[str]]
    namespace: str = "App"
    deletion_protection: bool = True
    protect: bool = True

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[A-Z][A-Za-z0-9_]*", self.namespace):
            raise ValueError(
                f"namespace is {self.namespace!r}, no Cedar namespace: write a capitalised word, like 'App'"
            )
        if not self.client_ids:
            raise ValueError("client_ids is empty, so that no token would be judged: name the app clients")


class PolicyStore(Component):
    """A Verified Permissions policy store: STRICT, with a schema, one policy a role, and the user pool's tokens.

    Produces the store, its schema, the policies of viewer, editor and admin over the pool's groups of these names, and
    the identity source. A group is known to the store as ``<user pool id>|<group>``, so that the policies are known
    only once the pool is. An API asks ``IsAuthorizedWithToken``; what it does with the answer is application code.

    Claims OB-19, CF-23, BZ-81 (id.rbac), together with the groups of ``UserPool``.
    """

    area = "identity"
    provides = ("id.rbac",)

    policy_store_id: pulumi.Output[str]
    arn: pulumi.Output[str]

    def __init__(self, name: str, args: PolicyStoreArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        store = verifiedpermissions.PolicyStore(
            self.child("store"),
            description=f"Roles of {args.placement.project} {args.placement.stack}",
            validation_settings=verifiedpermissions.PolicyStoreValidationSettingsArgs(mode="STRICT"),
            deletion_protection="ENABLED" if args.deletion_protection else "DISABLED",
            opts=self.inside(protect=args.protect),
        )
        schema = verifiedpermissions.Schema(
            self.child("schema"),
            policy_store_id=store.id,
            definition=verifiedpermissions.SchemaDefinitionArgs(value=_schema(args.namespace)),
            opts=self.inside(),
        )
        for role in ROLES:
            verifiedpermissions.Policy(
                self.child("policy", role.name),
                policy_store_id=store.id,
                definition=verifiedpermissions.PolicyDefinitionArgs(
                    static=verifiedpermissions.PolicyDefinitionStaticArgs(
                        description=f"What {role.name} may do", statement=_policy(args, role)
                    )
                ),
                # A STRICT store refuses a policy whose types its schema does not know yet.
                opts=self.inside(depends_on=[schema]),
            )
        verifiedpermissions.IdentitySource(
            self.child("identity-source"),
            policy_store_id=store.id,
            principal_entity_type=f"{args.namespace}::User",
            configuration=verifiedpermissions.IdentitySourceConfigurationArgs(
                cognito_user_pool_configuration=(
                    verifiedpermissions.IdentitySourceConfigurationCognitoUserPoolConfigurationArgs(
                        user_pool_arn=args.user_pool_arn,
                        client_ids=[args.client_ids[key] for key in sorted(args.client_ids)],
                        group_configuration=_groups(args.namespace),
                    )
                )
            ),
            opts=self.inside(depends_on=[schema]),
        )
        self.policy_store_id = store.id
        self.arn = store.arn
        self.register_outputs({"policy_store_id": self.policy_store_id, "arn": self.arn})


def _groups(
    namespace: str,
) -> verifiedpermissions.IdentitySourceConfigurationCognitoUserPoolConfigurationGroupConfigurationArgs:
    return verifiedpermissions.IdentitySourceConfigurationCognitoUserPoolConfigurationGroupConfigurationArgs(
        group_entity_type=f"{namespace}::UserGroup"
    )


def _schema(namespace: str) -> str:
    """The Cedar schema as JSON: people in groups, records, and the actions of the roles."""
    nothing: dict[str, object] = {"type": "Record", "attributes": {}}
    # Roles alone decide, so that no claim of a token has to be an attribute.
    applies = {"principalTypes": ["User"], "resourceTypes": ["Record"], "context": nothing}
    return json.dumps(
        {
            namespace: {
                "entityTypes": {
                    "User": {"memberOfTypes": ["UserGroup"], "shape": nothing},
                    "UserGroup": {"shape": nothing},
                    "Record": {"shape": nothing},
                },
                "actions": {action: {"appliesTo": applies} for action in ACTIONS},
            }
        },
        separators=(",", ":"),
    )


def _policy(args: PolicyStoreArgs, role: Role) -> pulumi.Output[str]:
    actions = ", ".join(f'{args.namespace}::Action::"{action}"' for action in role.actions)
    return pulumi.Output.concat(
        f'permit (principal in {args.namespace}::UserGroup::"',
        args.user_pool_id,
        f'|{role.name}", action in [{actions}], resource);',
    )
