"""What the account has at its edge: load balancers, web ACLs and distributions."""

from collections.abc import Mapping
from typing import Any, Final

from verification.check import Facts, Found
from verification.drift.finding import arn_at, at, by, called, only, pulumis
from verification.drift.model import Counterpart, Property, Subject, value_at
from verification.edge.calls import (
    BALANCER_SETTINGS,
    BALANCERS,
    DISTRIBUTIONS,
    GLOBAL_WEB_ACL,
    GLOBAL_WEB_ACLS,
    LISTENERS,
    TARGET_GROUPS,
    WEB_ACL,
    WEB_ACLS,
)
from verification.live import Live

_BALANCER: Final = "aws:lb/loadBalancer:LoadBalancer"
_GLOBAL: Final = "us-east-1"
"""Where CloudTrail keeps the events of services without a region (CloudTrail guide, "Global service events")."""


def _setting(name: str) -> Property:
    """An attribute of a load balancer, by its key in the API."""

    def actual(found: Found, live: Live) -> Any:
        return _settings(found, live).get(name)

    return Property(actual=actual)


def _settings(found: Found, live: Live) -> dict[str, str]:
    listed = live.items(BALANCER_SETTINGS, {"LoadBalancerArn": found.arn})
    return {each["Key"]: each["Value"] for each in listed}


def _logs(prefix: str) -> Property:
    def actual(found: Found, live: Live) -> dict[str, Any]:
        settings = _settings(found, live)
        return {key: settings.get(f"{prefix}.s3.{key}") for key in ("enabled", "bucket", "prefix")}

    return Property(actual=actual)


def _health_check(facts: Facts) -> dict[str, Any]:
    return {
        "enabled": facts.get("HealthCheckEnabled"),
        "healthyThreshold": facts.get("HealthyThresholdCount"),
        "interval": facts.get("HealthCheckIntervalSeconds"),
        "matcher": value_at(facts, "Matcher.HttpCode") or value_at(facts, "Matcher.GrpcCode"),
        "path": facts.get("HealthCheckPath"),
        "port": facts.get("HealthCheckPort"),
        "protocol": facts.get("HealthCheckProtocol"),
        "timeout": facts.get("HealthCheckTimeoutSeconds"),
        "unhealthyThreshold": facts.get("UnhealthyThresholdCount"),
    }


_find_balancer: Final = called(BALANCERS, "LoadBalancerName", arn_at("LoadBalancerArn"))


def _find_listener(subject: Subject, live: Live) -> Found | None:
    balancer = _find_balancer(subject.parent("loadBalancerArn", _BALANCER), live)
    if balancer is None:
        return None
    port = subject.stated("port")
    listed = live.items(LISTENERS, {"LoadBalancerArn": balancer.arn})
    return only([each for each in listed if str(each.get("Port")) == port], arn_at("ListenerArn"), live)


def _actions(facts: Facts) -> list[dict[str, Any]]:
    return [
        {
            "type": each["Type"],
            "redirect": pulumis(each.get("RedirectConfig")),
            "targetGroupArn": each.get("TargetGroupArn"),
        }
        for each in facts.get("DefaultActions") or ()
    ]


def _without_details(stated: Any) -> Any:
    """What is compared of default actions: their types and redirects; the rest names what only the cloud knows."""
    kept = ("type", "redirect")
    return [{key: each[key] for key in kept if key in each} for each in stated] if isinstance(stated, list) else stated


def _of_scope(subject: Subject, regional: Any, everywhere: Any) -> Any:
    return everywhere if subject.stated("scope") == "CLOUDFRONT" else regional


def _find_acl(subject: Subject, live: Live) -> Found | None:
    scope = subject.stated("scope")
    listed = live.items(_of_scope(subject, WEB_ACLS, GLOBAL_WEB_ACLS), {"Scope": scope})
    found = only([each for each in listed if subject.is_called(each["Name"])], arn_at("ARN"), live)
    if found is None:
        return None
    asking = {"Name": found.facts["Name"], "Id": found.facts["Id"], "Scope": scope}
    facts = value_at(live.one(_of_scope(subject, WEB_ACL, GLOBAL_WEB_ACL), asking), "WebACL")
    return None if facts is None else Found(found.arn, facts)


def _visibility(facts: Facts) -> dict[str, Any]:
    stated = facts.get("VisibilityConfig") or {}
    return {
        "cloudwatchMetricsEnabled": stated.get("CloudWatchMetricsEnabled"),
        "metricName": stated.get("MetricName"),
        "sampledRequestsEnabled": stated.get("SampledRequestsEnabled"),
    }


def _acl_rules(facts: Facts) -> list[dict[str, Any]]:
    return [
        {
            "name": each["Name"],
            "priority": each["Priority"],
            "action": next(iter(each.get("Action") or {}), "").lower(),
            "override": next(iter(each.get("OverrideAction") or {}), "").lower(),
            "statement": next(iter(each.get("Statement") or {}), "").lower(),
        }
        for each in facts.get("Rules") or ()
    ]


def _declared_rules(stated: Any) -> Any:
    """What is compared of a web ACL's rules: names, order, actions and kinds; statements are not taken apart."""
    if not isinstance(stated, list) or not all(isinstance(each, dict) for each in stated):
        return stated
    return [
        {
            "name": each.get("name"),
            "priority": each.get("priority"),
            "action": next(iter(_block(each.get("action"))), "").lower(),
            "override": next(iter(_block(each.get("overrideAction"))), "").lower(),
            "statement": next(iter(_block(each.get("statement"))), "").lower(),
        }
        for each in stated
    ]


def _block(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _find_distribution(subject: Subject, live: Live) -> Found | None:
    """A distribution has no name: the domains that it answers for say which one it is."""
    aliases = [each.text for each in subject.resource.read("aliases").each()]
    listed = live.items(DISTRIBUTIONS)
    theirs = [each for each in listed if aliases and aliases[0] in (value_at(each, "Aliases.Items") or ())]
    if not aliases:
        subject.stated("aliases")
    return only(theirs, arn_at("ARN"), live)


def _behaviour(stated: Facts | None) -> dict[str, Any]:
    facts = stated or {}
    return {
        **pulumis({key: value for key, value in facts.items() if not isinstance(value, Mapping)}),
        "allowedMethods": value_at(facts, "AllowedMethods.Items"),
        "cachedMethods": value_at(facts, "AllowedMethods.CachedMethods.Items"),
    }


def _viewer_certificate(facts: Facts) -> dict[str, Any]:
    stated = facts.get("ViewerCertificate") or {}
    return {
        "acmCertificateArn": stated.get("ACMCertificateArn"),
        "cloudfrontDefaultCertificate": stated.get("CloudFrontDefaultCertificate"),
        "minimumProtocolVersion": stated.get("MinimumProtocolVersion"),
        "sslSupportMethod": stated.get("SSLSupportMethod"),
    }


def _origins(facts: Facts) -> list[dict[str, Any]]:
    return [
        {
            "originId": each["Id"],
            "domainName": each["DomainName"],
            "originAccessControlId": each.get("OriginAccessControlId"),
        }
        for each in value_at(facts, "Origins.Items") or ()
    ]


def _origin_keys(stated: Any) -> Any:
    kept = ("originId", "domainName", "originAccessControlId")
    return [{key: each[key] for key in kept if key in each} for each in stated] if isinstance(stated, list) else stated


def _geography(facts: Facts) -> dict[str, Any]:
    stated = value_at(facts, "Restrictions.GeoRestriction") or {}
    return {"geoRestriction": {"restrictionType": stated.get("RestrictionType"), "locations": stated.get("Items")}}


EDGE: Final[tuple[Counterpart, ...]] = (
    Counterpart(
        type=_BALANCER,
        calls=(BALANCERS, BALANCER_SETTINGS),
        find=_find_balancer,
        properties={
            "accessLogs": _logs("access_logs"),
            "connectionLogs": _logs("connection_logs"),
            "desyncMitigationMode": _setting("routing.http.desync_mitigation_mode"),
            "dropInvalidHeaderFields": _setting("routing.http.drop_invalid_header_fields.enabled"),
            "enableCrossZoneLoadBalancing": _setting("load_balancing.cross_zone.enabled"),
            "enableDeletionProtection": _setting("deletion_protection.enabled"),
            "enableTlsVersionAndCipherSuiteHeaders": _setting(
                "routing.http.x_amzn_tls_version_and_cipher_suite.enabled"
            ),
            "enableWafFailOpen": _setting("waf.fail_open.enabled"),
            "enableZonalShift": _setting("zonal_shift.config.enabled"),
            "healthCheckLogs": _logs("health_check_logs"),
            "internal": by(lambda facts: facts.get("Scheme") == "internal"),
            "loadBalancerType": at("Type"),
            "securityGroups": at("SecurityGroups"),
            "subnets": by(lambda facts: [each["SubnetId"] for each in facts.get("AvailabilityZones") or ()]),
        },
    ),
    Counterpart(
        type="aws:lb/targetGroup:TargetGroup",
        calls=(TARGET_GROUPS,),
        find=called(TARGET_GROUPS, "TargetGroupName", arn_at("TargetGroupArn")),
        properties={"healthCheck": by(_health_check), "protocol": at("Protocol"), "targetType": at("TargetType")},
    ),
    Counterpart(
        type="aws:lb/listener:Listener",
        calls=(BALANCERS, LISTENERS),
        find=_find_listener,
        properties={
            "certificateArn": by(
                lambda facts: next((each["CertificateArn"] for each in facts.get("Certificates") or ()), None)
            ),
            "defaultActions": Property(actual=lambda found, _live: _actions(found.facts), declared=_without_details),
            "protocol": at("Protocol"),
            "sslPolicy": at("SslPolicy"),
        },
    ),
    Counterpart(
        type="aws:wafv2/webAcl:WebAcl",
        calls=(WEB_ACLS, WEB_ACL, GLOBAL_WEB_ACLS, GLOBAL_WEB_ACL),
        find=_find_acl,
        properties={
            "rules": Property(actual=lambda found, _live: _acl_rules(found.facts), declared=_declared_rules),
            "visibilityConfig": by(_visibility),
        },
    ),
    Counterpart(
        type="aws:cloudfront/distribution:Distribution",
        calls=(DISTRIBUTIONS,),
        find=_find_distribution,
        properties={
            "aliases": at("Aliases.Items"),
            "defaultCacheBehavior": by(lambda facts: _behaviour(facts.get("DefaultCacheBehavior"))),
            "origins": Property(actual=lambda found, _live: _origins(found.facts), declared=_origin_keys),
            "restrictions": by(_geography),
            "staging": at("Staging"),
            "viewerCertificate": by(_viewer_certificate),
            "webAclId": at("WebACLId"),
        },
        recorded_in=_GLOBAL,
    ),
)
