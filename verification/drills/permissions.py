"""The IAM policies of the drills: what they change is what they made, by its name and by its tag.

Resource types and condition keys are those of the Service Authorization Reference (Amazon RDS, Amazon Cognito User
Pools). A drill reads with ``*``, as its describe actions take no resource; calls that carry a token of the user
(refresh, revocation) need no right of IAM. The password is in a secret whose name begins with ``vouch-drill-``.
"""

from typing import Any, Final

from verification.drills.model import ALLOWED, GUARD, PREFIX, RESTORED

_RDS: Final = "arn:*:rds:*:*"
_MADE: Final = [f"{_RDS}:db:{PREFIX}*", f"{_RDS}:cluster:{PREFIX}*"]

RESTORE: Final[dict[str, Any]] = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Sid": "DrillReads",
            "Effect": "Allow",
            "Action": [
                "ec2:DescribeRouteTables",
                "ec2:DescribeSecurityGroups",
                "rds:DescribeDBClusterSnapshots",
                "rds:DescribeDBClusters",
                "rds:DescribeDBInstances",
                "rds:DescribeDBSnapshots",
                "rds:DescribeDBSubnetGroups",
                "rds:ListTagsForResource",
            ],
            "Resource": "*",
        },
        {
            "Sid": "DrillMakesOnlyItsOwn",
            "Effect": "Allow",
            "Action": [
                "rds:AddTagsToResource",
                "rds:CreateDBInstance",
                "rds:RestoreDBClusterFromSnapshot",
                "rds:RestoreDBInstanceFromDBSnapshot",
            ],
            "Resource": _MADE,
            "Condition": {"StringEquals": {f"aws:RequestTag/{GUARD}": RESTORED}},
        },
        {
            "Sid": "DrillRestoresFrom",
            "Effect": "Allow",
            "Action": [
                "rds:CreateDBInstance",
                "rds:RestoreDBClusterFromSnapshot",
                "rds:RestoreDBInstanceFromDBSnapshot",
            ],
            "Resource": [
                f"{_RDS}:cluster-pg:*",
                f"{_RDS}:cluster-snapshot:*",
                f"{_RDS}:og:*",
                f"{_RDS}:pg:*",
                f"{_RDS}:snapshot:*",
                f"{_RDS}:subgrp:*",
            ],
        },
        {
            # RDS takes the snapshot's key with the caller's rights.
            "Sid": "DrillLetsRdsUseTheKey",
            "Effect": "Allow",
            "Action": ["kms:CreateGrant", "kms:DescribeKey"],
            "Resource": "*",
            "Condition": {"StringLike": {"kms:ViaService": "rds.*.amazonaws.com"}},
        },
        {
            "Sid": "DrillDeletesOnlyItsOwn",
            "Effect": "Allow",
            "Action": ["rds:DeleteDBCluster", "rds:DeleteDBInstance"],
            "Resource": _MADE,
            "Condition": {"StringEquals": {f"aws:ResourceTag/{GUARD}": RESTORED}},
        },
    ],
}

ACCESS: Final[dict[str, Any]] = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Sid": "DrillOfGuardedPools",
            "Effect": "Allow",
            "Action": [
                "cognito-idp:AdminListGroupsForUser",
                "cognito-idp:AdminUserGlobalSignOut",
                "cognito-idp:DescribeUserPool",
            ],
            "Resource": "*",
            "Condition": {"StringEquals": {f"aws:ResourceTag/{GUARD}": ALLOWED}},
        },
        {
            "Sid": "DrillSignsIn",
            "Effect": "Allow",
            "Action": ["secretsmanager:GetSecretValue"],
            "Resource": [f"arn:*:secretsmanager:*:*:secret:{PREFIX}*"],
        },
    ],
}
