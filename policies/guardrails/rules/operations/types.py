"""Type tokens of CloudWatch alarms, health checks, incidents and resilience tests, and of what carries them."""

from typing import Final

from guardrails import tokens

METRIC_ALARM: Final = tokens.METRIC_ALARM
COMPOSITE_ALARM: Final = "aws:cloudwatch/compositeAlarm:CompositeAlarm"
LOG_METRIC_FILTER: Final = tokens.LOG_METRIC_FILTER
LOG_ANOMALY_DETECTOR: Final = "aws:cloudwatch/logAnomalyDetector:LogAnomalyDetector"
HEALTH_CHECK: Final = "aws:route53/healthCheck:HealthCheck"
RECORD: Final = "aws:route53/record:Record"
ZONE: Final = tokens.HOSTED_ZONE
CANARY: Final = "aws:synthetics/canary:Canary"
TOPIC_SUBSCRIPTION: Final = "aws:sns/topicSubscription:TopicSubscription"
STATE_MACHINE: Final = "aws:sfn/stateMachine:StateMachine"
RESPONSE_PLAN: Final = "aws:ssmincidents/responsePlan:ResponsePlan"
ON_CALL_CONTACT: Final = "aws:ssmcontacts/contact:Contact"
ON_CALL_ROTATION: Final = "aws:ssm/contactsRotation:ContactsRotation"
EXPERIMENT_TEMPLATE: Final = "aws:fis/experimentTemplate:ExperimentTemplate"
RESILIENCY_POLICY: Final = "aws:resiliencehub/resiliencyPolicy:ResiliencyPolicy"
SCHEDULE: Final = "aws:scheduler/schedule:Schedule"

INTERNET_MONITOR: Final = "aws:cloudwatch/internetMonitor:InternetMonitor"
DIRECTORY: Final = "aws:directoryservice/directory:Directory"
DIRECTORY_LOG: Final = "aws:directoryservice/logSubscription:LogSubscription"
DIRECTORY_REGION: Final = "aws:directoryservice/serviceRegion:ServiceRegion"
VPN_CONNECTION: Final = tokens.VPN_CONNECTION

EVENT_RULE: Final = tokens.EVENT_RULE
EVENT_TARGET: Final = tokens.EVENT_TARGET
LOG_GROUP: Final = tokens.LOG_GROUP
QUEUE: Final = tokens.QUEUE
TOPIC: Final = tokens.TOPIC
TRAIL: Final = tokens.TRAIL

EMAIL_IDENTITY: Final = "aws:sesv2/emailIdentity:EmailIdentity"
MAIL_FROM: Final = "aws:sesv2/emailIdentityMailFromAttributes:EmailIdentityMailFromAttributes"
CONFIGURATION_SET: Final = "aws:sesv2/configurationSet:ConfigurationSet"
CLASSIC_DOMAIN: Final = "aws:ses/domainIdentity:DomainIdentity"
CLASSIC_DKIM: Final = "aws:ses/domainDkim:DomainDkim"
CLASSIC_MAIL_FROM: Final = "aws:ses/mailFrom:MailFrom"
CLASSIC_CONFIGURATION_SET: Final = "aws:ses/configurationSet:ConfigurationSet"
RECEIPT_RULE: Final = "aws:ses/receiptRule:ReceiptRule"
RECEIPT_RULE_SET: Final = "aws:ses/receiptRuleSet:ReceiptRuleSet"
ACTIVE_RECEIPT_RULE_SET: Final = "aws:ses/activeReceiptRuleSet:ActiveReceiptRuleSet"
TRAFFIC_POLICY: Final = "aws:mailmanager/trafficPolicy:TrafficPolicy"
INGRESS_POINT: Final = "aws:mailmanager/ingressPoint:IngressPoint"
