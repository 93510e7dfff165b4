"""The PostgreSQL parameters that keep a database's promises."""

from collections.abc import Sequence
from typing import Final, Literal

import pulumi_aws as aws

AuditClass = Literal["ddl", "function", "misc", "read", "role", "write"]
AUDIT_CLASSES: Final[tuple[AuditClass, ...]] = ("ddl", "function", "misc", "read", "role", "write")


def parameters(slow_query_ms: int, audit: Sequence[AuditClass]) -> list[aws.rds.ParameterGroupParameterArgs]:
    """The parameters of an instance; see ``cluster_parameters``."""
    return [
        aws.rds.ParameterGroupParameterArgs(name=name, value=value, apply_method=method)
        for name, value, method in _chosen(slow_query_ms, audit)
    ]


def cluster_parameters(
    slow_query_ms: int, audit: Sequence[AuditClass]
) -> list[aws.rds.ClusterParameterGroupParameterArgs]:
    """The same parameters of a cluster and all its members.

    Aurora forces TLS by itself since PostgreSQL 17 only, RDS since 15: it is stated for both.
    """
    return [
        aws.rds.ClusterParameterGroupParameterArgs(name=name, value=value, apply_method=method)
        for name, value, method in _chosen(slow_query_ms, audit)
    ]


def _chosen(slow_query_ms: int, audit: Sequence[AuditClass]) -> list[tuple[str, str, str]]:
    """The parameters, in the order of their names; ``audit`` are the statement classes that pgAudit logs.

    Transport is TLS 1.2 or newer and passwords are SCRAM (control tls.internal). Connections, changes of schema and
    statements slower than ``slow_query_ms`` are logged, but never the values bound to a statement, which are customers'
    (RDS user guide, "RDS for PostgreSQL database log files" and "Using pgAudit to log database activity").

    What pgAudit says of a DDL statement is complete only after ``CREATE EXTENSION pgaudit`` in the database itself,
    which no AWS API can do: the first migration must.
    """
    now = {
        "log_connections": "1",
        "log_disconnections": "1",
        "log_lock_waits": "1",
        "log_min_duration_statement": str(slow_query_ms),
        "log_parameter_max_length": "0",
        # This logs CREATE ROLE too: roles are to authenticate by IAM, so that no password is in a statement.
        "log_statement": "ddl",
    }
    at_restart = {
        # RDS's own defaults since PostgreSQL 15, stated so that nobody relaxes them unseen. RDS does not take up
        # another apply method for a value that is already so, and every later preview would show a change to
        # "immediate" (terraform-provider-aws issue 39252).
        "log_parameter_max_length_on_error": "0",
        "password_encryption": "scram-sha-256",
        "rds.force_ssl": "1",
        "ssl_min_protocol_version": "TLSv1.2",
        # Libraries are loaded at start only, so a change of this set waits for a restart in the maintenance window.
        "shared_preload_libraries": "pg_stat_statements",
    }
    if audit:
        now["pgaudit.log"] = ",".join(sorted(audit))
        at_restart["shared_preload_libraries"] = "pg_stat_statements,pgaudit"
    chosen = [(name, value, "immediate") for name, value in now.items()]
    chosen += [(name, value, "pending-reboot") for name, value in at_restart.items()]
    return sorted(chosen)
