"""Type tokens that the edge's rules look at."""

from typing import Final

from guardrails import tokens

LOAD_BALANCER: Final = tokens.LOAD_BALANCER
LISTENER: Final = "aws:lb/listener:Listener"
LISTENER_RULE: Final = "aws:lb/listenerRule:ListenerRule"
TARGET_GROUP: Final = "aws:lb/targetGroup:TargetGroup"
CLASSIC: Final = tokens.CLASSIC_LOAD_BALANCER
"""A classic load balancer (the ``elasticloadbalancing`` twin is the same)."""

WEB_ACL: Final = "aws:wafv2/webAcl:WebAcl"
WEB_ACL_RULE: Final = "aws:wafv2/webAclRule:WebAclRule"
WEB_ACL_ASSOCIATION: Final = "aws:wafv2/webAclAssociation:WebAclAssociation"
WEB_ACL_LOGGING: Final = "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration"
RULE_GROUP: Final = "aws:wafv2/ruleGroup:RuleGroup"
RULE_GROUP_ASSOCIATION: Final = "aws:wafv2/webAclRuleGroupAssociation:WebAclRuleGroupAssociation"

CERTIFICATE: Final = "aws:acm/certificate:Certificate"
CERTIFICATE_VALIDATION: Final = "aws:acm/certificateValidation:CertificateValidation"

REST_STAGE: Final = tokens.REST_STAGE
REST_API: Final = "aws:apigateway/restApi:RestApi"
DISTRIBUTION: Final = "aws:cloudfront/distribution:Distribution"
USER_POOL: Final = tokens.USER_POOL

API_INTEGRATION: Final = "aws:apigateway/integration:Integration"
API_METHOD: Final = "aws:apigateway/method:Method"
API_METHOD_SETTINGS: Final = "aws:apigateway/methodSettings:MethodSettings"
API_CLIENT_CERTIFICATE: Final = "aws:apigateway/clientCertificate:ClientCertificate"
API_REQUEST_VALIDATOR: Final = "aws:apigateway/requestValidator:RequestValidator"
API_USAGE_PLAN: Final = "aws:apigateway/usagePlan:UsagePlan"
REST_DOMAIN: Final = "aws:apigateway/domainName:DomainName"
HTTP_API: Final = tokens.HTTP_API
HTTP_STAGE: Final = tokens.HTTP_STAGE
HTTP_DOMAIN: Final = "aws:apigatewayv2/domainName:DomainName"

ORIGIN_ACCESS_CONTROL: Final = "aws:cloudfront/originAccessControl:OriginAccessControl"
RESPONSE_HEADERS_POLICY: Final = "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy"
LOG_DELIVERY: Final = "aws:cloudwatch/logDelivery:LogDelivery"
LOG_DELIVERY_SOURCE: Final = "aws:cloudwatch/logDeliverySource:LogDeliverySource"

SHIELD_SUBSCRIPTION: Final = "aws:shield/subscription:Subscription"
SHIELD_PROTECTION: Final = "aws:shield/protection:Protection"

ZONE_SIGNING: Final = "aws:route53/hostedZoneDnsSec:HostedZoneDnsSec"
ZONE_QUERY_LOG: Final = "aws:route53/queryLog:QueryLog"

ELASTIC_IP: Final = tokens.ELASTIC_IP
LOG_GROUP: Final = tokens.LOG_GROUP
NAT_GATEWAY: Final = tokens.NAT_GATEWAY
ZONE: Final = tokens.HOSTED_ZONE
