"""What the account has where callers come in by name: APIs with stages and routes, certificates, zones and records."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from verification.calls import Call
from verification.check import Facts, Found
from verification.drift.finding import arn_at, at, by, called, only, shaped
from verification.drift.model import Counterpart, Property, Subject, value_at
from verification.edge.calls import CERTIFICATE, CERTIFICATES, HTTP_APIS, HTTP_STAGES, REST_APIS, REST_STAGES, ZONES
from verification.identity.calls import HTTP_ROUTES
from verification.live import Live

_HTTP_API: Final = "aws:apigatewayv2/api:Api"
_REST_API: Final = "aws:apigateway/restApi:RestApi"
_ZONE: Final = "aws:route53/zone:Zone"
_GLOBAL: Final = "us-east-1"
"""Where CloudTrail keeps the events of Route 53 (CloudTrail guide, "Global service events")."""
_RECORDS: Final = Call(
    service="route53",
    operation="list_resource_record_sets",
    key="ResourceRecordSets",
    absent=("NoSuchHostedZone",),
    region=_GLOBAL,
)
# Without the types of keys, ACM lists certificates with RSA keys of 1024 and 2048 bits only (ACM API, Filters).
_ALL_KEYS: Final[Mapping[str, Any]] = {
    "Includes": {
        "keyTypes": [
            "RSA_1024",
            "RSA_2048",
            "RSA_3072",
            "RSA_4096",
            "EC_prime256v1",
            "EC_secp384r1",
            "EC_secp521r1",
        ]
    }
}


def _api_arn(kind: str, id_: str) -> Callable[[Facts, Live], str]:
    return lambda facts, live: live.arn("apigateway", f"/{kind}/{facts[id_]}", account="")


_find_http_api: Final = called(HTTP_APIS, "Name", _api_arn("apis", "ApiId"))
_find_rest_api: Final = called(REST_APIS, "name", _api_arn("restapis", "id"))


def _find_http_stage(subject: Subject, live: Live) -> Found | None:
    api = _find_http_api(subject.parent("apiId", _HTTP_API), live)
    listed = live.items(HTTP_STAGES, {"ApiId": api.facts["ApiId"]}) if api else []
    theirs = [each for each in listed if subject.is_called(each["StageName"])]
    return only(theirs, lambda facts, _live: f"{api.arn if api else ''}/stages/{facts['StageName']}", live)


def _find_route(subject: Subject, live: Live) -> Found | None:
    api = _find_http_api(subject.parent("apiId", _HTTP_API), live)
    listed = live.items(HTTP_ROUTES, {"ApiId": api.facts["ApiId"]}) if api else []
    key = subject.stated("routeKey")
    theirs = [each for each in listed if each["RouteKey"] == key]
    return only(theirs, lambda facts, _live: f"{api.arn if api else ''}/routes/{facts['RouteId']}", live)


def _find_rest_stage(subject: Subject, live: Live) -> Found | None:
    api = _find_rest_api(subject.parent("restApi", _REST_API), live)
    listed = live.items(REST_STAGES, {"restApiId": api.facts["id"]}) if api else []
    name = subject.stated("stageName")
    theirs = [each for each in listed if each["stageName"] == name]
    return only(theirs, lambda facts, _live: f"{api.arn if api else ''}/stages/{facts['stageName']}", live)


def _find_certificate(subject: Subject, live: Live) -> Found | None:
    domain = subject.stated("domainName")
    listed = [each for each in live.items(CERTIFICATES, _ALL_KEYS) if each["DomainName"] == domain]
    # While one is renewed by hand there are two; the one that is in use is meant.
    used = [each for each in listed if each.get("InUse")] or listed
    found = only(used, arn_at("CertificateArn"), live)
    facts = value_at(live.one(CERTIFICATE, {"CertificateArn": found.arn}), "Certificate") if found else None
    return Found(found.arn, facts) if found and facts else None


def _zone_arn(facts: Facts, live: Live) -> str:
    return live.arn("route53", f"hostedzone/{facts['Id'].rpartition('/')[2]}", region="", account="")


def _find_zone(subject: Subject, live: Live) -> Found | None:
    name = subject.stated("name").rstrip(".")
    return only([each for each in live.items(ZONES) if each["Name"].rstrip(".") == name], _zone_arn, live)


def _find_record(subject: Subject, live: Live) -> Found | None:
    zone_id = subject.stated("zoneId")
    name, type_ = subject.stated("name").rstrip("."), subject.stated("type")
    listed = live.items(_RECORDS, {"HostedZoneId": zone_id})
    theirs = [each for each in listed if each["Name"].rstrip(".") == name and each["Type"] == type_]
    identifier = subject.known("setIdentifier")
    theirs = [each for each in theirs if identifier is None or each.get("SetIdentifier") == identifier]
    return only(
        theirs,
        lambda _facts, live: live.arn("route53", f"hostedzone/{zone_id}#{type_}-{name}", region="", account=""),
        live,
    )


def _unquoted(values: Any) -> Any:
    return (
        [each.strip('"') if isinstance(each, str) else each for each in values] if isinstance(values, list) else values
    )


ENTRIES: Final[tuple[Counterpart, ...]] = (
    Counterpart(
        type=_HTTP_API,
        calls=(HTTP_APIS,),
        find=_find_http_api,
        properties={"disableExecuteApiEndpoint": at("DisableExecuteApiEndpoint")},
    ),
    Counterpart(
        type="aws:apigatewayv2/stage:Stage",
        calls=(HTTP_APIS, HTTP_STAGES),
        find=_find_http_stage,
        properties={
            "accessLogSettings": shaped("AccessLogSettings"),
            "defaultRouteSettings": shaped("DefaultRouteSettings"),
        },
    ),
    Counterpart(
        type="aws:apigatewayv2/route:Route",
        calls=(HTTP_APIS, HTTP_ROUTES),
        find=_find_route,
        properties={
            "authorizationScopes": at("AuthorizationScopes"),
            "authorizationType": at("AuthorizationType"),
            "routeKey": at("RouteKey"),
        },
    ),
    Counterpart(
        type=_REST_API,
        calls=(REST_APIS,),
        find=_find_rest_api,
        properties={
            "disableExecuteApiEndpoint": at("disableExecuteApiEndpoint"),
            "endpointConfiguration": by(
                lambda facts: {"types": ",".join(value_at(facts, "endpointConfiguration.types") or ())}
            ),
            "policy": at("policy"),
        },
    ),
    Counterpart(
        type="aws:apigateway/stage:Stage",
        calls=(REST_APIS, REST_STAGES),
        find=_find_rest_stage,
        properties={
            "accessLogSettings": at("accessLogSettings"),
            "stageName": at("stageName"),
            "xrayTracingEnabled": at("tracingEnabled"),
        },
    ),
    Counterpart(
        type="aws:acm/certificate:Certificate",
        calls=(CERTIFICATES, CERTIFICATE),
        find=_find_certificate,
        properties={
            "domainName": at("DomainName"),
            # The description says EC-prime256v1 where requests say EC_prime256v1 (ACM API, CertificateDetail).
            "keyAlgorithm": by(lambda facts: str(facts.get("KeyAlgorithm", "")).replace("-", "_")),
            "options": by(
                lambda facts: {
                    "certificateTransparencyLoggingPreference": value_at(
                        facts, "Options.CertificateTransparencyLoggingPreference"
                    )
                }
            ),
            "subjectAlternativeNames": Property(
                actual=lambda found, _live: [
                    each
                    for each in found.facts.get("SubjectAlternativeNames") or ()
                    if each != found.facts["DomainName"]
                ],
            ),
        },
    ),
    Counterpart(
        type=_ZONE,
        calls=(ZONES,),
        find=_find_zone,
        recorded_in=_GLOBAL,
    ),
    Counterpart(
        type="aws:route53/record:Record",
        calls=(_RECORDS,),
        find=_find_record,
        properties={
            "records": Property(
                actual=lambda found, _live: _unquoted(
                    [each["Value"] for each in found.facts.get("ResourceRecords") or ()]
                ),
                declared=_unquoted,
            ),
            "type": at("Type"),
        },
        recorded_in=_GLOBAL,
    ),
)
