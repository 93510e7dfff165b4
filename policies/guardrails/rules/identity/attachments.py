"""AWS's own broad policies are attached to nobody whom a permissions boundary does not hold."""

import re
from collections.abc import Callable, Iterator
from typing import Final

from guardrails.documents import Document
from guardrails.graph import Graph, Resource
from guardrails.rule import CompletenessRule, Declared, Examples, Findings, JudgeRelation, RelationRule, Rule
from guardrails.rules.identity.boundaries import bounded
from guardrails.rules.identity.documents import naming
from guardrails.rules.identity.statements import CARRIERS, Refusal, each_document, never
from guardrails.rules.identity.types import (
    GROUP_ATTACHMENTS_EXCLUSIVE,
    GROUP_POLICY_ATTACHMENT,
    MANAGED_POLICY_ATTACHMENT,
    POLICY,
    POLICY_ATTACHMENT,
    ROLE,
    ROLE_ATTACHMENTS_EXCLUSIVE,
    ROLE_POLICY_ATTACHMENT,
    USER_ATTACHMENTS_EXCLUSIVE,
    USER_POLICY_ATTACHMENT,
)
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Reading, Value
from guardrails.verdicts import failed, not_applicable, undetermined
