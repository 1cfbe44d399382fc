"""Addresses of web pages, as staff write them."""

from typing import Annotated

from pydantic import Field

from common.text import FreeText
from mentoring.county import HTTPS

WebLink = Annotated[
    FreeText, Field(pattern=f"^{HTTPS}$", max_length=198, examples=["https://intra.example.fi/x"])
]
