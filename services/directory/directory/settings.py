"""What the directory must be told."""

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from common.settings import ServiceSettings


class Settings(ServiceSettings):
    model_config = SettingsConfigDict(env_prefix="DIRECTORY_")

    county: str = Field(default="09", pattern=r"^\d{2}$")
    """The wellbeing services county of this deployment, by DVV's code; Päijät-Häme is 09."""
