"""Ranking, filters, corrections, facets, highlights."""

from collections.abc import Iterable
from dataclasses import replace

import pytest

from directory.search import dictionary, places, words
from directory.search.dictionary import Concept
from directory.search.documents import Document
from directory.search.index import Index
from tests.directory.search.county import DEVICE, DOCUMENTS, GUIDANCE, document, ids, index


def made(several: Iterable[Document]) -> Index:
    return Index(several, dictionary.DEFAULT, places.DEFAULT, words.fallback(dictionary.DEFAULT))


def order(index: Index, q: str) -> list[str]:
    return [hit.document.id for hit in index.search(q).hits]


def test_W9_places_of_a_match_weigh_as_the_table_says() -> None:
    several = made(
        [
            document("material", "description", "A", None, description="Iltalukio auki"),
            document("material", "summary", "B", None, summary="Iltalukio auki"),
            document("material", "inside", "Vanha iltalukio", None),
            document("material", "begins", "Iltalukio auki", None),
            document("material", "whole", "Iltalukio", None),
            document("material", "part", "Helsingin aikuisiltalukio", None),
        ]
    )

    hits = {hit.document.id: hit.score for hit in several.search("iltalukio").hits}

    assert hits == {
        "whole": 140,
        "begins": 100,
        "inside": 40,
        "part": 20,
        "summary": 15,
        "description": 8,
    }


def test_W9_a_concept_weighs_more_than_a_word_in_a_name() -> None:
    several = made(
        [
            document("material", "named", "Kuinka wifi toimii", None),
            document("point", "has", "Talo", "398", DEVICE),
        ]
    )

    hits = several.search("wifi").hits

    assert [(hit.document.id, hit.score, hit.matched) for hit in hits] == [
        ("has", 50, ("concept:device_network",)),
        ("named", 40, ("name",)),
    ]


def test_W9_without_dots_a_word_weighs_less() -> None:
    several = made([document("point", "1", "Vanha hämärätalo", None)])

    assert several.search("hämärätalo").hits[0].score == 40
    assert several.search("hamaratalo").hits[0].score == pytest.approx(28)


def test_W9_equals_stand_by_trust_then_time_then_name_then_id() -> None:
    same = [
        document("visit", "5", "Kerho b", None, starts=2),
        document("visit", "4", "Kerho a", None, starts=2),
        document("visit", "3", "Kerho a", None, starts=2),
        document("visit", "2", "Kerho z", None, starts=1),
        document("visit", "1", "Kerho z", None, trust=5, starts=9),
    ]

    assert order(made(same), "kerhossa") == ["1", "2", "3", "4", "5"]


def test_W6_the_whole_stands_before_a_part() -> None:
    several = made(
        [
            document("point", "part", "Digitukipiste", None),
            document("point", "whole", "Uusi piste", None),
        ]
    )

    assert order(several, "piste") == ["whole", "part"]


def test_W5_an_unknown_word_is_found_in_other_forms_and_inside_compounds() -> None:
    several = made(
        [
            document("point", "1", "Uimahallin kahvio", None),
            document("point", "2", "Kaupungin uimahallit", None),
            document("point", "3", "Kylpylä ja uimahallikahvila", None),
            document("point", "4", "Maauimahalleissa", None),
            document("point", "5", "Uimaranta", None),
        ]
    )

    assert sorted(order(several, "uimahalli")) == ["1", "2", "3", "4"]
    assert sorted(order(several, "uimahalleihin")) == ["1", "2", "3", "4"]


def test_W6_a_compound_that_no_text_holds_is_found_by_its_parts() -> None:
    several = made(
        [
            document("point", "1", "Vanha kirjasto", None),
            document("material", "2", "Talo", None, description="Iltaisin kursseja."),
        ]
    )

    assert order(several, "kirjastokurssi") == ["1", "2"]


def test_swedish_and_english_texts_are_found_in_other_forms() -> None:
    several = made(
        [
            Document("material", "sv", {"fi": "A", "sv": "Öppna mottagningar"}),
            Document("material", "en", {"fi": "B", "en": "Opening appointments"}),
        ]
    )

    assert order(several, "mottagningen") == ["sv"]
    assert order(several, "appointment") == ["en"]


def test_W4_a_place_filters() -> None:
    hits = index().search("kirjasto Heinola").hits

    assert {hit.document.municipality for hit in hits} == {"111"}
    assert "municipality" in hits[0].matched


def test_W4_a_place_that_leaves_nothing_is_dropped_and_still_told() -> None:
    found = index().search("kelan pisteet Padasjoella")

    assert found.place_dropped
    assert found.understood.municipality == "576"
    assert found.hits[0].document.id == "p04"


def test_W4_general_help_of_the_place_stands_before_what_is_elsewhere() -> None:
    found = index().search("hjälp med bankkoder i Sysmä")

    assert found.place_dropped
    assert [hit.document.id for hit in found.hits] == ["p10", "v02", "v01", "t02"]
    assert found.hits[0].matched == ("concept:service_guidance", "municipality")
    assert list(index().points("verkkopankki apua Heinolassa", "point")) == ["p08"]


def test_W4_general_help_is_no_answer_to_who_asks_for_another_service() -> None:
    assert ids("kelan pisteet Padasjoella")[0] == "p04"


def test_general_help_obeys_the_filters_of_the_caller() -> None:
    assert ids("bankkoder i Sysmä", kinds={"visit"}) == ["v02", "v01"]
    assert ids("bankkoder i Sysmä", kinds={"topic"}) == ["t02"]
    assert ids("bankkoder i Sysmä", municipalities={"398"}) == []


def test_what_is_for_professionals_alone_is_found_by_those_who_ask_for_it() -> None:
    paja = Document("material", "1", {"fi": "Paja"}, audiences=frozenset({"professional"}))
    both = replace(paja, id="2", audiences=frozenset({"professional", "resident"}))
    all_ = replace(paja, id="3", audiences=frozenset())
    several = made([paja, both, all_])

    found = {
        audience: [hit.document.id for hit in several.search("paja", audience=audience).hits]
        for audience in ("resident", "professional", "")
    }

    assert found == {"resident": ["2", "3"], "professional": ["1", "2", "3"], "": ["1", "2", "3"]}


def test_W4_a_place_alone_finds_all_there_and_searches_names() -> None:
    found = index().search("Sysmässä")

    assert not found.place_dropped
    assert {"p10", "p11", "v01", "v02", "781"} == {hit.document.id for hit in found.hits}
    assert found.hits[0].matched[:1] == ("name",)


def test_W4_nokia_alone_searches_names_without_filtering() -> None:
    found = index().search("Nokia")

    assert found.understood.municipality is None
    assert {hit.document.id for hit in found.hits} == {"p20", "536"}


def test_filters_of_the_caller_hold_always() -> None:
    assert ids("digituki", kinds={"visit"}) == ["v02", "v03", "v04", "v01"]
    assert set(ids("kirjasto", municipalities={"098"})) == {"p07"}
    assert set(ids("kirjasto", municipalities={"098", "536"})) == {"p07", "p20"}
    assert "p03" not in ids("kirjasto", services={"service_guidance"})
    assert set(ids("digituki", services={"kela_point", "sensitive_space"})) <= {"p02", "p04", "p05"}


def test_W10_facets_count_the_hits_only() -> None:
    found = index().search("digituki", kinds={"point", "topic"})

    assert found.facets["type"]["point"] == sum(hit.document.kind == "point" for hit in found.hits)
    assert "visit" not in found.facets["type"]
    assert found.facets["service"]["service_guidance"] == sum(
        GUIDANCE in hit.document.concepts for hit in found.hits
    )
    assert found.facets["municipality"]["398"] == 2


def test_W10_highlights_are_ranges_in_the_text_as_given() -> None:
    hit = next(hit for hit in index().search("kirjasto").hits if hit.document.id == "p07")
    texts = {
        "name.fi": hit.document.names["fi"] or "",
        "description.fi": hit.document.description["fi"] or "",
    }

    marked = {
        field: [texts[field][start:end] for start, end in ranges]
        for field, ranges in hit.highlights.items()
    }

    assert marked == {"name.fi": ["kirjasto"], "description.fi": ["Kirjasto"]}


def test_W10_every_hit_says_why() -> None:
    for q in ("digituki Lahdessa", "kirjsto", "wifi", "Orimattila", "salasana"):
        assert all(hit.matched for hit in index().search(q).hits)


def test_W8_a_word_with_hits_is_not_corrected() -> None:
    assert index().search("kerhohuone").understood.corrected == ()


def test_W8_a_rare_word_keeps_its_own_hits_before_those_of_its_neighbour() -> None:
    several = made(
        [
            document("point", "own", "Talo", None, description="Karavan"),
            *(document("point", f"near{n}", "Talo", None, description="Haravan") for n in range(3)),
        ]
    )

    found = several.search("karavan")

    assert found.understood.corrected == (("karavan", "haravan"),)
    assert [(hit.document.id, hit.score) for hit in found.hits][:2] == [("own", 8), ("near0", 4)]
    assert "corrected" not in found.hits[0].matched
    assert "corrected" in found.hits[1].matched


def test_W8_among_equally_near_words_the_most_used_is_taken() -> None:
    several = made(
        [
            document("point", "1", "Talo", None, description="Pallokenttä"),
            document("point", "2", "Talo", None, description="Mallokenttä"),
            document("point", "3", "Talo", None, description="Pallokenttä"),
        ]
    )

    assert several.search("kallokenttä").understood.corrected == (("kallokenttä", "pallokenttä"),)


def test_W8_three_wrong_letters_are_another_word() -> None:
    several = made([document("point", "1", "Talo", None, description="Koulutuspalvelut")])

    assert several.search("kuljetuspalvelua").understood.corrected == ()


def test_W11_nothing_found_gives_the_nearest_words() -> None:
    found = index().search("keholuune")

    assert found.hits == ()
    assert found.suggestions == ("kerhohuone",)


def test_an_index_without_documents_finds_nothing() -> None:
    found = made([]).search("digituki Lahdessa")

    assert found.hits == ()
    assert found.understood.municipality == "398"


def test_a_concept_of_the_document_needs_no_word_in_its_texts() -> None:
    found = made([document("point", "1", "Talo", None, Concept("topic", "omakanta"))])

    assert order(found, "labratulokset") == ["1"]


def test_the_index_is_the_same_for_documents_in_any_order() -> None:
    turned = made(tuple(reversed(DOCUMENTS)))

    for q in ("digituki", "kirjasto", "Sysmä", "kirjsto"):
        assert order(turned, q) == order(index(), q)


def test_the_points_of_a_kind_are_those_of_its_hits() -> None:
    for q in ("kirjasto", "digituki Lahdessa", "kirjsto", "lahti", "puhelin", "ei mitään"):
        hits = index().search(q).hits

        points = index().points(q, "point")

        assert points == {
            hit.document.id: hit.score for hit in hits if hit.document.kind == "point"
        }


VILLAGES = [
    document("point", "trio", "Palvelutori Lahden Trio", "398", GUIDANCE, description="Digituki"),
    document("point", "nastola", "Nastolan asiointipiste", "398", GUIDANCE),
    document("point", "library", "Kirjasto Kynnys", "398", trust=5),
    document("point", "laune", "Launeen asiointipiste", "398", trust=1),
    document("point", "iitti", "Iitin kirjasto", "142", trust=5),
]


def test_W4_a_village_stands_before_the_rest_of_its_municipality() -> None:
    several = made(VILLAGES)

    assert order(several, "nastola digituki")[:2] == ["nastola", "trio"]
    assert order(several, "Nastolassa")[0] == "nastola"
    assert set(order(several, "Nastolassa")) == {"trio", "nastola", "library", "laune"}


def test_W9_a_text_that_names_the_village_stands_before_its_equals() -> None:
    several = made(VILLAGES)

    assert order(several, "launeen kirjasto") == ["laune", "library"]


def test_W4_a_village_that_no_text_names_stands_for_its_municipality() -> None:
    several = made([*VILLAGES, document("point", "lahti", "Lahden talo", "398", trust=0)])

    scores = {hit.document.id: hit.score for hit in several.search("Mukkulassa").hits}
    assert scores == {"trio": 70, "lahti": 70, "nastola": 70, "laune": 70, "library": 30}
