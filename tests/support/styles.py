"""Programs in the styles that people write, and what the cloud and another stack answer them."""

from pathlib import Path
from typing import Any, Final

STYLES: Final = Path(__file__).parent / "programs" / "styles"
NAMES: Final = tuple(sorted(each.name for each in STYLES.iterdir() if (each / "__main__.py").exists()))

LOOK_UPS: Final[dict[str, dict[str, Any]]] = {
    "aws:index/getCallerIdentity:getCallerIdentity": {"accountId": "123456789012", "id": "123456789012"},
    "aws:index/getAvailabilityZones:getAvailabilityZones": {"names": ["eu-west-1a", "eu-west-1b"], "id": "eu-west-1"},
    "aws:ec2/getAmi:getAmi": {"id": "ami-0123456789abcdef0", "architecture": "arm64"},
    "aws:kms/getKey:getKey": {"id": "1234abcd-12ab-34cd-56ef-1234567890ab", "keyId": "alias/theirs"},
}
NETWORK: Final = "organization/vouch/network"
OUTPUTS: Final = {"vpcId": "vpc-0123456789abcdef0", "tokens": "optional", "encrypted": False}
"""What the stack ``NETWORK`` gives others."""
