"""The entries beside the load balancer: the browser app and the API, and Shield Advanced over all of them."""

from tests.support.prod_mutations import tokens as aws
from tests.support.prod_mutations.make import added, all_dropped, changed, dropped, in_prod_full, several, unset

WEB = (
    changed(
        "browser app by plain HTTP",
        aws.DISTRIBUTION,
        "web-distribution",
        "defaultCacheBehavior.viewerProtocolPolicy",
        "allow-all",
        "cloudfront-viewer-https",
    ),
    changed(
        "browser app by TLS 1.0",
        aws.DISTRIBUTION,
        "web-distribution",
        "viewerCertificate.minimumProtocolVersion",
        "TLSv1",
        "cloudfront-viewer-tls",
    ),
    unset(
        "browser app without headers",
        aws.DISTRIBUTION,
        "web-distribution",
        "defaultCacheBehavior.responseHeadersPolicyId",
        "cloudfront-response-headers",
    ),
    unset(
        "browser app without HSTS",
        aws.RESPONSE_HEADERS,
        "web-headers",
        "securityHeadersConfig.strictTransportSecurity",
        "cloudfront-headers-hsts",
    ),
    dropped("no browser app", aws.DISTRIBUTION, "web-distribution", "browser-app-present"),
    changed(
        "a secret in the browser app",
        aws.USER_POOL_CLIENT,
        "app-client",
        "generateSecret",
        True,
        "cognito-browser-client-no-secret",
    ),
    added(
        "a key in the browser app",
        aws.BUCKET_OBJECT,
        "bundle",
        {"bucket": "web", "key": "app.js", "content": "const key = 'AKIAIOSFODNN7EXAMPLE'"},
        "s3-object-no-key",
    ),
)

API = (
    changed(
        "API by TLS 1.0", aws.API_DOMAIN, "api-domain", "securityPolicy", "TLS_1_0", "apigateway-domain-tls-policy"
    ),
    changed(
        "API by its default endpoint",
        aws.REST_API,
        "api-api",
        "disableExecuteApiEndpoint",
        False,
        "apigateway-default-endpoint-disabled",
    ),
    unset(
        "API without a rate limit",
        aws.API_SETTINGS,
        "api-settings",
        "settings.throttlingRateLimit",
        "apigateway-method-throttle",
    ),
    dropped(
        "API stage without method settings",
        aws.API_SETTINGS,
        "api-settings",
        "apigateway-stage-execution-logs",
        "apigateway-stage-throttled",
    ),
    unset(
        "API plan without a rate limit",
        aws.USAGE_PLAN,
        "api-usage-plan",
        "throttleSettings.rateLimit",
        "apigateway-usage-plan-throttle",
    ),
    dropped("no API", aws.API_STAGE, "api-stage", "api-stage-present"),
    changed(
        "API logs whole requests",
        aws.API_SETTINGS,
        "api-settings",
        "settings.dataTraceEnabled",
        True,
        "apigateway-no-data-trace",
    ),
    changed(
        "API method for anyone",
        aws.API_METHOD,
        "api-method-proxy",
        "authorization",
        "NONE",
        "apigateway-method-authorized",
    ),
    unset(
        "API method without scopes",
        aws.API_METHOD,
        "api-method-proxy",
        "authorizationScopes",
        "apigateway-method-scoped",
    ),
    several(
        "no entry by TLS",
        [
            all_dropped("", aws.LISTENER),
            all_dropped("", aws.DISTRIBUTION),
            all_dropped("", aws.API_DOMAIN),
            all_dropped("", aws.API_STAGE),
        ],
        "api-stage-present",
        "browser-app-present",
        "security-group-http-only-redirects",
        "tls-entry-present",
    ),
)

SHIELD = in_prod_full(
    dropped("an entry without Shield", aws.SHIELD_PROTECTION, "shield-protection-app", "shield-protects-entries"),
    dropped(
        "the browser app without Shield", aws.SHIELD_PROTECTION, "shield-protection-web", "shield-protects-entries"
    ),
    changed(
        "Shield not renewed",
        aws.SHIELD_SUBSCRIPTION,
        "shield-subscription",
        "autoRenew",
        "DISABLED",
        "shield-subscription-renews",
    ),
)

MUTATIONS = (
    *WEB,
    *API,
    *SHIELD,
)
