"""What threat protection does about a risky sign-in or a password known to be stolen."""

from typing import Final

from pulumi_aws import cognito

from components.identity.messages import notify_configuration
from components.identity.sender import SesSender

EVENT_FILTERS: Final = ("SIGN_IN", "PASSWORD_CHANGE", "SIGN_UP")
"""Where Cognito compares a password with those known to be stolen; it sees none in the SRP flow, only a proof."""

_Takeover = cognito.RiskConfigurationAccountTakeoverRiskConfigurationArgs
_Actions = cognito.RiskConfigurationAccountTakeoverRiskConfigurationActionsArgs
_High = cognito.RiskConfigurationAccountTakeoverRiskConfigurationActionsHighActionArgs
_Medium = cognito.RiskConfigurationAccountTakeoverRiskConfigurationActionsMediumActionArgs
_Low = cognito.RiskConfigurationAccountTakeoverRiskConfigurationActionsLowActionArgs
_Compromised = cognito.RiskConfigurationCompromisedCredentialsRiskConfigurationArgs
_CompromisedActions = cognito.RiskConfigurationCompromisedCredentialsRiskConfigurationActionsArgs


def compromised_credentials() -> _Compromised:
    """A stolen password is blocked wherever it is seen."""
    return _Compromised(event_filters=list(EVENT_FILTERS), actions=_CompromisedActions(event_action="BLOCK"))


def account_takeover(sender: SesSender | None) -> _Takeover:
    """High risk is blocked, medium risk needs a second factor, low risk asks those who have one.

    People are told only where Cognito can write to them through SES, which its notifications demand.
    """
    notify = sender is not None
    return _Takeover(
        actions=_Actions(
            high_action=_High(event_action="BLOCK", notify=notify),
            medium_action=_Medium(event_action="MFA_REQUIRED", notify=notify),
            low_action=_Low(event_action="MFA_IF_CONFIGURED", notify=notify),
        ),
        notify_configuration=(
            notify_configuration(sender.identity_arn, sender.address, sender.reply_to) if sender is not None else None
        ),
    )
