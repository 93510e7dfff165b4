"""The role by which an account lets itself be verified: read-only, and exactly what the checks call."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pulumi
from pulumi_aws import iam

from components.base import Component
from components.documents import Statement, document
from components.placement import Placement

POLICY: Final = Path(__file__).with_name("verification_policy.json")
"""What `vouch permissions` prints, written by `vouch generate`; a test compares the two."""
_NAME: Final = re.compile(r"[\w+=,.@-]{1,64}")
_EXTERNAL_ID: Final = re.compile(r"[\w+=,.@:/-]{2,1224}")
CONTENT: Final = frozenset({"s3:GetObject", "s3:ListBucket"})
"""What of the policy reaches into buckets, and not only what is set on them."""
_POLICY_LIMIT: Final = 6_144
"""Characters of a managed policy (IAM user guide, "IAM and AWS STS quotas"); a role can have ten of them."""


@dataclass(frozen=True, kw_only=True)
class VerificationRoleArgs:
    """Who may verify the account; errors are ValueErrors that name the field.

    ``role_name`` is the same in every account. ``verifier_account`` and ``verifier_role`` are the account and the name
    of the role that verifies, which need not exist yet; ``external_id``, where given, must come with the request.
    ``reads_content`` also lets it list and read objects of buckets, of the kinds that a browser loads: whatever bucket
    they are in, so that a customer's file of such a name is among them. Without it those checks say "not permitted".
    """

    placement: Placement
    role_name: str
    verifier_account: str
    verifier_role: str
    external_id: str | None = None
    reads_content: bool = False

    def __post_init__(self) -> None:
        for field, value in (("role_name", self.role_name), ("verifier_role", self.verifier_role)):
            if not _NAME.fullmatch(value):
                raise ValueError(
                    f"{field} is {value!r}, which is no name of a role: use 1 to 64 of a-z, 0-9 and +=,.@-_"
                )
        if not re.fullmatch(r"\d{12}", self.verifier_account):
            raise ValueError(f"verifier_account is {self.verifier_account!r}: give the 12 digits of an account")
        if self.external_id is not None and not _EXTERNAL_ID.fullmatch(self.external_id):
            raise ValueError(f"external_id is {self.external_id!r}: use 2 to 1224 letters, digits and +=,.@:/-")


class VerificationRole(Component):
    """The read-only role that a verifier takes in this account.

    Produces the role, and its rights as managed policies: what the checks call, and nothing else, split only where IAM
    asks for it, and without the content of buckets unless that is asked for. Its trust names the verifier's account
    with the one role in it, and the external id where there is one.

    It serves every control that is verified, and provides none itself.
    """

    area = "governance"

    role_name: str
    arn: pulumi.Output[str]

    def __init__(self, name: str, args: VerificationRoleArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        placement = args.placement
        self.role_name = args.role_name
        role = iam.Role(
            self.child("role"),
            name=args.role_name,
            description="Reads what vouch verify asks for, and nothing else",
            assume_role_policy=trust_document(args),
            max_session_duration=3600,
            opts=self.inside(),
        )
        for key, text in policies(generated(), reads_content=args.reads_content).items():
            policy = iam.Policy(
                self.child("policy", key),
                name=placement.local(f"verification-{key}", 128),
                description="A part of what vouch verify asks for",
                policy=text,
                opts=self.inside(),
            )
            iam.RolePolicyAttachment(
                self.child("attachment", key), role=role.name, policy_arn=policy.arn, opts=self.inside()
            )
        self.arn = role.arn
        self.register_outputs({"role_name": self.role_name, "arn": self.arn})


def trust_document(args: VerificationRoleArgs) -> str:
    """Who may take the role: one role of the verifier's account, named by condition since it may not exist yet."""
    root = f"arn:{args.placement.partition}:iam::{args.verifier_account}"
    condition = {"ArnEquals": {"aws:PrincipalArn": f"{root}:role/{args.verifier_role}"}}
    if args.external_id is not None:
        condition["StringEquals"] = {"sts:ExternalId": args.external_id}
    return document(
        Statement(
            sid="Verify",
            principals={"AWS": (f"{root}:root",)},
            actions=("sts:AssumeRole",),
            resources=(),
            condition=condition,
        )
    )


def generated() -> dict[str, Any]:
    """The policy that the checks need, as `vouch generate` wrote it."""
    read: dict[str, Any] = json.loads(POLICY.read_text(encoding="utf-8"))
    return read


def policies(whole: dict[str, Any], *, reads_content: bool) -> dict[str, str]:
    """The generated policy as documents that IAM takes, by a key that says what is in each.

    What has its own resources stays one; the long list of actions is split by the service's first letter, so that a
    new check changes one document.
    """
    made: dict[str, str] = {}
    wanted = [
        {**each, "Action": actions}
        for each in whole["Statement"]
        if (actions := [action for action in each["Action"] if reads_content or action not in CONTENT])
    ]
    if named := [each for each in wanted if each["Resource"] != "*"]:
        made["named"] = _document(named)
    for statement in (each for each in wanted if each["Resource"] == "*"):
        for first, last in _RANGES:
            if actions := [each for each in statement["Action"] if first <= each[0] <= last]:
                made[f"{first}-{last}"] = _document([{**statement, "Action": actions}])
    for key, text in made.items():
        if len(text) > _POLICY_LIMIT:
            raise ValueError(
                f"the part {key} of verification_policy.json has {len(text)} characters, IAM allows {_POLICY_LIMIT}: "
                "split its range in components/governance/verification_role.py"
            )
    return made


_RANGES: Final = (("a", "c"), ("d", "h"), ("i", "r"), ("s", "z"))


def _document(statements: Sequence[dict[str, Any]]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)}, separators=(",", ":"))
