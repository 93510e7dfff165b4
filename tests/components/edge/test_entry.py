"""The edge as a whole: certificate, web ACL and load balancer hang together as the stack rules look for it."""

import pytest

from components.edge.certificate import Certificate, CertificateArgs, IssuedCertificate
from components.edge.load_balancer import LoadBalancer, LoadBalancerArgs
from components.edge.web_acl import WebAcl, WebAclArgs
from components.placement import Placement
from tests.support.recording import Recorded, record

PLACEMENT = Placement(project="vouch", stack="prod", account_id="123456789012", region="eu-west-1")


@pytest.fixture(scope="module")
def edge() -> Recorded:
    def program() -> None:
        acl = WebAcl("waf", WebAclArgs(placement=PLACEMENT, log_key_arn="arn:aws:kms:eu-west-1:123456789012:key/logs"))
        source = IssuedCertificate(domain="example.com", zone_id="Z123")
        certificate = Certificate("tls", CertificateArgs(placement=PLACEMENT, source=source))
        LoadBalancer(
            "edge",
            LoadBalancerArgs(
                placement=PLACEMENT,
                vpc_id="vpc-1",
                subnet_ids={"eu-west-1a": "subnet-a", "eu-west-1b": "subnet-b"},
                certificate_arn=certificate.arn,
                web_acl_arn=acl.arn,
                access_log_bucket="vouch-access-logs",
            ),
        )

    return record(program)


def test_the_association_joins_this_web_acl_to_this_load_balancer(edge: Recorded) -> None:
    association = edge.one("aws:wafv2/webAclAssociation:WebAclAssociation")
    assert association.property_dependencies == {
        "resourceArn": (edge.one("aws:lb/loadBalancer:LoadBalancer").urn,),
        "webAclArn": (edge.one("aws:wafv2/webAcl:WebAcl").urn,),
    }


def test_https_serves_the_certificate_only_once_it_is_validated(edge: Recorded) -> None:
    listener = edge.one("aws:lb/listener:Listener", "edge-https")
    validated = edge.one("aws:acm/certificateValidation:CertificateValidation")
    assert listener.property_dependencies["certificateArn"] == (validated.urn,)


def test_only_the_entrys_own_group_is_tagged_as_edge(edge: Recorded) -> None:
    tagged = [each.name for each in edge.resources if "tier" in (each.properties.get("tags") or {})]
    assert tagged == ["edge-group"]


def test_every_resource_sits_under_a_component_of_the_edge(edge: Recorded) -> None:
    custom = [each for each in edge.resources if each.custom and each.parent]
    assert {each.parent.split("::")[2] for each in custom} == {
        "vouch:edge:WebAcl",
        "vouch:edge:Certificate",
        "vouch:edge:LoadBalancer",
    }
