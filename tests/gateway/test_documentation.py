"""The documentation of the shipped contract: what it lists, in which words, and for whom."""

import json
import re
from functools import cache
from html import unescape
from html.parser import HTMLParser
from importlib.resources import files

import pytest

from gateway.contract import references, shipped
from gateway.fields import shape_of
from gateway.pages import Pages
from gateway.wording import PARTS, part_of

CONTRACT = json.loads(shipped())
SCHEMAS = CONTRACT["components"]["schemas"]
OPERATIONS = [
    (method.upper(), path, operation)
    for path, operations in CONTRACT["paths"].items()
    for method, operation in operations.items()
]
BASE = "https://digisilta.example"


@cache
def documentation(language: str = "en", part: str = "/docs") -> str:
    page = Pages(CONTRACT, BASE).find(part, f"language={language}".encode(), None)
    assert page is not None
    return page.body.decode()


def contents(language: str = "en") -> str:
    """Of all parts, in their order."""
    pages = (documentation(language, part) for part in PARTS)
    return "".join(
        page.partition('<nav aria-labelledby="contents"')[2].partition("</nav>")[0]
        for page in pages
    )


def operation(name: str, language: str = "en") -> str:
    one = next(one for _, _, one in OPERATIONS if one["operationId"] == name)
    page = documentation(language, part_of(one))
    return page.partition(f'<article aria-labelledby="{name}">')[2].partition("</article>")[0]


class Words(HTMLParser):
    """The texts of a page, each with the language it is marked with."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = []
        self.found: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("meta", "link", "br"):
            before = self.open[-1][1] if self.open else ""
            self.open.append((tag, dict(attrs).get("lang") or before))

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002  as its parent has it
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.found.append((data, self.open[-1][1] if self.open else ""))


def test_the_contents_lead_to_every_operation_below_its_tag() -> None:
    listed = contents()

    for method, path, one in OPERATIONS:
        assert f'<a href="#{one["operationId"]}"><code>{method} {path}</code></a>' in listed


def test_tags_stand_in_the_order_of_use_in_words_of_the_language() -> None:
    tags = re.findall(r'href="#tag-[^"]*">([^<]+)<', contents())

    assert tags == [
        "Finding help", "Support points", "Mobile visits", "Mobile units", "Remote channels",
        "Materials", "Organisations", "Code lists", "Imports", "Event counts", "Who am I",
        "The contract", "Organisation units", "Coverage", "People", "Team", "Handovers",
        "County settings", "Audit entries", "Privacy", "Engagements", "Digital services",
        "Applicability", "Mappings", "Summaries", "Needs", "Development plans", "Adoptions",
        "Quarter plans", "Forwarded items", "Forward targets", "Connectors",
    ]  # fmt: skip
    assert ">Avun löytäminen</a>" in contents("fi")
    assert ">Att hitta hjälp</a>" in contents("sv")


def test_reads_stand_before_writes() -> None:
    listed = re.findall(r"<code>(\w+) /v1/support-points", contents())

    assert listed == sorted(listed, key=lambda method: method != "GET")


def test_nothing_scrolls_by_itself_so_nothing_stops_the_tabulator() -> None:
    page = documentation()
    style = files("gateway").joinpath("templates", "style.css").read_text()

    assert re.findall(r'tabindex="[^"]*"', page) == ['tabindex="-1"']
    assert "overflow-x" not in style
    assert "white-space: pre-wrap" in style


def test_every_piece_of_code_has_a_caption() -> None:
    page = "".join(documentation("en", part) for part in PARTS)

    captioned = re.findall(r"<figure>\n<figcaption>[^<]+</figcaption>\n<pre>", page)
    assert len(captioned) == page.count("<pre>") > len(OPERATIONS)


def test_every_part_leads_to_the_others() -> None:
    for part in PARTS:
        there = set(re.findall(r'href="(/docs[^?"]*)\?language=en"', documentation("en", part)))
        assert set(PARTS) - {part} <= there


def test_code_in_sentences_is_code_and_numbers_are_plain() -> None:
    page = re.sub(r"<pre>.*?</pre>", "", documentation(), flags=re.DOTALL)

    assert "`" not in page
    assert "<code>items</code> and <code>next</code>" in page
    assert not re.search(r"\de\+\d", page)


@pytest.mark.parametrize(("language", "said"), [("fi", "englanniksi"), ("sv", "på engelska")])
def test_descriptions_are_said_to_be_english_once_and_are_marked(language: str, said: str) -> None:
    words = Words()
    words.feed(documentation(language))

    assert documentation(language).count(said) == 1
    told = {text.strip(): of for text, of in words.found}
    assert told["The wellbeing services counties, and which one this is."] == "en"
    english = [text for text, of in words.found if of != "en" and re.search(r"\b(the|of)\b", text)]
    assert [text for text in english if "curl" not in text] == []


def test_every_operation_has_a_line_for_the_shell() -> None:
    for _, path, one in OPERATIONS:
        line = unescape(operation(one["operationId"]))
        assert f'"{BASE}{path.partition("{")[0]}' in line.partition("<pre><code>curl ")[2]


def test_an_answer_shows_its_members_and_what_they_mean() -> None:
    page = documentation()

    assert '<a href="#shape-openday">list of OpenDay</a>' in operation("get_opening_hours")
    assert '<code id="shape-supportpoint">SupportPoint</code>' in operation("get_support_point")
    assert '<a href="#shape-supportpoint"><code>SupportPoint</code></a>' in operation(
        "publish_support_point"
    )
    day = page.partition('<h3 id="shape-openday">')[2].partition("<h3")[0]
    assert re.search(r"<dt><code>state</code></dt><dd>.*The state outside the spans", day)


def told_shapes() -> set[str]:
    """The names of all shapes in good answers, however deep."""
    wanted = [
        name
        for _, _, one in OPERATIONS
        for status, answer in one["responses"].items()
        if status.startswith("2")
        for name in references(answer.get("content", {}))
    ]
    found: set[str] = set()
    while wanted:
        name = wanted.pop().rpartition("/")[2]
        if name not in found:
            found.add(name)
            wanted += references(SCHEMAS[name])
    return found


def test_every_member_of_every_answer_has_a_meaning() -> None:
    shapes = [shape for name in told_shapes() if (shape := shape_of(name, SCHEMAS))]

    silent = {f"{shape.name}.{one.name}" for shape in shapes for one in shape.fields}
    silent -= {f"{s.name}.{one.name}" for s in shapes for one in s.fields if one.meaning}
    assert shapes
    assert silent == set()


@pytest.mark.parametrize("part", PARTS)
def test_each_shape_is_written_out_once(part: str) -> None:
    page = documentation("en", part)

    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)
    assert len(page) < 400_000


def test_problems_of_any_request_are_told_once_and_those_of_one_with_it() -> None:
    areas = operation("list_areas")
    planned = operation("plan_mobile_visit")

    assert "identity-code-in-text" not in areas
    assert "body-too-large" not in areas
    assert "idempotency-key" not in areas
    assert "identity-code-in-text" in planned
    assert documentation().count('href="/problems/head-too-large?language=en"') == 1
