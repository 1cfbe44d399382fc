"""Municipalities in running text, by stem and case ending (rule W4, reference 8.2)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NamedTuple

from directory.search import tokens
from directory.search.tokens import listed

ENDINGS = frozenset(
    listed(
        "n a ä ta tä tta ttä ssa ssä sta stä lla llä lta ltä lle na nä ksi an en än in on ön un yn "
        "een iin aan ään oon öön hen hin seen siin t"
    )
) | {""}
LOCAL_ENDINGS = frozenset(
    listed(
        "ssa ssä sta stä lla llä lta ltä lle an en än in on ön un yn een iin aan ään oon öön hen "
        "hin seen siin"
    )
)
FROM_ENDINGS = listed("sta stä lta ltä")
TO_ENDINGS = ("lle", *(ending for ending in LOCAL_ENDINGS if ending.endswith("n")))
FROM_WORDS, TO_WORDS = frozenset({"from", "från"}), frozenset({"to", "till"})
SPELLED = (listed("ssa sta lla lta lle"), listed("ssä stä llä ltä lle"))
"""Endings with which a misspelt word may be a place, behind back vowels and without them."""
LONGEST_ENDING = max(map(len, ENDINGS))
REMEMBERED = 1_000
"""How many single words are remembered of those that were read last."""
ONLY_IN_LOCAL_CASE = frozenset({"nokia"})  # also a brand

DEFAULT_STEMS: Mapping[str, tuple[str, ...]] = {
    "iitti": ("iiti",),
    "lahti": ("lahde", "lahte"),
    "padasjoki": ("padasjoe", "padasjoke"),
    "ikaalinen": ("ikaalis", "ikaalise", "ikaalisi"),
    "juupajoki": ("juupajoe", "juupajoke"),
    "kuhmoinen": ("kuhmois", "kuhmoise", "kuhmoisi"),
    "mänttä-vilppula": ("mänttä", "mäntä", "vilppula"),
    "orivesi": ("orivede", "orivete", "orivet"),
    "punkalaidun": ("punkalaitume",),
    "pälkäne": ("pälkänee",),
    "ruovesi": ("ruovede", "ruovete", "ruovet"),
    "tampere": ("tamperee",),
    "valkeakoski": ("valkeakoske",),
    "vesilahti": ("vesilahde", "vesilahte"),
    "virrat": ("virroi", "virtoi"),
    "ylöjärvi": ("ylöjärve",),
}
DEFAULT_FORMS: Mapping[str, tuple[str, ...]] = {
    "ikaalinen": ("ikaalisten",),
    "kuhmoinen": ("kuhmoisten",),
    "virrat": ("virtain", "virtoja"),
    "kangasala": ("kangasalla", "kangasalle", "kangasalta"),
    "lahti": ("lahes", "lahesa", "lahessa", "lahesta"),  # as spoken
}

DEFAULT_VILLAGES: Mapping[str, tuple[str, ...]] = {
    "asikkala": listed(
        "vääksy kalkkinen kalkkis kalkkise kalkkisi kurhila urajärvi urajärve vesivehmaa"
    ),
    "heinola": listed("vierumäki vierumäe vierumäke lusi"),
    "hollola": listed(
        "hämeenkoski hämeenkoske salpakangas salpakankaa salpakangast herrala paimela"
    ),
    "iitti": listed("kausala vuolenkoski vuolenkoske"),
    "kärkölä": listed("järvelä lappila"),
    "lahti": listed(
        "nastola villähde villähtee rakokivi rakokive ahtiala jalkaranta jalkaranna karisto "
        "kivimaa kiveriö laune launee liipola metsäkangas metsäkankaa mukkula möysä pesäkallio "
        "renkomäki renkomäe"
    ),
    "orimattila": listed("artjärvi artjärve niinikoski niinikoske pennala virenoja"),
    "padasjoki": listed("auttoinen auttois auttoise auttoisi kasiniemi kasinieme"),
    "sysmä": listed("nuoramoinen nuoramois nuoramoise nuoramoisi"),
}
"""Stems of the villages, districts and former municipalities that people go by."""

Way = Literal["from", "to"] | None
"""Whether one comes from the place or goes to it, as its case or the word before it tells."""


class Place(NamedTuple):
    """A municipality that a query asks for."""

    words: int
    """How many words name it."""
    code: str
    way: Way = None
    village: bool = False
    """Named by a village or a post office of it, so that its own name still narrows."""


@dataclass(frozen=True, slots=True)
class Municipality:
    """A municipality as people write it."""

    code: str
    finnish: str
    others: tuple[str, ...] = ()
    """Swedish name and aliases: read as they stand."""
    stems: tuple[str, ...] = ()
    """Beside the Finnish name, where it changes."""
    forms: tuple[str, ...] = ()
    villages: tuple[str, ...] = ()
    """Stems of villages, post offices and former municipalities."""


def municipality(code: str, finnish: str, others: Iterable[str] = ()) -> Municipality:
    """A municipality with the stems of `DEFAULT_STEMS`; any other name is its own stem."""
    name = tokens.plain(finnish)
    return Municipality(
        code=code,
        finnish=finnish,
        others=tuple(others),
        stems=DEFAULT_STEMS.get(name, ()),
        forms=DEFAULT_FORMS.get(name, ()),
        villages=DEFAULT_VILLAGES.get(name, ()),
    )


class _Named(NamedTuple):
    """What a stem stands for."""

    one: Municipality
    village: bool


class Gazetteer:
    """The municipalities that a query may name: those of the county and its neighbours."""

    def __init__(self, municipalities: Iterable[Municipality]) -> None:
        self.municipalities = tuple(municipalities)
        self._stems: dict[str, _Named] = {}
        self._forms: dict[tuple[str, ...], Municipality] = {}
        for one in self.municipalities:
            self._add_stems((tokens.plain(one.finnish), *one.stems), _Named(one, village=False))
            for form in (*one.others, *one.forms):
                spelled = tuple(tokens.words(form))
                self._forms.setdefault(spelled, one)
                self._forms.setdefault(tuple(map(tokens.fold, spelled)), one)
        for one in self.municipalities:
            self._add_stems(one.villages, _Named(one, village=True))
        self.names = sorted(tokens.plain(one.finnish) for one in self.municipalities)
        """Finnish names in lower case."""
        self.spelled = sorted({form for one in self.municipalities for form in _spelled(one)})
        """Their local cases, by which a misspelt one may be known (rule W8)."""
        self._longest = max(map(len, self._forms), default=1)
        self._by_stem = lru_cache(REMEMBERED)(self._read_by_stem)
        """What a word names, and the case ending that it has."""

    def _add_stems(self, stems: Iterable[str], named: _Named) -> None:
        for stem in stems:
            self._stems.setdefault(stem, named)
            self._stems.setdefault(tokens.fold(stem), named)

    def place(self, words: Sequence[str], at: int = 0) -> Place | None:
        """The municipality that the words at a place ask for."""
        before = words[at - 1] if at else ""
        for length in range(min(self._longest, len(words) - at), 0, -1):
            one = self._forms.get(tuple(words[at : at + length]))
            if one:
                last = words[at + length - 1]
                return Place(length, one.code, _way(before, last[-3:]))
        found = self._by_stem(words[at], local=True)
        if not found:
            return None
        named, ending = found
        return Place(1, named.one.code, _way(before, ending), named.village)

    def mention(self, word: str) -> str | None:
        """The municipality that a word of a text names, in any case."""
        one = self._forms.get((word,))
        if one:
            return one.code
        found = self._by_stem(word, local=False)
        return found[0].one.code if found else None

    def village(self, word: str) -> str | None:
        """The stem by which a word of a text names a village, in any case."""
        found = None if (word,) in self._forms else self._by_stem(word, local=False)
        return word.removesuffix(found[1]) if found and found[0].village else None

    def _read_by_stem(self, word: str, *, local: bool) -> tuple[_Named, str] | None:
        for cut in range(len(word), max(2, len(word) - LONGEST_ENDING) - 1, -1):
            named = self._stems.get(word[:cut])
            if named is None or word[cut:] not in ENDINGS:
                continue
            brand = tokens.plain(named.one.finnish) in ONLY_IN_LOCAL_CASE
            if local and brand and word[cut:] not in LOCAL_ENDINGS:
                return None
            return named, word[cut:]
        return None


def _spelled(one: Municipality) -> Iterable[str]:
    for stem in one.stems or (tokens.plain(one.finnish),):
        endings = SPELLED[set(stem).isdisjoint("aou")]
        yield from (stem + ending for ending in endings)


def _way(before: str, ending: str) -> Way:
    if before in FROM_WORDS or ending in FROM_ENDINGS:
        return "from"
    return "to" if before in TO_WORDS or ending in TO_ENDINGS else None


def _county(rows: str) -> list[Municipality]:
    """Rows of code, Finnish name and other names."""
    made = []
    for row in rows.split(", "):
        code, finnish, *others = row.split(" ", 2)
        made.append(municipality(code, finnish, others))
    return made


PAIJAT_HAME = _county(
    "016 Asikkala, 081 Hartola Gustav Adolfs, 098 Hollola, 111 Heinola, 142 Iitti, 316 Kärkölä, "
    "398 Lahti Lahtis, 560 Orimattila, 576 Padasjoki, 781 Sysmä"
)
PIRKANMAA = _county(
    "020 Akaa, 108 Hämeenkyrö Tavastkyro, 143 Ikaalinen Ikalis, 177 Juupajoki, 211 Kangasala, "
    "250 Kihniö, 291 Kuhmoinen, 418 Lempäälä, 508 Mänttä-Vilppula, 536 Nokia, 562 Orivesi, "
    "581 Parkano, 604 Pirkkala Birkala, 619 Punkalaidun, 635 Pälkäne, 702 Ruovesi, "
    "790 Sastamala, 837 Tampere Tammerfors, 887 Urjala, 908 Valkeakoski, 922 Vesilahti, "
    "936 Virrat Virdois, 980 Ylöjärvi"
)
DEFAULT = Gazetteer([*PAIJAT_HAME, *PIRKANMAA])
