"""The settings of the identity layer."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from components.identity.user_pool_args import Mfa, SignUp
from stacks.sections.base import Section

Url = Annotated[str, Field(pattern=r"^https://[^\s/#?]+(/[^\s#]*)?$")]


class SenderSettings(Section):
    """The verified SES identity that Cognito's e-mails come from."""

    identity_arn: str = Field(pattern=r"^arn:aws[a-z-]*:ses:", description="ARN of the SES identity")
    address: str = Field(pattern=r"^[^@\s<>]+@[^@\s<>]+$", description="sender's address, of that identity")
    reply_to: str | None = Field(None, description="where answers go")


class LoginDomainSettings(Section):
    """A sign-in address of our own, instead of Cognito's. Its parent name needs an address record first."""

    name: str = Field(description="such as login.example.com")
    certificate_arn: str = Field(pattern=r":acm:us-east-1:", description="issued certificate of it, in us-east-1")
    hosted_zone_id: str = Field(description="Route 53 zone that gets its record")


class IdentitySettings(Section):
    """How customers sign in, and how long they stay signed in."""

    mfa: Mfa = Field(description="required, or optional: each customer chooses")
    sign_up: SignUp = Field(description="invited or self")
    client: Literal["browser", "server"] = Field(
        "browser", description="what runs the application; server has a secret"
    )
    callback_urls: tuple[Url, ...] = Field((), description="where sign-in returns to; (): /signed-in of edge.domain")
    logout_urls: tuple[Url, ...] = Field((), description="where sign-out may lead; (): the root of edge.domain")
    token_minutes: int = Field(ge=5, le=60, description="life of access and id tokens, which nobody can recall")
    refresh_days: int = Field(ge=1, le=30, description="days until people sign in anew")
    machines: dict[str, tuple[str, ...]] = Field({}, description="machine clients, each with its scopes: [api/read]")
    sender: SenderSettings | None = Field(None, description="off until SES is verified: some fifty e-mails a day")
    domain: LoginDomainSettings | None = Field(None, description="off until its certificate is given")

    @model_validator(mode="after")
    def _machines_have_known_scopes(self) -> Self:
        known = ("api/read", "api/write", "api/admin")
        for name, scopes in self.machines.items():
            wrong = [scope for scope in scopes if scope not in known]
            if wrong or not scopes:
                raise ValueError(
                    f"identity.machines.{name} is {', '.join(wrong) or 'empty'}: name one or more of {', '.join(known)}"
                )
        return self
