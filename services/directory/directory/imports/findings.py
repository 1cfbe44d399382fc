"""What can be said of a row of a file: an error refuses it, a warning is told beside it. Pure."""

from functools import partial
from typing import Any, NamedTuple

from common.errors import Said
from common.text import has_identity_code

LONGEST_VALUE = 120
"""Characters of a cell that are kept beside its error."""

SENTENCES: dict[str, Said] = {
    "required": Said("Tieto puuttuu.", "Uppgiften saknas.", "It is required."),
    "too-long": Said("Teksti on liian pitkä.", "Texten är för lång.", "The text is too long."),
    "duplicate-id": Said(
        "Sama tunniste on tiedostossa jo aiemmin.",
        "Samma beteckning finns redan tidigare i filen.",
        "The same id stands earlier in the file.",
    ),
    "too-many-cells": Said(
        "Rivillä on enemmän soluja kuin otsikoita.",
        "Raden har fler celler än rubriker.",
        "The row has more cells than the header.",
    ),
    "control-character": Said(
        "Solussa on ohjausmerkki.",
        "Cellen har ett styrtecken.",
        "The cell holds a control character.",
    ),
    "identity-code-in-text": Said(
        "Solussa on henkilötunnus. Poista se.",
        "Cellen innehåller en personbeteckning. Ta bort den.",
        "The cell holds a personal identity code. Take it out.",
    ),
    "unknown-municipality": Said(
        "Kuntaa ei tunneta.", "Kommunen är okänd.", "The municipality is not known."
    ),
    "municipality-conflict": Said(
        "Kunnan koodi ja nimi eivät vastaa toisiaan.",
        "Kommunens kod och namn stämmer inte överens.",
        "The municipality's code and name disagree.",
    ),
    "outside-county": Said(
        "Kunta ei kuulu tähän hyvinvointialueeseen.",
        "Kommunen hör inte till detta välfärdsområde.",
        "The municipality is not in this county.",
    ),
    "bad-postal-code": Said(
        "Postinumerossa on oltava viisi numeroa; muotoile sarake tekstiksi.",
        "Ett postnummer ska ha fem siffror; formatera kolumnen som text.",
        "A postal code must have five digits; give the column the format text.",
    ),
    "bad-number": Said("Luku ei kelpaa.", "Talet är inte giltigt.", "The number is not valid."),
    "swapped-coordinates": Said(
        "Pohjois- ja itäkoordinaatti ovat vaihtuneet.",
        "Nord- och östkoordinaterna är omkastade.",
        "North and east are swapped.",
    ),
    "outside-finland": Said(
        "Sijainti ei ole Suomessa: leveysaste on 59,5–70,2 ja pituusaste 19,0–31,7.",
        "Platsen ligger inte i Finland: latituden är 59,5–70,2 och longituden 19,0–31,7.",
        "The location is not in Finland: latitude is 59.5–70.2 and longitude 19.0–31.7.",
    ),
    "bad-contact": Said(
        "Yhteystieto ei kelpaa, eikä sitä oteta.",
        "Kontaktuppgiften är inte giltig och tas inte med.",
        "The contact is not valid and is not taken.",
    ),
    "number-cell": Said(
        "Solu on luku ja alkunollat ovat voineet kadota; muotoile sarake tekstiksi.",
        "Cellen är ett tal och inledande nollor kan ha försvunnit; formatera kolumnen som text.",
        "The cell is a number, so leading zeros may be lost; give the column the format text.",
    ),
    "date-cell": Said(
        "Taulukkolaskenta on muuttanut solun päivämääräksi; muotoile sarake tekstiksi.",
        "Kalkylprogrammet har gjort cellen till ett datum; formatera kolumnen som text.",
        "The spreadsheet program made a date of the cell; give the column the format text.",
    ),
    "unknown-code": Said(
        "Sanaa ei ole luettelossa.", "Ordet finns inte i listan.", "The word is not in the list."
    ),
    "bad-date": Said(
        "Päivämäärä on kirjoitettava 2026-05-01 tai 1.5.2026.",
        "Datum ska skrivas 2026-05-01 eller 1.5.2026.",
        "A date must be written 2026-05-01 or 1.5.2026.",
    ),
    "date-in-future": Said(
        "Päivä on tulevaisuudessa.", "Dagen ligger i framtiden.", "The date is in the future."
    ),
    "bad-business-id": Said(
        "Y-tunnus ei kelpaa.", "FO-numret är inte giltigt.", "The business id is not valid."
    ),
    "unknown-organisation": Said(
        "Y-tunnuksella ei ole organisaatiota.",
        "Det finns ingen organisation med FO-numret.",
        "There is no organisation with this business id.",
    ),
    "bad-booking": Said(
        "Ajanvarauksen on oltava ei, vapaaehtoinen, pakollinen tai linkki; varaukseen tarvitaan "
        "yhteystieto.",
        "Tidsbokning ska vara nej, frivillig, obligatorisk eller en länk; bokning kräver en "
        "kontakt.",
        "Booking must be none, optional, required or a link; booking needs a contact.",
    ),
    "finnish-missing": Said(
        "Suomenkielinen teksti puuttuu, joten muita kieliä ei oteta.",
        "Den finska texten saknas, därför tas de andra språken inte med.",
        "The Finnish text is missing, so the other languages are not taken.",
    ),
    "no-service": Said(
        "Rivillä ei ole yhtään digituen palvelua: piste jää luonnokseksi.",
        "Raden har ingen digital stödtjänst: punkten förblir ett utkast.",
        "The row has no service of digital support: the point stays a draft.",
    ),
    "not-publishable": Said(
        "Tietoja puuttuu ennen julkaisua: piste jää luonnokseksi.",
        "Något saknas före publicering: punkten förblir ett utkast.",
        "Something is missing before publishing: the point stays a draft.",
    ),
    "hours-unclear": Said(
        "Aukioloaikoja ei voitu lukea varmasti: ihmisen on tarkistettava ne.",
        "Öppettiderna kunde inte läsas säkert: en människa måste kontrollera dem.",
        "The opening hours could not be read for certain: a person has to check them.",
    ),
    "check": Said(
        "Sana ei kerro kaikkea: tarkista tieto kohteesta.",
        "Ordet säger inte allt: kontrollera uppgiften på platsen.",
        "The word does not tell everything: check it with the place.",
    ),
    "archived": Said(
        "Piste on poistettu käytöstä.", "Punkten har tagits ur bruk.", "The point is archived."
    ),
    "unknown-place": Said(
        "Lähteellä ei ole pistettä, jolla on tämä tunniste.",
        "Källan har ingen punkt med denna beteckning.",
        "The source has no point with this id.",
    ),
    "unknown-word": Said(
        "Sanan on oltava auki, omatoimi, kiinni, ei tiedossa tai Temporarily closed.",
        "Ordet ska vara auki, omatoimi, kiinni, ei tiedossa eller Temporarily closed.",
        "The word must be auki, omatoimi, kiinni, ei tiedossa or Temporarily closed.",
    ),
    "bad-time": Said(
        "Kellonaika on kirjoitettava TT:MM.",
        "Klockslag ska skrivas TT:MM.",
        "A time must be written HH:MM.",
    ),
    "times-missing": Said(
        "Alkamis- ja päättymisaika puuttuu.",
        "Start- och sluttiden saknas.",
        "The times of beginning and end are missing.",
    ),
    "zero-length-span": Said(
        "Aika alkaa ja päättyy samaan aikaan.",
        "Tiden börjar och slutar samtidigt.",
        "The span starts and ends at the same time.",
    ),
    "reversed-span": Said(
        "Aika päättyy ennen kuin se alkaa; anna yö kahtena rivinä.",
        "Tiden slutar innan den börjar; ange natten på två rader.",
        "The span ends before it starts; give a night in two rows.",
    ),
}


class Finding(NamedTuple):
    """One thing that is said of a row: its field as the file calls it, a stable code, the cell."""

    field: str
    code: str
    value: str | None = None
    is_error: bool = True

    def told(self) -> dict[str, Any]:
        """As it is kept and shown; a cell that may name a person's code is left out."""
        said = SENTENCES[self.code]
        shown = None if self.value is None else self.value[:LONGEST_VALUE]
        return {
            "field": self.field,
            "code": self.code,
            "value": None if shown is None or has_identity_code(self.value or "") else shown,
            "text": said._asdict(),
            "severity": "error" if self.is_error else "warning",
        }


def warning(field: str, code: str, value: str | None = None) -> Finding:
    return Finding(field, code, value, is_error=False)


UNREADABLE: dict[str, Said] = {
    "not-a-table": Said(
        "Tiedosto ei ole CSV-taulukko, jonka ensimmäisellä rivillä on otsikot.",
        "Filen är inte en CSV-tabell med rubriker på första raden.",
        "The file is not a CSV table with a header in its first row.",
    ),
    "no-header": Said(
        "Otsikkoriviltä puuttuu sarake: {names}.",
        "Rubrikraden saknar en kolumn: {names}.",
        "The header lacks a column: {names}.",
    ),
    "hours-file": Said(
        "Tiedosto on aukioloaikojen tiedosto, ei paikkojen: tuo se aukioloaikoina "
        "(import hours, muoto hours_csv).",
        "Filen är en fil med öppettider, inte med platser: importera den som öppettider "
        "(import hours, formatet hours_csv).",
        "This is a file of opening hours, not of places: import it as hours "
        "(import hours, format hours_csv).",
    ),
    "packed-places": Said(
        "Tiedosto on pakattu (gzip). Vain aukioloaikojen tiedosto saa olla pakattu: pura se ensin.",
        "Filen är packad (gzip). Bara en fil med öppettider får vara packad: packa upp den först.",
        "The file is packed (gzip). Only a file of opening hours may be packed: unpack it first.",
    ),
    "not-a-spreadsheet": Said(
        "Tiedosto ei ole XLSX-taulukko.",
        "Filen är inte en XLSX-tabell.",
        "The file is not an XLSX spreadsheet.",
    ),
    "not-gzip": Said(
        "Pakattu tiedosto on rikki.", "Den packade filen är skadad.", "The packed file is broken."
    ),
    "too-large": Said(
        "Tiedosto on liian suuri: enintään {most}.",
        "Filen är för stor: högst {most}.",
        "The file is too large: at most {most}.",
    ),
    "too-many-rows": Said(
        "Tiedostossa on liikaa rivejä: enintään {most}.",
        "Filen har för många rader: högst {most}.",
        "The file has too many rows: at most {most}.",
    ),
    "no-rows": Said("Tiedostossa ei ole rivejä.", "Filen har inga rader.", "The file has no rows."),
}


class UnreadableFile(ValueError):  # noqa: N818  a refusal is named by the fact
    """The file as a whole cannot be taken: `code` is a key of UNREADABLE, `said` tells why."""

    def __init__(self, code: str, **words: str) -> None:
        self.words = words
        self.code, self.said = code, Said(*(text.format(**words) for text in UNREADABLE[code]))
        super().__init__(self.said.en)

    def __reduce__(self) -> tuple[Any, ...]:
        return partial(UnreadableFile, self.code, **self.words), ()
