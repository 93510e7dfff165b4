"""Organization policies of the other kinds: resource control, tags, and the opt-out of AI services.

A resource control policy says who may reach the resources of member accounts, whatever a bucket, key, queue or secret
says itself: the half of the perimeter that a service control policy cannot draw, since it binds our principals only.
"""

import json
from collections.abc import Mapping, Sequence

from components.governance.service_control import within

_PERIMETER = ("kms:*", "s3:*", "secretsmanager:*", "sqs:*")
_OPT_OUT_LARGEST = 2500
_TAG_LARGEST = 10_000
NO_CHILD_MAY_CHANGE = {"@@operators_allowed_for_child_policies": ["@@none"]}


def perimeter(organization_id: str, trusted_accounts: Sequence[str] = ()) -> str:
    """Only principals of the organization, and AWS services on its behalf, reach its data; and only over TLS.

    Of STS only ``AssumeRole`` is bounded: whoever comes by SAML or OIDC (the pipeline, customers) has no organization
    yet, and their trust policies bound them. ``trusted_accounts`` are outside accounts that must get in. AWS's own
    example for service principals is followed to the letter: services that send no source are let through, and so
    they must be pinned in the resource's policy (Organizations user guide, "Resource control policy examples").
    """
    outsiders: dict[str, Mapping[str, object]] = {
        "StringNotEqualsIfExists": {
            "aws:PrincipalOrgID": organization_id,
            **({"aws:PrincipalAccount": list(trusted_accounts)} if trusted_accounts else {}),
        },
        "BoolIfExists": {"aws:PrincipalIsAWSService": "false"},
    }
    deputies: dict[str, Mapping[str, object]] = {
        "StringNotEqualsIfExists": {
            "aws:SourceOrgID": organization_id,
            **({"aws:SourceAccount": list(trusted_accounts)} if trusted_accounts else {}),
        },
        "Bool": {"aws:PrincipalIsAWSService": "true"},
        "Null": {"aws:SourceArn": "false"},
    }
    plaintext: dict[str, Mapping[str, object]] = {"BoolIfExists": {"aws:SecureTransport": "false"}}
    statements = [
        _deny("OnlyOurPrincipals", (*_PERIMETER, "sts:AssumeRole"), outsiders),
        _deny("OnlyServicesOnOurBehalf", (*_PERIMETER, "sts:AssumeRole"), deputies),
        _deny("OnlyOverTls", _PERIMETER, plaintext),
    ]
    return within(_compact({"Version": "2012-10-17", "Statement": statements}))


def tags(keys: Mapping[str, Sequence[str]]) -> str:
    """How the tags are spelt, and which values they take; an empty list of values takes any.

    A tag policy corrects and reports; it does not ask that a tag be there. That is the rule of gov.tags at preview,
    and Config's at run time.
    """
    policy = {
        key: {
            "tag_key": {"@@assign": key, **NO_CHILD_MAY_CHANGE},
            **({"tag_value": {"@@assign": list(values)}} if values else {}),
        }
        for key, values in keys.items()
    }
    return within(_compact({"tags": policy}), _TAG_LARGEST)


def ai_opt_out() -> str:
    """AWS's AI services keep and use none of our content, those that come later included, and no child opts in."""
    policy = {"default": {"opt_out_policy": {"@@assign": "optOut", **NO_CHILD_MAY_CHANGE}, **NO_CHILD_MAY_CHANGE}}
    return within(_compact({"services": {**policy, **NO_CHILD_MAY_CHANGE}}), _OPT_OUT_LARGEST)


def _deny(sid: str, actions: Sequence[str], condition: Mapping[str, object]) -> dict[str, object]:
    return {
        "Sid": sid,
        "Effect": "Deny",
        "Principal": "*",
        "Action": list(actions),
        "Resource": "*",
        "Condition": condition,
    }


def _compact(document: Mapping[str, object]) -> str:
    return json.dumps(document, separators=(",", ":"))
