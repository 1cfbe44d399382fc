"""What `/search` tells about how it read a query."""

from tests.directory.town import Town


async def test_W4_a_place_that_leaves_nothing_is_told_as_dropped(read_town: Town) -> None:
    there = await read_town.get("/search", q="kirjasto Heinolassa")
    nowhere = await read_town.get("/search", q="kirjasto Tampereella")

    assert there["understood"]["place_dropped"] is False
    assert nowhere["items"]
    assert nowhere["understood"]["municipality"] == "837"
    assert nowhere["understood"]["place_dropped"] is True


async def test_words_of_time_and_of_language_are_told(read_town: Town) -> None:
    found = (await read_town.get("/search", q="kirjasto avoinna nyt på svenska"))["understood"]
    plain = (await read_town.get("/search", q="kirjasto"))["understood"]

    assert (found["ignored"], found["language"]) == (["avoinna", "nyt"], "sv")
    assert (plain["ignored"], plain["language"]) == ([], None)


async def test_who_asks_only_for_what_is_open_sees_how_the_doors_stand(read_town: Town) -> None:
    found = await read_town.get("/search", q="avoinna nyt")

    assert "open" in {one["openness"]["state"] for one in found["items"] if one["openness"]}
    assert {"point", "channel"} <= set(found["facets"]["type"])


async def test_W11_who_finds_only_something_to_read_is_told_whom_to_ask(read_town: Town) -> None:
    found = await read_town.get("/search", q="verkkopankki")
    asked = await read_town.get("/search", q="verkkopankki", type="topic")

    assert set(found["facets"]["type"]) <= {"topic", "material"}
    assert found["items"]
    assert read_town.names_of(found["default_channels"]) == ["phone"]
    assert asked["default_channels"] == found["topics"] == []
