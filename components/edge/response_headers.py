"""The headers that a browser app is served with: what the browser may load, from where, and only over TLS."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from pulumi_aws import cloudfront

from components.edge.entry import FrameOptions, Hsts

_PERMISSIONS: Final = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


@dataclass(frozen=True, kw_only=True)
class BrowserHeaders:
    """What answers to browsers say. ``connect_to`` are the origins that scripts may call besides their own.

    An origin is ``https://`` and a host, nothing more; else ValueError. Scripts and styles come from the app's own
    origin only: no inline code, so that injected text does not run (control sec.client).
    """

    connect_to: tuple[str, ...] = ()
    hsts: Hsts = field(default_factory=lambda: Hsts(preload=True))
    frame_options: FrameOptions = FrameOptions.DENY

    def __post_init__(self) -> None:
        for origin in self.connect_to:
            parts = urlsplit(origin)
            if parts.scheme != "https" or not parts.hostname or origin != f"https://{parts.netloc}" or "*" in origin:
                raise ValueError(
                    f"connect_to has {origin!r}, which is no origin: write it like 'https://api.example.com'"
                )

    def content_security_policy(self) -> str:
        """The Content-Security-Policy header's value."""
        directives = {
            "default-src": ("'self'",),
            "connect-src": ("'self'", *self.connect_to),
            "img-src": ("'self'", "data:"),
            "object-src": ("'none'",),
            "base-uri": ("'none'",),
            "form-action": ("'self'",),
            "frame-ancestors": ("'none'" if self.frame_options is FrameOptions.DENY else "'self'",),
        }
        return "; ".join(
            (*(f"{name} {' '.join(sources)}" for name, sources in directives.items()), "upgrade-insecure-requests")
        )

    def security(self) -> cloudfront.ResponseHeadersPolicySecurityHeadersConfigArgs:
        """The headers as CloudFront's policy spells them, each over whatever the origin says."""
        return cloudfront.ResponseHeadersPolicySecurityHeadersConfigArgs(
            strict_transport_security=cloudfront.ResponseHeadersPolicySecurityHeadersConfigStrictTransportSecurityArgs(
                access_control_max_age_sec=self.hsts.max_age_seconds,
                include_subdomains=self.hsts.include_subdomains,
                preload=self.hsts.preload,
                override=True,
            ),
            content_security_policy=cloudfront.ResponseHeadersPolicySecurityHeadersConfigContentSecurityPolicyArgs(
                content_security_policy=self.content_security_policy(), override=True
            ),
            content_type_options=cloudfront.ResponseHeadersPolicySecurityHeadersConfigContentTypeOptionsArgs(
                override=True
            ),
            frame_options=cloudfront.ResponseHeadersPolicySecurityHeadersConfigFrameOptionsArgs(
                frame_option=self.frame_options.value, override=True
            ),
            referrer_policy=cloudfront.ResponseHeadersPolicySecurityHeadersConfigReferrerPolicyArgs(
                referrer_policy="strict-origin-when-cross-origin", override=True
            ),
        )

    def custom(self) -> Sequence[cloudfront.ResponseHeadersPolicyCustomHeadersConfigItemArgs]:
        """The headers that CloudFront has no field of its own for."""
        return [
            cloudfront.ResponseHeadersPolicyCustomHeadersConfigItemArgs(header=header, value=value, override=True)
            for header, value in (
                ("Cross-Origin-Opener-Policy", "same-origin"),
                ("Permissions-Policy", _PERMISSIONS),
            )
        ]
