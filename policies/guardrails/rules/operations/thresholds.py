"""Whether an alarm sounds: on few events, above its threshold, and of a filter that counts them.

An alarm on a million sign-ins without MFA is none; CIS AWS Foundations section 4 asks for one event, and ten leave
room for what happens by mistake.
"""

from typing import Final

from guardrails.graph import Resource

FEW: Final = 10
"""The most events that may pass before an alarm sounds."""
_ABOVE: Final = {"GreaterThanOrEqualToThreshold": FEW, "GreaterThanThreshold": FEW - 1}


def sounds(alarm: Resource) -> bool | None:
    """Whether a few events are enough; None where that is not known yet.

    An alarm on a band of what is usual, or on an expression, has no number to judge and is taken to sound.
    """
    if not alarm.read("thresholdMetricId").absent or not alarm.read("metricQueries").absent:
        return True
    # The provider takes no alarm without an operator, so that a missing one is an example's.
    comparison = alarm.read("comparisonOperator").default("GreaterThanOrEqualToThreshold")
    threshold = alarm.read("threshold").default(0)
    if comparison.unknown or threshold.unknown:
        return None
    most = _ABOVE.get(comparison.text or "")
    return most is not None and threshold.number is not None and threshold.number <= most


def counts(metric_filter: Resource) -> bool | None:
    """Whether a metric filter counts what it takes, and does not say nought for it; None where not known yet."""
    value = metric_filter.read("metricTransformation").get("value")
    if value.unknown:
        return None
    return value.number is None or value.number > 0
