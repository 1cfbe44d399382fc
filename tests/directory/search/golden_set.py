"""The golden set of the search: invented texts, queries, and what they must find."""

import random
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from directory.search import dictionary, places
from directory.search.dictionary import Concept, Dictionary, Entry
from directory.search.documents import Document
from directory.search.index import Index
from directory.search.tokens import listed

SIZE = 10_000
SHARE = 0.03

FAMILIES: Mapping[str, tuple[str, ...]] = {
    line.split()[0]: tuple(line.split())
    for line in """
kirjasto kirjaston kirjastossa kirjastoon kirjastolla kirjastot kirjastoissa kirjastojen \
  kirjastosta pääkirjasto pääkirjaston pääkirjastossa kirjastoauto kirjastoauton lähikirjasto \
  lähikirjastossa kirjastotalo omatoimikirjasto kirjastopalvelut kaupunginkirjasto \
  kaupunginkirjastossa
terveysasema terveysaseman terveysasemalla terveysasemalle terveysasemat terveysasemien \
  terveysasemilla pääterveysasema terveysasemakäynti
digituki digituen digitukea digituessa digituesta digitukeen digitukipiste digitukipisteen \
  digitukipisteessä digitukipisteet digitukipisteissä digitukihenkilö lähidigituki \
  digitukitapahtuma digitukipäivystys
etävastaanotto etävastaanoton etävastaanottoa etävastaanotolle etävastaanotolla etävastaanotot \
  etävastaanottoaika etävastaanottojen etävastaanottolaite
neuvonta neuvonnan neuvontaa neuvonnassa neuvontaan neuvontapiste neuvontapisteessä \
  digineuvonta digineuvontaa digineuvonnan terveysneuvonta neuvontapalvelu puhelinneuvonta
tulkkaus tulkkauksen tulkkausta tulkkauksella etätulkkaus etätulkkauksen tulkkauspalvelu \
  tulkkauspalvelun
puhelin puhelimen puhelimessa puhelimella puhelinta puhelimet älypuhelin älypuhelimen \
  älypuhelimella puhelinopastus
verkkopankki verkkopankin verkkopankkia verkkopankissa verkkopankkiin verkkopankkitunnukset \
  verkkopankkitunnusten
lomake lomakkeen lomaketta lomakkeet lomakkeiden hakemuslomake hakemuslomakkeen lomakkeella
sovellus sovelluksen sovellusta sovelluksessa sovellukset mobiilisovellus mobiilisovelluksen \
  sovellusopastus
""".strip().splitlines()
}
BASE = {family: family for family in FAMILIES}
INFLECTED = {
    "digitukea": "digituki",
    "kirjastossa": "kirjasto",
    "terveysasemalla": "terveysasema",
    "etävastaanotolle": "etävastaanotto",
    "neuvontaa": "neuvonta",
    "puhelimen": "puhelin",
    "lomakkeen": "lomake",
}
TYPOS = {
    "kirjsto": "kirjasto",
    "kirjatso": "kirjasto",
    "terveysasma": "terveysasema",
    "etävastanotto": "etävastaanotto",
    "digtuki": "digituki",
    "verkopankki": "verkkopankki",
    "puheln": "puhelin",
    "neuvota": "neuvonta",
    "sovelus": "sovellus",
}
QUERIES = {"base": BASE, "inflected": INFLECTED, "typo": TYPOS}
FILLER = listed("""
kirja kirjan kirjat kirjaamo kirjallisuus asema asemalla asemat terveys terveyden terveellinen
tuki tuella tukea asumistuki asumistuen toimeentulotuki tukihenkilö vastaanotto vastaanotolla
vastaanoton etänä etäyhteys neuvo neuvola neuvolassa neuvottelu tulkki tulkin puhe puhetta pankki
pankissa verkko verkossa verkkosivu loma lomalla sovellettu soveltaa kunta kunnan kunnassa
kaupunki kaupungin asukas asukkaille asukkaiden palvelu palvelut palvelun henkilökunta opastaa
auttaa maanantaina tiistaina keskiviikkona torstaina perjantaina avoinna ajanvaraus ilman maksutta
maksuton ryhmä ryhmässä tapahtuma tapahtumia talo talossa sali keskus keskuksessa ostoskeskus
kauppa kaupan vieressä katu kadun tori torilla pysäkki bussi linja esteetön sisäänkäynti hissi
kerros kerroksessa laite laitteen laitteita tabletti tietokone tietokoneen tulostin skanneri
yhteys salasana tunnus tunnukset sähköposti viesti viestin apua avun ohje ohjeet ohjaus materiaali
esite esitteet ikäihminen ikäihmisten nuoret aikuiset perhe perheen omainen omaisen vapaaehtoinen
vertainen järjestö järjestön yhdistys yhdistyksen seurakunta hyvinvointi hyvinvointialue
hyvinvointialueen sosiaali sosiaalityö sairaala sairaalan lääkäri lääkärin hoitaja hoitajan
resepti reseptin ajankohtainen uusi vanha pieni iso hyvä rauhallinen selkeä helppo turvallinen
tervetuloa mukaan yhdessä kanssa myös sekä että tai joka kuukausi viikko päivä kello aamu
iltapäivä kesä talvi syksy kevät suljettu poikkeus aukioloaika aukioloajat osoite karttalinkki
lisätietoja soita numeroon
""")


@dataclass(frozen=True)
class Score:
    """Means over queries."""

    recall: float
    precision: float

    def __str__(self) -> str:
        return f"{self.recall:.2f}/{self.precision:.2f}"


def texts(size: int = SIZE) -> tuple[list[list[str]], dict[str, set[int]]]:
    """The words of every document, and the documents of every family."""
    chance = random.Random(3)
    made: list[list[str]] = []
    relevant: dict[str, set[int]] = {family: set() for family in FAMILIES}
    names = [one.finnish for one in places.DEFAULT.municipalities]
    for number in range(size):
        words = [chance.choice(names), *chance.choices(FILLER, k=chance.randint(10, 22))]
        for family, forms in FAMILIES.items():
            if chance.random() < SHARE:
                words.insert(chance.randint(1, len(words)), chance.choice(forms))
                relevant[family].add(number)
        made.append(words)
    return made, relevant


def documents(written: Iterable[list[str]]) -> list[Document]:
    """Documents that hold the texts as descriptions; their ids are their numbers."""
    return [
        Document("point", str(number), {"fi": f"Kohde {number}"}, {}, {"fi": " ".join(words)})
        for number, words in enumerate(written)
    ]


def knowing(families: Collection[str]) -> Dictionary:
    """The dictionary with the head words of some families, and nothing near the others."""
    unseen = set(FAMILIES) - set(families)
    default = dictionary.DEFAULT
    listed = {entry.phrase for entry in default.entries}
    near = {
        phrase
        for phrase in {*listed, *default.heads, *default.own}
        for family in unseen
        if family in phrase or (len(phrase) > 3 and phrase in family)
    }
    return default.without(near).with_entries(
        Entry(family, "fi", frozenset({Concept("topic", f"golden_{family}")}))
        for family in families
    )


def measure(
    index: Index, relevant: Mapping[str, set[int]], families: Collection[str]
) -> dict[str, Score]:
    """Recall and precision of the families' queries, by sort of query."""
    scores: dict[str, Score] = {}
    for sort, queries in QUERIES.items():
        pairs = [
            _one(index, query, relevant[family])
            for query, family in queries.items()
            if family in families
        ]
        if pairs:
            recalls, precisions = zip(*pairs, strict=True)
            scores[sort] = Score(sum(recalls) / len(pairs), sum(precisions) / len(pairs))
    return scores


def _one(index: Index, query: str, wanted: set[int]) -> tuple[float, float]:
    found = {int(hit.document.id) for hit in index.search(query).hits}
    right = len(found & wanted)
    return right / len(wanted), right / len(found) if found else 0.0
