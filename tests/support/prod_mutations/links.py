"""Mail, the directory, and the ways in for staff and offices."""

from tests.support.prod_mutations import tokens as aws
from tests.support.prod_mutations.make import all_dropped, changed, dropped, in_prod_full, several

MAIL = (
    all_dropped("no sending domain", aws.EMAIL_IDENTITY, "ses-sending-domain-present"),
    changed(
        "short signing keys",
        aws.EMAIL_IDENTITY,
        "mail-identity",
        "dkimSigningAttributes.nextSigningKeyLength",
        "RSA_1024_BIT",
        "ses-identity-dkim-key-length",
    ),
    dropped("signing keys not published", aws.RECORD, "mail-dkim-first", "ses-identity-dkim-published"),
    dropped("no DMARC", aws.RECORD, "mail-dmarc", "ses-identity-dmarc"),
    changed(
        "DMARC that refuses nothing", aws.RECORD, "mail-dmarc", "records", ["v=DMARC1; p=none"], "ses-identity-dmarc"
    ),
    dropped("no SPF", aws.RECORD, "mail-mail-from-spf", "ses-mail-from-spf"),
    changed(
        "mail by plain text",
        aws.CONFIGURATION_SET,
        "mail-configuration",
        "deliveryOptions.tlsPolicy",
        "OPTIONAL",
        "ses-configuration-set-tls",
    ),
)

INBOUND_MAIL = in_prod_full(
    all_dropped("no mail received", aws.RECEIPT_RULE, "ses-received-mail-scanned"),
    changed(
        "received mail not scanned",
        aws.RECEIPT_RULE,
        "inbound-mail-rule",
        "scanEnabled",
        False,
        "ses-receipt-rule-scans",
        "ses-received-mail-scanned",
    ),
    changed(
        "mail received by plain text",
        aws.RECEIPT_RULE,
        "inbound-mail-rule",
        "tlsPolicy",
        "Optional",
        "ses-receipt-rule-tls",
    ),
    dropped("mail rules not active", aws.ACTIVE_RULE_SET, "inbound-mail-active", "ses-receipt-rule-set-active"),
)

DIRECTORY = in_prod_full(
    all_dropped("no directory", aws.DIRECTORY, "directory-present"),
    changed(
        "one domain controller",
        aws.DIRECTORY,
        "directory-directory",
        "desiredNumberOfDomainControllers",
        1,
        "directory-two-controllers",
    ),
    changed(
        "a directory of one region",
        aws.DIRECTORY,
        "directory-directory",
        "edition",
        "Standard",
        "directory-enterprise-edition",
    ),
    dropped(
        "a directory without a second region", aws.DIRECTORY_REGION, "directory-replica", "directory-second-region"
    ),
)

LINKS = in_prod_full(
    all_dropped("no client VPN", aws.CLIENT_VPN, "client-vpn-endpoint-present", "security-group-used"),
    changed(
        "client VPN by certificate alone",
        aws.CLIENT_VPN,
        "client-vpn-endpoint",
        "authenticationOptions",
        [
            {
                "type": "certificate-authentication",
                "rootCertificateChainArn": "arn:aws:acm:eu-west-1:123456789012:certificate/0a1b2c3d",
            }
        ],
        "client-vpn-federated-sign-in",
    ),
    changed(
        "client VPN without a log",
        aws.CLIENT_VPN,
        "client-vpn-endpoint",
        "connectionLogOptions.enabled",
        False,
        "client-vpn-connections-logged",
    ),
    changed(
        "client VPN for a day",
        aws.CLIENT_VPN,
        "client-vpn-endpoint",
        "sessionTimeoutHours",
        24,
        "client-vpn-session-ends",
    ),
    changed(
        "client VPN for every group",
        aws.CLIENT_VPN_ACCESS,
        "client-vpn-access-engineers-private",
        "authorizeAllGroups",
        True,
        "client-vpn-access-by-group",
    ),
    all_dropped("no VPN to the office", aws.VPN_CONNECTION, "site-vpn-link-connected", "site-vpn-present"),
    dropped("an office on one link", aws.VPN_CONNECTION, "office-berlin-link-cable", "site-vpn-link-connected"),
    changed(
        "an office by static routes",
        aws.VPN_CONNECTION,
        "office-berlin-link-cable",
        "staticRoutesOnly",
        True,
        "site-vpn-dynamic-routes",
    ),
    several(
        "a link that fails in silence",
        [
            dropped("", aws.ALARM, "office-berlin-tunnel-cable-first"),
            dropped("", aws.ALARM, "office-berlin-tunnel-cable-second"),
            dropped("", aws.ALARM, "offices-alarm-berlin-cable-down"),
        ],
        "site-vpn-tunnel-alarm",
    ),
)

MUTATIONS = (
    *MAIL,
    *INBOUND_MAIL,
    *DIRECTORY,
    *LINKS,
)
