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

REST_STAGE: Final = "aws:apigateway/stage:Stage"
REST_API: Final = "aws:apigateway/restApi:RestApi"
DISTRIBUTION: Final = "aws:cloudfront/distribution:Distribution"
USER_POOL: Final = "aws:cognito/userPool:UserPool"
