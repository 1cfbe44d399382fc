"""What a file has done, or would do when it is applied, in sentences that people read."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from common.clock import helsinki_day
from common.errors import Said
from directory.imports.batches import Import, ImportState
from directory.imports.results import IDENTITY_CODE, share_of_errors
from directory.imports.running import MOST_ERRORS


class Told(NamedTuple):
    """One sentence of what is not done yet, and of what is."""

    would: Said
    did: Said


FIRST = {
    ImportState.CHECKED: Said(
        "Koeajo: mitään ei ole vielä muutettu.",
        "Provkörning: inget har ändrats ännu.",
        "Dry run: nothing has been changed yet.",
    ),
    ImportState.APPLIED: Said(
        "Tiedosto on tuotu.", "Filen har importerats.", "The file has been imported."
    ),
    ImportState.REFUSED: Said(
        "Mitään ei ole tuotu.", "Inget har importerats.", "Nothing has been imported."
    ),
}
TOO_MANY_ERRORS = Said(
    "Yli 20 prosentissa riveistä on virheitä: tiedosto tuodaan vain, kun se pakotetaan (force).",
    "Mer än 20 procent av raderna har fel: filen importeras bara när det tvingas (force).",
    "More than 20 % of the rows have errors: the file is applied only when that is forced.",
)
IDENTITY_CODE_INSIDE = Said(
    "Tiedostossa on henkilötunnus, joten tiedostoa ei ole säilytetty: poista tunnus ja lähetä "
    "tiedosto uudelleen.",
    "Filen innehåller en personbeteckning och har inte sparats: ta bort den och skicka filen på "
    "nytt.",
    "The file holds a personal identity code and has not been kept: take the code out and send "
    "the file again.",
)
ROWS = Said(
    "Rivejä {read}: kelvollisia {accepted}, ohitettavia {skipped}, virheellisiä {error}.",
    "Rader {read}: giltiga {accepted}, förbigångna {skipped}, felaktiga {error}.",
    "Rows {read}: good {accepted}, passed over {skipped}, with errors {error}.",
)
POINTS = Told(
    Said(
        "Pisteet: loisi {created}, muuttaisi {updated}, jättäisi ennalleen {unchanged}; "
        "julkaisisi {published}, piilottaisi {suspended}.",
        "Punkter: skulle skapa {created}, ändra {updated}, lämna oförändrade {unchanged}; "
        "publicera {published}, dölja {suspended}.",
        "Points: would create {created}, update {updated}, leave unchanged {unchanged}; "
        "would publish {published}, suspend {suspended}.",
    ),
    Said(
        "Pisteet: luotiin {created}, muutettiin {updated}, jätettiin ennalleen {unchanged}; "
        "julkaistiin {published}, piilotettiin {suspended}.",
        "Punkter: skapade {created}, ändrade {updated}, lämnade oförändrade {unchanged}; "
        "publicerade {published}, dolde {suspended}.",
        "Points: created {created}, updated {updated}, left unchanged {unchanged}; "
        "published {published}, suspended {suspended}.",
    ),
)
DRAFTS = Told(
    Said(
        "Tiedoston pisteistä jäisi luonnoksiksi {drafts}: asukkaat eivät näkisi niitä.",
        "Av filens punkter skulle {drafts} bli utkast, som invånarna inte ser.",
        "Of the points in the file {drafts} would be drafts, which residents do not see.",
    ),
    Said(
        "Tiedoston pisteistä on luonnoksina {drafts}: asukkaat eivät näe niitä.",
        "Av filens punkter är {drafts} utkast, som invånarna inte ser.",
        "Of the points in the file {drafts} are drafts, which residents do not see.",
    ),
)
LEFT_OUT = Said(
    "Lähteen aiempia pisteitä, joita tiedostossa ei ole: {left_source}. Ne säilyvät; piste, "
    "joka puuttuu kahdesta tiedostosta peräkkäin, piilotetaan.",
    "Källans tidigare punkter som filen inte nämner: {left_source}. De finns kvar; en punkt "
    "som saknas i två filer i rad döljs.",
    "Earlier points of this source that the file does not name: {left_source}. They are kept; "
    "one that two files in a row do not name is suspended.",
)
NEW_HOURS = Told(
    Said(
        "Pisteet: uudet aukioloajat saisi {updated}, ennallaan pysyisi {unchanged}.",
        "Punkter: nya öppettider skulle ges {updated}, oförändrade skulle {unchanged} förbli.",
        "Points: {updated} would get new hours, {unchanged} would stay as they are.",
    ),
    Said(
        "Pisteet: uudet aukioloajat sai {updated}, ennallaan pysyi {unchanged}.",
        "Punkter: nya öppettider fick {updated}, oförändrade förblev {unchanged}.",
        "Points: {updated} got new hours, {unchanged} stayed as they were.",
    ),
)
DAYS = Said(
    "Päivät {first}–{last} kussakin paikassa: aukioloaikoja {with_spans}, suljettuja {closed}, "
    "tuntemattomiksi ilmoitettuja {unknown}, ilman riviä eli tuntemattomia {without_rows}.",
    "Dagarna {first}–{last} på varje plats: med tider {with_spans}, stängda {closed}, "
    "angivna som okända {unknown}, utan rad och alltså okända {without_rows}.",
    "Days {first} to {last} at each place: with times {with_spans}, closed {closed}, "
    "said to be unknown {unknown}, without a row and so unknown {without_rows}.",
)
NEW_DAYS = Told(
    Said(
        "Päivät: lisäisi {created}, muuttaisi {updated}, jättäisi ennalleen {unchanged}.",
        "Dagar: skulle lägga till {created}, ändra {updated}, lämna oförändrade {unchanged}.",
        "Days: would add {created}, change {updated}, leave unchanged {unchanged}.",
    ),
    Said(
        "Päivät: lisättiin {created}, muutettiin {updated}, jätettiin ennalleen {unchanged}.",
        "Dagar: lade till {created}, ändrade {updated}, lämnade oförändrade {unchanged}.",
        "Days: added {created}, changed {updated}, left unchanged {unchanged}.",
    ),
)
ALL_PAST = Said(
    "Huomaa: tiedoston kaikki päivät ovat menneitä (viimeinen on {last}). Se ei kerro mitään "
    "tästä päivästä eteenpäin.",
    "Obs: alla dagar i filen har passerat (den sista är {last}). Den säger inget om i dag eller "
    "senare.",
    "Note: every day in the file is past (the last is {last}). It says nothing of today or later.",
)
UNKNOWN_COLUMNS = Said(
    "Tuntemattomia sarakkeita, joita ei lueta: {many}.",
    "Okända kolumner, som inte läses: {many}.",
    "Columns that are not known and not read: {many}.",
)
IGNORED_WORDS = Said(
    "Palvelujen sarakkeessa sanoja, jotka eivät ole digituen palveluja ja jätetään pois: "
    "{in_all} (erilaisia {different}).",
    "Ord i kolumnen för tjänster som inte är digitalt stöd och utelämnas: {in_all} "
    "(olika {different}).",
    "Words in the column of services that are no service of digital support and are left out: "
    "{in_all} ({different} different).",
)


def summary_of(row: Import, *, is_dry: bool = False) -> list[Said]:
    """Sentences in the order of weight; what is not applied is told as what would be.

    `is_dry`: it is a dry run for certain, also when its file was refused.
    """
    return list(_sentences(row, is_dry=is_dry))


def _sentences(row: Import, *, is_dry: bool) -> Iterator[Said]:
    counts, is_done = row.counts, row.state is ImportState.APPLIED
    yield FIRST[ImportState.CHECKED if is_dry else row.state]
    if not is_done and share_of_errors(counts) > MOST_ERRORS:
        yield TOO_MANY_ERRORS
    if row.state is ImportState.REFUSED and IDENTITY_CODE in counts["codes"]:
        yield IDENTITY_CODE_INSIDE
    yield _filled(ROWS, counts["rows"])
    if counts["days"] is None:
        yield from _of_points(counts["points"], is_done=is_done)
    else:
        made_on = helsinki_day(row.applied_at or row.created_at)
        yield from _of_days(counts, made_on, is_done=is_done)
    if unknown := counts["unknown_columns"]:
        yield _filled(UNKNOWN_COLUMNS, {"many": len(unknown)})
    if counts["ignored_words"]["different"]:
        yield _filled(IGNORED_WORDS, counts["ignored_words"])


def _of_points(points: Mapping[str, int], *, is_done: bool) -> Iterator[Said]:
    yield _filled(POINTS[is_done], points)
    if points["drafts"]:
        yield _filled(DRAFTS[is_done], points)
    if points["left_source"]:
        yield _filled(LEFT_OUT, points)


def _of_days(counts: Mapping[str, Any], made_on: date, *, is_done: bool) -> Iterator[Said]:
    days = counts["days"]
    yield _filled(NEW_HOURS[is_done], counts["points"])
    yield _filled(DAYS, days)
    yield _filled(NEW_DAYS[is_done], days)
    if date.fromisoformat(days["last"]) < made_on:
        yield _filled(ALL_PAST, days)


def _filled(said: Said, values: Mapping[str, Any]) -> Said:
    """The sentence with its numbers; dates are written as each language does."""
    fi, sv, en = said
    written = {name: _written(value) for name, value in values.items()}
    return Said(fi.format(**written), sv.format(**written), en.format(**values))


def _written(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    day = date.fromisoformat(value)
    return f"{day.day}.{day.month}.{day.year}"
