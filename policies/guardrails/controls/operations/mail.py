"""The records of the rules on mail."""

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity

RULES: tuple[RuleInfo, ...] = (
    RuleInfo(
        id="ses-sending-domain-present",
        control="mail.auth",
        title="The stack has a domain to send mail from",
        severity=Severity.MEDIUM,
        fix="Declare a sesv2.EmailIdentity whose emailIdentity is the domain.",
    ),
    RuleInfo(
        id="ses-identity-dkim-key-length",
        control="mail.auth",
        title="Mail is signed with a DKIM key of 2048 bits",
        severity=Severity.HIGH,
        fix="Set dkimSigningAttributes.nextSigningKeyLength to RSA_2048_BIT.",
    ),
    RuleInfo(
        id="ses-identity-dkim-published",
        control="mail.auth",
        title="The DKIM keys of a sending domain are published",
        severity=Severity.HIGH,
        fix="Declare a CNAME route53.Record for each of the three DKIM tokens.",
    ),
    RuleInfo(
        id="ses-identity-dmarc",
        control="mail.auth",
        title="Forgeries of a sending domain are quarantined or rejected",
        severity=Severity.HIGH,
        fix="Declare a TXT route53.Record _dmarc.<domain> with v=DMARC1 and p=reject.",
    ),
    RuleInfo(
        id="ses-identity-mail-from",
        control="mail.auth",
        title="The envelope of mail names a domain of the sender's",
        severity=Severity.MEDIUM,
        fix="Declare a sesv2.EmailIdentityMailFromAttributes with the identity and mailFromDomain.",
    ),
    RuleInfo(
        id="ses-mail-from-spf",
        control="mail.auth",
        title="The MAIL FROM domain has an SPF record",
        severity=Severity.HIGH,
        fix="Declare a TXT route53.Record at mailFromDomain: v=spf1 include:amazonses.com -all.",
    ),
    RuleInfo(
        id="ses-mail-from-mx",
        control="mail.auth",
        title="Bounces come back to the MAIL FROM domain",
        severity=Severity.MEDIUM,
        fix="Declare an MX route53.Record at mailFromDomain: 10 feedback-smtp.<region>.amazonses.com.",
    ),
    RuleInfo(
        id="ses-configuration-set-tls",
        control="mail.auth",
        title="Mail leaves over TLS only",
        severity=Severity.HIGH,
        fix="Set deliveryOptions.tlsPolicy to REQUIRE.",
    ),
    RuleInfo(
        id="ses-identity-configuration-set",
        control="mail.auth",
        title="A configuration set holds for all mail of an identity",
        severity=Severity.MEDIUM,
        fix="Set configurationSetName to a configuration set that requires TLS.",
    ),
    RuleInfo(
        id="ses-received-mail-scanned",
        control="mail.scan",
        title="Received mail is scanned",
        severity=Severity.MEDIUM,
        fix="Declare a ses.ReceiptRule with enabled and scanEnabled true.",
    ),
    RuleInfo(
        id="ses-receipt-rule-scans",
        control="mail.scan",
        title="A receipt rule scans for spam and viruses",
        severity=Severity.HIGH,
        fix="Set scanEnabled true.",
    ),
    RuleInfo(
        id="ses-receipt-rule-tls",
        control="ir.intake",
        title="Mail is received over TLS only",
        severity=Severity.HIGH,
        fix="Set tlsPolicy to Require.",
    ),
    RuleInfo(
        id="ses-receipt-rule-enabled",
        control="ir.intake",
        title="A receipt rule is enabled",
        severity=Severity.MEDIUM,
        fix="Set enabled true, or remove the rule.",
    ),
    RuleInfo(
        id="ses-receipt-rule-set-active",
        control="ir.intake",
        title="A receipt rule set is the region's active one",
        severity=Severity.MEDIUM,
        fix="Declare a ses.ActiveReceiptRuleSet with its ruleSetName.",
    ),
    RuleInfo(
        id="mailmanager-traffic-policy-denies",
        control="mail.scan",
        title="A traffic policy denies what no statement allows",
        severity=Severity.HIGH,
        fix="Set defaultAction to DENY.",
    ),
    RuleInfo(
        id="mailmanager-ingress-point-tls",
        control="mail.scan",
        title="An ingress point takes mail over TLS only",
        severity=Severity.MEDIUM,
        fix="Set tlsPolicy to REQUIRED.",
    ),
)
