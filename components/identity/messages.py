"""What threat protection writes to a user: fixed texts, without the address or place that it saw."""

from typing import Final

from pulumi_aws import cognito

_LINKS_HTML: Final = (
    '<p>Was this you? <a href="{one-click-link-valid}">Yes</a> or <a href="{one-click-link-invalid}">no</a>.</p>'
)
_LINKS_TEXT: Final = "Was this you? Yes: {one-click-link-valid} No: {one-click-link-invalid}"
BLOCKED: Final = ("We blocked a sign-in to your account", "We blocked an unusual sign-in at {login-time}.")
CHALLENGED: Final = ("We asked for a second factor", "An unusual sign-in at {login-time} needed a second factor.")
ALLOWED: Final = ("A new sign-in to your account", "There was an unusual sign-in at {login-time}.")

_Notify = cognito.RiskConfigurationAccountTakeoverRiskConfigurationNotifyConfigurationArgs
_Block = cognito.RiskConfigurationAccountTakeoverRiskConfigurationNotifyConfigurationBlockEmailArgs
_Mfa = cognito.RiskConfigurationAccountTakeoverRiskConfigurationNotifyConfigurationMfaEmailArgs
_NoAction = cognito.RiskConfigurationAccountTakeoverRiskConfigurationNotifyConfigurationNoActionEmailArgs


def notify_configuration(source_arn: str, address: str, reply_to: str | None) -> _Notify:
    """The e-mails of threat protection, sent through SES from ``address``.

    The placeholders are Cognito's ("Message templates" of threat protection); each text needs both links.
    """
    return _Notify(
        source_arn=source_arn,
        from_=address,
        reply_to=reply_to,
        block_email=_Block(subject=BLOCKED[0], html_body=_html(BLOCKED[1]), text_body=_text(BLOCKED[1])),
        mfa_email=_Mfa(subject=CHALLENGED[0], html_body=_html(CHALLENGED[1]), text_body=_text(CHALLENGED[1])),
        no_action_email=_NoAction(subject=ALLOWED[0], html_body=_html(ALLOWED[1]), text_body=_text(ALLOWED[1])),
    )


def _html(sentence: str) -> str:
    return f"<html><body><p>{sentence}</p>{_LINKS_HTML}</body></html>"


def _text(sentence: str) -> str:
    return f"{sentence} {_LINKS_TEXT}"
