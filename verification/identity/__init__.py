"""Checks of who may do what: users, roles, pools and sign-on."""

from verification.check import Check
from verification.identity import (
    app_clients,
    authorization,
    http_apis,
    iam_policies,
    iam_roles,
    iam_users,
    identity_center,
    staff_access,
    tenants,
    unused_access,
    user_pool_threats,
    user_pools,
)

CHECKS: tuple[Check, ...] = (
    *user_pools.CHECKS,
    *user_pool_threats.CHECKS,
    *app_clients.CHECKS,
    *http_apis.CHECKS,
    *authorization.CHECKS,
    *iam_users.CHECKS,
    *iam_policies.CHECKS,
    *iam_roles.CHECKS,
    *unused_access.CHECKS,
    *identity_center.CHECKS,
    *tenants.CHECKS,
    *staff_access.CHECKS,
)
