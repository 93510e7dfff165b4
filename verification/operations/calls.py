"""The calls of checks on alarms, routes, incidents, mail and drills, so that each is made once for all of them."""

from typing import Final

from verification.calls import Call

# Route 53 is asked in one region, and reports its health checks there (Route 53 guide, "Monitoring health checks").
GLOBAL: Final = "us-east-1"

ALARMS: Final = Call(service="cloudwatch", operation="describe_alarms", key="MetricAlarms")
METRIC_FILTERS: Final = Call(service="logs", operation="describe_metric_filters", key="metricFilters")
ANOMALY_DETECTORS: Final = Call(service="logs", operation="list_log_anomaly_detectors", key="anomalyDetectors")
SUBSCRIPTIONS: Final = Call(
    service="sns",
    operation="list_subscriptions_by_topic",
    key="Subscriptions",
    absent=("NotFound", "NotFoundException"),
)

ZONES: Final = Call(service="route53", operation="list_hosted_zones", key="HostedZones", region=GLOBAL)
RECORDS: Final = Call(
    service="route53",
    operation="list_resource_record_sets",
    key="ResourceRecordSets",
    absent=("NoSuchHostedZone",),
    region=GLOBAL,
)
HEALTH_CHECKS: Final = Call(service="route53", operation="list_health_checks", key="HealthChecks", region=GLOBAL)
HEALTH_STATUS: Final = Call(
    service="route53",
    operation="get_health_check_status",
    key="HealthCheckObservations",
    absent=("NoSuchHealthCheck",),
    region=GLOBAL,
)
CANARIES: Final = Call(service="synthetics", operation="describe_canaries", key="Canaries")
# Without a key: only the newest run is asked for, not all pages of them.
NEWEST_RUN: Final = Call(service="synthetics", operation="get_canary_runs", absent=("ResourceNotFoundException",))

MONITORS: Final = Call(service="internetmonitor", operation="list_monitors", key="Monitors")
MONITOR: Final = Call(service="internetmonitor", operation="get_monitor", absent=("ResourceNotFoundException",))
LINKS: Final = Call(service="ec2", operation="describe_vpn_connections", key="VpnConnections")

CONTACTS: Final = Call(service="ssm-contacts", operation="list_contacts", key="Contacts")
CONTACT: Final = Call(service="ssm-contacts", operation="get_contact", absent=("ResourceNotFoundException",))
ROTATIONS: Final = Call(service="ssm-contacts", operation="list_rotations", key="Rotations")
RESPONSE_PLANS: Final = Call(service="ssm-incidents", operation="list_response_plans", key="responsePlanSummaries")
RESPONSE_PLAN: Final = Call(
    service="ssm-incidents", operation="get_response_plan", absent=("ResourceNotFoundException",)
)

MACHINES: Final = Call(service="stepfunctions", operation="list_state_machines", key="stateMachines")
MACHINE: Final = Call(service="stepfunctions", operation="describe_state_machine", absent=("StateMachineDoesNotExist",))
MACHINE_TAGS: Final = Call(
    service="stepfunctions", operation="list_tags_for_resource", key="tags", absent=("ResourceNotFound",)
)
# Without a key: the newest are enough, and a machine keeps those of ninety days.
NEWEST_EXECUTION: Final = Call(
    service="stepfunctions", operation="list_executions", absent=("StateMachineDoesNotExist",)
)
SECURITY_GROUPS: Final = Call(service="ec2", operation="describe_security_groups", key="SecurityGroups")
OPS_ITEMS: Final = Call(service="ssm", operation="describe_ops_items", key="OpsItemSummaries")
FUNCTION: Final = Call(service="lambda", operation="get_function_configuration", absent=("ResourceNotFoundException",))

RECEIPT_RULES: Final = Call(service="ses", operation="describe_active_receipt_rule_set", key="Rules")
TRAFFIC_POLICIES: Final = Call(service="mailmanager", operation="list_traffic_policies", key="TrafficPolicies")
INGRESS_POINTS: Final = Call(service="mailmanager", operation="list_ingress_points", key="IngressPoints")
INGRESS_POINT: Final = Call(service="mailmanager", operation="get_ingress_point", absent=("ResourceNotFoundException",))
IDENTITIES: Final = Call(service="sesv2", operation="list_email_identities", key="EmailIdentities")
IDENTITY: Final = Call(service="sesv2", operation="get_email_identity", absent=("NotFoundException",))
SENDING: Final = Call(service="sesv2", operation="get_account")
CONFIGURATION_SETS: Final = Call(service="sesv2", operation="list_configuration_sets", key="ConfigurationSets")
CONFIGURATION_SET: Final = Call(service="sesv2", operation="get_configuration_set", absent=("NotFoundException",))

# Whether the file is there is asked first: without s3:ListBucket, S3 refuses what is not there as not permitted.
SECURITY_TXT: Final = ".well-known/security.txt"
OBJECTS: Final = Call(
    service="s3",
    operation="list_objects_v2",
    absent=("NoSuchBucket",),
    actions=("s3:ListBucket",),
)
SECURITY_FILE: Final = Call(
    service="s3",
    operation="get_object",
    absent=("NoSuchKey", "InvalidRange"),
    resources=(f"arn:*:s3:::*/{SECURITY_TXT}",),
)

EXPERIMENT_TEMPLATES: Final = Call(service="fis", operation="list_experiment_templates", key="experimentTemplates")
EXPERIMENT_TEMPLATE: Final = Call(
    service="fis", operation="get_experiment_template", absent=("ResourceNotFoundException",)
)
EXPERIMENTS: Final = Call(service="fis", operation="list_experiments", key="experiments")
RESILIENCY_POLICIES: Final = Call(
    service="resiliencehub", operation="list_resiliency_policies", key="resiliencyPolicies"
)
SCHEDULES: Final = Call(service="scheduler", operation="list_schedules", key="Schedules")

DIRECTORIES: Final = Call(service="ds", operation="describe_directories", key="DirectoryDescriptions")
DIRECTORY_CONTROLLERS: Final = Call(service="ds", operation="describe_domain_controllers", key="DomainControllers")
DIRECTORY_REGIONS: Final = Call(service="ds", operation="describe_regions", key="RegionsDescription")
DIRECTORY_LOGS: Final = Call(service="ds", operation="list_log_subscriptions", key="LogSubscriptions")
