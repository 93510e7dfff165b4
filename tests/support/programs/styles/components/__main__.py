"""Components in components, with providers, transforms and protection that are handed down."""

from collections.abc import Mapping

import pulumi
import pulumi_aws as aws


class Topic(pulumi.ComponentResource):
    """A topic with its dead letters."""

    def __init__(self, name: str, key: pulumi.Input[str], opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("style:messages:Topic", name, None, opts)
        below = pulumi.ResourceOptions(parent=self)
        self.topic = aws.sns.Topic(f"{name}-topic", kms_master_key_id=key, opts=below)
        self.dead = aws.sqs.Queue(f"{name}-dead", sqs_managed_sse_enabled=True, opts=below)
        aws.sns.TopicSubscription(
            f"{name}-subscription", topic=self.topic.arn, protocol="sqs", endpoint=self.dead.arn, opts=below
        )
        self.register_outputs({"arn": self.topic.arn})


class Service(pulumi.ComponentResource):
    """Topics, a table and a log group."""

    def __init__(self, name: str, topics: tuple[str, ...], opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("style:services:Service", name, {}, opts)
        below = pulumi.ResourceOptions(parent=self)
        key = aws.kms.Key(f"{name}-key", enable_key_rotation=True, deletion_window_in_days=7, opts=below)
        self.topics: Mapping[str, Topic] = {each: Topic(f"{name}-{each}", key.id, opts=below) for each in topics}
        self.table = aws.dynamodb.Table(
            f"{name}-table",
            hash_key="id",
            attributes=[{"name": "id", "type": "S"}],
            billing_mode="PAY_PER_REQUEST",
            server_side_encryption={"enabled": True, "kms_key_arn": key.arn},
            opts=pulumi.ResourceOptions(parent=self, protect=True),
        )
        aws.cloudwatch.LogGroup(f"{name}-log", retention_in_days=30, opts=pulumi.ResourceOptions.merge(below, None))
        self.register_outputs({})


away = aws.Provider("away", region="eu-central-1")
orders = Service("orders", ("created", "shipped"))
Service(
    "mirror",
    ("copied",),
    opts=pulumi.ResourceOptions(
        providers=[away], protect=True, depends_on=[orders], aliases=[pulumi.Alias(name="copy")]
    ),
)
