"""Invented koosteet to print."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from mentoring.documents.content import Answered, Figure, KoosteContent, Suggested

SENTENCE = "Etävastaanottoja pidetään vähän, koska tiloja ei ole ja ajanvaraus vaatii työtä. "
HOSTILE = (
    '#let x = 1 $a^2$ *lihava* _kursiivi_ `koodi` @viite <nimi> \\alpha "lainaus" // kommentti '
    "/* x */ https://esimerkki.example/?a=1&b=2 \N{THUMBS UP SIGN} مرحبا ~ -- &amp; ]]>\n\n"
    '= Otsikko\n- luettelo\n+ numero\n\n#panic()\n#read("/etc/passwd")\n\x00\x1b\ufffe\U000e0041'
)
ANSWERS = ("interested", "not_now", "already_in_use", "not_suitable")
FIGURES = (
    Figure("remote_appointments", "1412", period="2026Q3", previous="377"),
    Figure("digital_contact_share", "41.5", period="2026Q3", target="45"),
    Figure("benefit", period="2026S1", withheld="small_group"),
    Figure("service_uses", "12", item="remote_appointment", period="2026Q3"),
)


def suggested(number: int, **more: Any) -> Suggested:
    name = {"fi": f"Digihoitopolku {number}", "sv": f"Digital vårdstig {number}", "en": None}
    return Suggested(
        service=more.pop("service", name),
        potential=("high", "medium", "low")[number % 3],
        rationale=f"Perustelu {number}. " + SENTENCE * 5,
        client_need=f"Asiakastarve {number}. " + SENTENCE * 3,
        answered=Answered(ANSWERS[number % 4], date(2027, 1, 9) if number % 4 == 1 else None),
        **more,
    )


KOOSTE = KoosteContent(
    id=UUID(int=7),
    unit={"fi": "Avoterveydenhuollon tulosalue", "sv": "Öppenvårdens resultatområde", "en": None},
    county={"fi": "Testilän hyvinvointialue", "sv": None, "en": None},
    number=3,
    state="shared",
    frozen_at=datetime(2026, 11, 12, 22, 30, tzinfo=UTC),
    content_hash="0123456789abcdef" * 4,
    current_state="\n\n".join([SENTENCE * 6] * 2),
    challenges=(SENTENCE * 2, "Laitteita on liian vähän.", SENTENCE),
    needs=("Tukea etävastaanottoihin.", SENTENCE),
    suggestions=tuple(map(suggested, range(6))),
)
"""Two parts; with figures, three pages."""


def kooste(**other: Any) -> KoosteContent:
    return replace(KOOSTE, **other)
