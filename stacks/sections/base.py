"""What every section of the settings is: frozen, and strict about its keys."""

from pydantic import BaseModel, ConfigDict

from components.ownership import Ownership

__all__ = ["Ownership", "Section"]


class Section(BaseModel):
    """A part of the settings. An unknown key is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")
