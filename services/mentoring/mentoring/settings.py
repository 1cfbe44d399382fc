"""What mentoring must be told."""

from typing import Annotated

from pydantic import Field, SecretStr
from pydantic_settings import SettingsConfigDict

from common.settings import ServiceSettings

Port = Annotated[int, Field(ge=1, le=65535)]


class Settings(ServiceSettings):
    model_config = SettingsConfigDict(env_prefix="MENTORING_")

    smtp_host: str | None = None
    """Mail leaves through it; without it and a sender no target is reached by e-mail."""
    smtp_port: Port = 25
    smtp_sender: str | None = None
    smtp_starttls: bool = False
    smtp_user: str | None = None
    smtp_password: SecretStr | None = None
    zammad_url: str | None = None
    """Of the ticket system, such as `https://tuki.example.fi`; it needs token and customer too."""
    zammad_token: SecretStr | None = None
    zammad_customer: str | None = None
    """The address under which tickets are made there."""
    callback_secret: SecretStr | None = None
    """With it a ticket system signs what it tells us; without it no callback is heard."""
