"""What the edge's tests build with."""

from components.placement import Placement

HOME = Placement(project="vouch", stack="prod", account_id="123456789012", region="eu-west-1")
GLOBAL = Placement(project="vouch", stack="prod", account_id="123456789012", region="us-east-1")
KEY = "arn:aws:kms:eu-west-1:123456789012:key/logs"
GLOBAL_KEY = "arn:aws:kms:us-east-1:123456789012:key/logs"
WEB_ACL_ARN = "arn:aws:wafv2:us-east-1:123456789012:global/webacl/web/0a1b"
CERTIFICATE_ARN = "arn:aws:acm:us-east-1:123456789012:certificate/0a1b"
DISTRIBUTIONS = {"StringLike": {"aws:SourceArn": "arn:aws:cloudfront::123456789012:distribution/*"}}
