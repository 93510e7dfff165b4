"""The people who run the platform, and the roles of its parts."""

from tests.support.prod_mutations import tokens as aws
from tests.support.prod_mutations.make import (
    added,
    all_dropped,
    changed,
    document,
    dropped,
    in_prod_full,
    several,
    stated,
    unset,
)

_ADMIN = {"Sid": "Admin", "Effect": "Allow", "Action": "*", "Resource": "*"}

ROLES = (
    stated(
        "a role for everything",
        aws.ROLE_POLICY,
        "trail-role-policy",
        "policy",
        _ADMIN,
        "audit-log-only-added-to",
        "iam-no-iam-full-access",
        "iam-policy-changes-confined",
        "iam-policy-data-reads-confined",
        "iam-policy-no-admin",
        "iam-policy-no-decrypt-on-all-keys",
        "iam-policy-no-every-action",
        "iam-policy-no-privilege-escalation",
        "iam-policy-pass-role-confined",
        "iam-policy-permission-changes-confined",
        "tenant-policy-confined",
    ),
    stated(
        "a role for anyone",
        aws.ROLE,
        "trail-role",
        "assumeRolePolicy",
        {"Sid": "Open", "Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"},
        "iam-role-trust-not-public",
    ),
)

STAFF = (
    all_dropped("no password policy for IAM", aws.PASSWORD_POLICY, "iam-password-policy-present"),
    changed(
        "short passwords for IAM",
        aws.PASSWORD_POLICY,
        "passwords-policy",
        "minimumPasswordLength",
        8,
        "iam-password-length",
    ),
    changed(
        "a role for another account",
        aws.ROLE,
        "support-role",
        "assumeRolePolicy",
        document(
            {
                "Sid": "Partner",
                "Effect": "Allow",
                "Principal": {"AWS": "arn:aws:iam::999999999999:root"},
                "Action": "sts:AssumeRole",
            }
        ),
        "iam-role-trust-own-accounts",
    ),
    changed(
        "support for half a day", aws.ROLE, "support-role", "maxSessionDuration", 43200, "iam-role-session-one-hour"
    ),
    several(
        "support as an administrator",
        [
            changed(
                "",
                aws.ROLE_ATTACHMENT,
                "support-policy",
                "policyArn",
                "arn:aws:iam::aws:policy/AdministratorAccess",
            ),
            unset("", aws.ROLE, "support-role", "permissionsBoundary"),
        ],
        "iam-no-administrator-access",
    ),
    added("a user with a key", aws.ACCESS_KEY, "ci", {"user": "ci"}, "iam-no-access-key"),
    added("a user", aws.USER, "ci", {"name": "ci"}, "iam-principals-are-roles"),
    dropped("support comes in and nobody is told", aws.ALARM, "access-alarm-roles", "support-access-alarm"),
    all_dropped("no session preferences", aws.SSM_DOCUMENT, "ssm-session-preferences-present"),
)

SIGN_ON = in_prod_full(
    all_dropped(
        "no permission sets",
        aws.PERMISSION_SET,
        "identity-center-no-administrator-access",
        "identity-center-permission-set-present",
        "identity-center-power-user-bounded",
    ),
    changed(
        "staff signed in for half a day",
        aws.PERMISSION_SET,
        "staff-set-billing",
        "sessionDuration",
        "PT12H",
        "identity-center-session-short",
    ),
    changed(
        "access for one person",
        aws.ACCOUNT_ASSIGNMENT,
        "staff-assignment-billing-finance-own",
        "principalType",
        "USER",
        "identity-center-assigned-to-groups",
    ),
    changed(
        "billing staff as administrators",
        aws.PERMISSION_SET_POLICY,
        "staff-policy-billing",
        "managedPolicyArn",
        "arn:aws:iam::aws:policy/AdministratorAccess",
        "identity-center-no-administrator-access",
        "identity-center-session-short",
    ),
    dropped(
        "engineers without a boundary",
        aws.PERMISSION_SET_BOUNDARY,
        "staff-boundary-power-user",
        "identity-center-power-user-bounded",
    ),
    stated(
        "a boundary that holds nothing",
        aws.POLICY,
        "boundary-policy",
        "policy",
        None,
        "iam-permissions-boundary-holds",
        sid="DenySheddingBoundary",
    ),
)

MUTATIONS = (
    *ROLES,
    *STAFF,
    *SIGN_ON,
)
