"""`/search` over HTTP, on the town (directory.md 8)."""

from typing import Any

import pytest

from common.clock import standing_at
from directory.api.searching import Results
from tests.directory.town import Town, helsinki

VECTORS: list[tuple[str, str | None, str | None, set[str]]] = [
    ("digituki Lahdessa", "service:service_guidance", "398", {"harju", "satama", "kela"}),
    ("digitukipisteessä Hollolaan", "service:service_guidance", "098", {"centre", "salpa"}),
    ("Sysmässä avustettu valtuutus", "service:assisted_authorisation", "781", {"sysma"}),
    ("Orimattilasta", None, "560", {"orimattila"}),
    ("Padasjoella apua puhelimen käyttöön", "need:device_use", "576", {"padasjoki", "padas"}),
    ("puolesta-asiointi", "service:assisted_authorisation", None, {"harju", "sysma"}),
    ("suomi.fi-valtuudet", "service:assisted_authorisation", None, {"harju", "sysma"}),
    ("labratulokset", "topic:omakanta", None, {"guide"}),
    ("videovastaanotolle", "topic:remote_appointment", None, {"harju"}),
    ("kelan pisteet", "service:kela_point", None, {"kela"}),
    ("wifi tulostus", "service:device_network", None, {"satama", "salpa", "padasjoki"}),
    ("digtuki lahti", "service:service_guidance", "398", {"harju", "satama", "kela"}),
    ("kirjsto heinola", None, "111", {"heinola"}),
    ("sysma", None, "781", {"sysma"}),
    ("datorhjälp Lahtis", "service:service_guidance", "398", {"harju", "satama", "kela"}),
]


def known(town: Town, items: list[dict[str, Any]]) -> set[str]:
    """Names of the things among the first; topics and municipalities are none."""
    ids = {str(id_): name for name, id_ in town.ids.items()}
    return {ids[one["id"]] for one in items if one["id"] in ids}


@pytest.mark.parametrize(("q", "concept", "municipality", "first"), VECTORS)
async def test_search_vectors(
    read_town: Town, q: str, concept: str | None, municipality: str | None, first: set[str]
) -> None:
    found = await read_town.get("/search", q=q)

    assert found["understood"]["municipality"] == municipality
    assert concept is None or concept in found["understood"]["concepts"]
    assert known(read_town, found["items"][:3]) & first


async def test_W11_where_nothing_is_found_the_default_channel_helps(read_town: Town) -> None:
    for q in ('%&()" or 1=1', "xyzzyqwertz", "%%%"):
        found = await read_town.get("/search", q=q)

        assert found["items"] == []
        assert read_town.names_of(found["default_channels"]) == ["phone"]
        assert found["default_channels"][0]["openness"]["state"] == "open"
        assert "omakanta" in found["topics"]
    some = await read_town.get("/search", q="kirjasto")
    assert (some["topics"], some["default_channels"]) == ([], [])


async def test_W10_hits_say_why_with_facets_and_ranges(read_town: Town) -> None:
    found = await read_town.get("/search", q="kirjasto")

    hit = next(one for one in found["items"] if one["name"]["fi"] == "Sataman kirjasto")
    assert hit["matched"][0] == "name"
    assert {"field": "name.fi", "start": 8, "end": 16} in hit["highlights"]
    assert (hit["openness"]["state"], hit["contacts"][0]["value"]) == ("open", "03 123 456")
    assert found["facets"]["type"]["point"] == 3
    assert found["facets"]["municipality"] == {"398": 1, "111": 1, "142": 1}


FILTERS: list[tuple[dict[str, Any], set[str]]] = [
    ({"q": "kirjasto", "municipality": "398,111"}, {"satama", "heinola"}),
    ({"q": "kirjasto", "municipality": "Heinola"}, {"heinola"}),
    ({"q": "digituki", "type": "visit"}, {"today", "sysma", "padas"}),
    ({"q": "digituki", "type": "visit", "municipality": "781,576"}, {"sysma", "padas"}),
    ({"q": "kirjasto", "service": "interpreting,device_network"}, {"satama", "heinola"}),
    ({"q": "kirjasto", "service": "interpreting"}, {"heinola"}),
    ({"q": "tuki", "type": "channel,material"}, {"phone", "chat"}),
]  # fmt: skip


@pytest.mark.parametrize(("params", "expected"), FILTERS, ids=lambda one: str(one)[:70])
async def test_comma_means_or(read_town: Town, params: dict[str, Any], expected: set[str]) -> None:
    found = await read_town.get("/search", **params, limit=100)

    assert known(read_town, found["items"]) == expected
    assert sum(found["facets"]["type"].values()) == len(found["items"])


async def test_what_residents_do_not_see_is_not_found(read_town: Town) -> None:
    for q in ("Luonnos", "Tauolla", "Lopetettu", "Unohdettu", "Henkilöstön", "Ammattilaisten"):
        found = await read_town.get("/search", q=q, limit=100)
        hidden = {"draft", "suspended", "archived", "expired", "staff", "staff_line"}
        assert not hidden & known(read_town, found["items"])
    visits = await read_town.get("/search", q="Digiauto", type="visit")
    assert not {"cancelled", "planned", "announced"} & known(read_town, visits["items"])


async def test_a_visit_that_is_over_is_not_found(read_town: Town) -> None:
    with standing_at(helsinki(5, 6, 9)):
        found = await read_town.get("/search", q="digiauto", type="visit")
    assert known(read_town, found["items"]) == {"sysma", "padas"}


@pytest.mark.parametrize(
    ("params", "status"),
    [
        ({"q": "tuki 131052-308T"}, 422),
        ({"q": "tuki\u0007"}, 400),
        ({"q": "x" * 201}, 400),
        ({"q": ""}, 422),
        ({}, 422),
        ({"q": "tuki", "type": "person"}, 422),
        ({"q": "tuki", "service": "magic"}, 422),
        ({"q": "tuki", "municipality": "Atlantis"}, 422),
        ({"q": "tuki", "cursor": "x"}, 400),
    ],
)
async def test_what_cannot_be_searched_is_refused(
    read_town: Town, params: dict[str, Any], status: int
) -> None:
    answer = await read_town.client.get("/search", params=params)

    assert answer.status_code == status
    assert "131052" not in answer.text


@pytest.mark.parametrize("q", ["kirjasto", "digtuki lahti", 'x"y\\ö', "omakanta", "nyt auki"])
async def test_what_is_written_by_hand_is_what_the_shape_writes(read_town: Town, q: str) -> None:
    answer = await read_town.client.get("/search", params={"q": q, "limit": 100})

    told = Results.model_validate_json(answer.content)

    whole = told.model_dump_json(by_alias=True, exclude={"next"})
    assert answer.text == whole


async def test_the_door_of_a_hit_is_told_as_it_stands_though_it_was_asked_before(
    read_town: Town,
) -> None:
    async def state() -> list[str]:
        found = await read_town.get("/search", q="kirjasto satama", type="point")
        return [
            one["openness"]["state"]
            for one in found["items"]
            if one["name"]["fi"] == "Sataman kirjasto"
        ]

    opened = await state()
    with standing_at(helsinki(5, 5, 23)):
        at_night = await state()

    assert (opened, at_night, await state()) == (["open"], ["closed"], ["open"])
