"""The cells of one place that hold words of lists: services, roles, languages, booking. Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from directory.codes.codes import Code, List
from directory.imports.place_cells import Cells, link_of
from directory.imports.words import Understood, understood
from directory.points.contacts import is_contact
from directory.points.points import ACCESSIBILITY, PointKind, RecordState

KINDS: Mapping[str, PointKind] = {kind.value: kind for kind in PointKind} | {
    "hyvinvointialue": PointKind.COUNTY,
    "kunta": PointKind.MUNICIPALITY,
    "kaupunki": PointKind.MUNICIPALITY,
    "järjestö": PointKind.THIRD_SECTOR,
    "muu": PointKind.OTHER,
}
STATES: Mapping[str, RecordState] = {
    "luonnos": RecordState.DRAFT,
    "draft": RecordState.DRAFT,
    "julkaistu": RecordState.PUBLISHED,
    "published": RecordState.PUBLISHED,
}
LANGUAGES: Mapping[str, str] = {
    "suomi": "fi",
    "ruotsi": "sv",
    "englanti": "en",
    "venäjä": "ru",
    "viro": "et",
    "arabia": "ar",
    "somali": "so",
    "ukraina": "uk",
    "saame": "se",
    "suomalainen viittomakieli": "fse",
}
LANGUAGE = re.compile(r"[a-z]{2,3}")
KNOWN = ("yes", "no", "unknown")
YES_NO = {"kyllä": "yes", "ei": "no", "ei tiedossa": "unknown"}
BOOKING = {"ei": "none", "vapaaehtoinen": "optional", "pakollinen": "required"} | {
    word: word for word in ("none", "optional", "required")
}


@dataclass(frozen=True)
class Lists:
    """The code lists of the deployment: what a word of a file may be, casefolded."""

    words: Mapping[List, Mapping[str, str]]

    @classmethod
    def of(cls, codes: Iterable[Code]) -> "Lists":
        words: dict[List, dict[str, str]] = {kind: {} for kind in List}
        for one in codes:
            words[one.list][one.name["fi"].casefold()] = one.code
        for one in codes:
            words[one.list][one.code.casefold()] = one.code
        return cls(words)


def read_services(cells: Cells, lists: Lists) -> Understood | None:
    """What the words of the column `palvelut` become; None when the file has no such column."""
    if "services" not in cells:
        return None
    found = understood(cells.listed("services"), lists.words[List.SERVICE])
    for word in found.checked:
        cells.warn("services", "check", word)
    for service in found.services:
        service["levels"] = _coded(cells, "levels", lists.words[List.LEVEL])
        service["needs"] = _coded(cells, "needs", lists.words[List.NEED])
    return found


def read_booking(cells: Cells, services: list[dict[str, Any]], contacts: list[Any]) -> None:
    """Put the column `ajanvaraus` into every service; booking needs a link or a contact."""
    written = cells["booking"]
    if not written:
        return
    link = link_of(written) if "." in written else ""
    booking = "required" if link else BOOKING.get(written.casefold())
    by = next((one for kind in ("phone", "email") for one in contacts if one["kind"] == kind), None)
    page = next((one["value"] for one in contacts if one["kind"] == "web"), None)
    bad_link = link and not is_contact("web", link)
    nowhere = booking not in (None, "none") and not (link or by or page)
    if booking is None or bad_link or nowhere:
        cells.wrong("booking", "bad-booking", written)
        return
    for service in services:
        service["booking"] = booking
        if booking != "none":
            service["booking_url"] = link or (None if by else page)
            service["booking_contact"] = None if link else by


def read_accessibility(cells: Cells, words: Understood | None) -> dict[str, Any]:
    """`accessibility`: pairs such as `wheelchair=yes`, and what the words of services say."""
    if words is None and "accessibility" not in cells:
        return {}
    found = dict.fromkeys(ACCESSIBILITY, "unknown")
    found |= dict.fromkeys(words.accessibility if words else (), "yes")
    for pair in cells.listed("accessibility"):
        name, _, said = (part.strip().casefold() for part in pair.partition("="))
        said = YES_NO.get(said, said)
        if name not in ACCESSIBILITY or said not in KNOWN:
            cells.wrong("accessibility", "unknown-code", pair)
            continue
        found[name] = said
    return {"accessibility": found}


def read_lists(cells: Cells, lists: Lists) -> dict[str, Any]:
    """`roles`, `target_groups`, `languages_spoken`, `kind`: those that the file has."""
    found: dict[str, Any] = {}
    if cells["roles"]:
        found["roles"] = _coded(cells, "roles", lists.words[List.ROLE])
    if cells["target_groups"]:
        found["target_groups"] = _coded(cells, "target_groups", lists.words[List.TARGET_GROUP])
    if cells["languages"]:
        named = {one.casefold(): one for one in cells.listed("languages")}
        codes = [LANGUAGES.get(word, word) for word in named]
        for word, code in zip(named.values(), codes, strict=True):
            if not LANGUAGE.fullmatch(code):
                cells.wrong("languages", "unknown-code", word)
        found["languages_spoken"] = list(dict.fromkeys(codes))
    if cells["kind"]:
        kind = KINDS.get(cells["kind"].casefold())
        if kind is None:
            cells.wrong("kind", "unknown-code", cells["kind"])
        found["kind"] = kind
    return found


def read_state(cells: Cells) -> RecordState | None:
    """What the column `tila` wishes for; None when it says nothing."""
    written = cells["state"]
    state = STATES.get(written.casefold())
    if written and state is None:
        cells.wrong("state", "unknown-code", written)
    return state


def _coded(cells: Cells, column: str, codes: Mapping[str, str]) -> list[str]:
    found = []
    for word in cells.listed(column):
        code = codes.get(word.casefold())
        if code is None:
            cells.wrong(column, "unknown-code", word)
        else:
            found.append(code)
    return found
