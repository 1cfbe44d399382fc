"""Municipalities and wellbeing services counties."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import String, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from common.errors import Refusal, Said
from directory.store import Row


class MunicipalityConflict(Refusal):
    slug, status = "municipality-conflict", 422
    title = Said(
        "Kunnan koodi ja nimi eivät vastaa toisiaan",
        "Kommunens kod och namn stämmer inte överens",
        "The municipality's code and name disagree",
    )


class OutsideCounty(Refusal):
    slug, status = "outside-county", 422
    title = Said(
        "Kunta ei kuulu tähän hyvinvointialueeseen",
        "Kommunen hör inte till detta välfärdsområde",
        "The municipality is not in this county",
    )


class Municipality(Row):
    """A municipality by Statistics Finland's code. Records keep their old code after a merger."""

    __tablename__ = "municipality"

    code: Mapped[str] = mapped_column(String(3), primary_key=True)
    name: Mapped[dict[str, Any]]
    wellbeing_county_code: Mapped[str] = mapped_column(String(2), index=True)
    aliases: Mapped[list[str]] = mapped_column(ARRAY(String), default_factory=list)
    lat: Mapped[float | None] = mapped_column(default=None)
    lon: Mapped[float | None] = mapped_column(default=None)
    valid_from: Mapped[date | None] = mapped_column(default=None)
    valid_to: Mapped[date | None] = mapped_column(default=None)
    merged_into: Mapped[str | None] = mapped_column(String(3), default=None)


class County(Row):
    """A wellbeing services county (hyvinvointialue) by DVV's code; Helsinki 90, Åland 91."""

    __tablename__ = "county"

    code: Mapped[str] = mapped_column(String(2), primary_key=True)
    name: Mapped[dict[str, Any]]


@dataclass(frozen=True)
class Areas:
    """All municipalities in memory, and how a written name finds its code (rule D13)."""

    municipalities: Mapping[str, Municipality]
    counties: Mapping[str, County]
    by_name: Mapping[str, str]
    county: str

    @classmethod
    def of(
        cls, municipalities: Iterable[Municipality], counties: Iterable[County], county: str
    ) -> "Areas":
        listed = {one.code: one for one in municipalities}
        named = {written.casefold(): one.code for one in listed.values() for written in _names(one)}
        return cls(listed, {one.code: one for one in counties}, named, county)

    def code_of(self, written: str) -> str | None:
        """The code of a code, a name in Finnish or Swedish, an alias, or `491 Mikkeli`.

        Raises MunicipalityConflict when a code and a name disagree.
        """
        text = " ".join(written.split())
        code, _, name = text.partition(" ")
        if code in self.municipalities:
            if name and self.by_name.get(name.casefold()) != code:
                raise MunicipalityConflict
            return code
        if name and code.isdecimal() and name.casefold() in self.by_name:
            raise MunicipalityConflict
        return self.by_name.get(text.casefold())

    def own(self) -> list[str]:
        """The codes of the deployment's own county."""
        listed = self.municipalities.values()
        return sorted(m.code for m in listed if m.wellbeing_county_code == self.county)

    def is_own(self, code: str) -> bool:
        one = self.municipalities.get(code)
        return one is not None and one.wellbeing_county_code == self.county


def _names(one: Municipality) -> Iterable[str]:
    return (text for text in (one.name["fi"], one.name.get("sv"), *one.aliases) if text)


async def areas_of(session: AsyncSession, county: str) -> Areas:
    municipalities = (await session.scalars(select(Municipality))).all()
    counties = (await session.scalars(select(County))).all()
    return Areas.of(municipalities, counties, county)
