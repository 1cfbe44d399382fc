"""The words of opening hours in Finnish and Swedish, as patterns (T2-T6)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from directory.hours.holidays import HOLIDAYS
from directory.hours.reading_dates import DASH
from directory.hours.reading_tokens import WHOLE_WEEK, WORKING_DAYS, Kind

_WORD_ENDS = r"(?![^\W\d_])"
_AND = r"(?:,|ja|sekä|och|samt|&|/)"

PUBLIC = "public"
PLAIN_PUBLIC = "plain_public"  # "pyhäpäivisin": may mean Sundays
EVES = "eves"


@dataclass(frozen=True, slots=True)
class Phrase:
    """A pattern, and what the words that it matches say."""

    kind: Kind
    pattern: re.Pattern[str]
    days: frozenset[int] = frozenset()
    names: frozenset[str] = frozenset()
    flag: str = ""
    parity: str = ""


def _compiled(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{words}){_WORD_ENDS}", re.IGNORECASE)


_CASES = r"(?:päiv(?:isin|inä|änä|ät|ä))?(?:isin|sin|ina|na|sta|hin|den|en|ta|t|n)?"
_SV_CASES = r"(?:dag(?:arna|ar|en|s)?)?"
_WEEKDAYS = (
    (1, rf"maanantai{_CASES}|må(?:n{_SV_CASES})?\.?|ma\.?"),
    (2, rf"tiistai{_CASES}|tis{_SV_CASES}\.?|ti\.?"),
    (
        3,
        r"keskiviik(?:koisin|koina|kona|koihin|koon|kojen|koa|ko|osta|on|ot)"
        rf"|ons{_SV_CASES}\.?|ke\.?",
    ),
    (4, rf"torstai{_CASES}|tors{_SV_CASES}\.?|tor?\.?"),
    (5, rf"perjantai{_CASES}|fre{_SV_CASES}\.?|fr\.?|pe\.?"),
    (6, rf"lauantai{_CASES}|lör?(?:{_SV_CASES})\.?|la\.?"),
    (7, rf"sunnuntai{_CASES}|sön?(?:{_SV_CASES})\.?|su\.?"),
)
_DAY_GROUPS = (
    (WORKING_DAYS, r"arki(?:päiv(?:isin|inä|änä|ät|ä))?|arkisin|arkena|ark\.?|vardag(?:arna|ar)?"),
    (frozenset({6, 7}), r"viikonlo(?:ppuisin|ppuina|ppuna|put|ppu)|veckoslut(?:en)?"),
    (
        WHOLE_WEEK,
        r"(?:(?:vuoden|viikon)\s+)?(?:jokaisena\s+päivänä|joka\s+päivä|kaikkina\s+päivinä)"
        r"|päivittäin|dagligen|varje\s+dag|alla\s+dagar",
    ),
)

_DAY_OF = r"päiv(?:isin|inä|änä|ästä|ään|ien|ät|än|iä|ä)"
_EVE_OF = r"aat(?:toisin|toina|tona|tojen|toa|toon|to|on|ot)"
_BASES = {
    "joulu": ("christmas_day", "christmas_eve"),
    "joulun": ("christmas_day", "christmas_eve"),
    "juhannus": ("midsummer_day", "midsummer_eve"),
    "juhannuksen": ("midsummer_day", "midsummer_eve"),
    "uudenvuoden": ("new_year_day", "new_year_eve"),
    "vappu": ("may_day", "may_day_eve"),
    "vapun": ("may_day", "may_day_eve"),
    "tapanin": ("second_day_of_christmas", ""),
    "pyhäin": ("all_saints_day", ""),
    "pyhäinmiesten": ("all_saints_day", ""),
    "itsenäisyys": ("independence_day", ""),
    "itsenäisyyden": ("independence_day", ""),
    "loppiais": ("epiphany", ""),
    "helluntai": ("whit_sunday", ""),
}
_BASE = "|".join(
    sorted((base.replace("uuden", r"uuden\s?") for base in _BASES), key=len, reverse=True)
)
_KIND_OF_DAY = rf"(?:{_EVE_OF}|{_DAY_OF})"
COMPOUND = re.compile(
    rf"((?:(?:{_BASE})\s?{DASH}\s*(?:{_AND}\s*)?){{0,11}})({_BASE})\s?({_KIND_OF_DAY}){_WORD_ENDS}"
    rf"((?:\s*{_AND}\s*{DASH}\s?{_KIND_OF_DAY}{_WORD_ENDS})*)",
    re.IGNORECASE,
)
_NAMED = (
    ("maundy_thursday", r"kiirastorstai(?:na|sin|n)?|skärtorsdag(?:en)?"),
    ("good_friday", r"pitkäperjantai(?:na|n)?|långfredag(?:en)?"),
    (
        "easter_sunday",
        rf"(?:1\.|ensimmäi(?:nen|senä))\s?pääsiäis{_DAY_OF}|pääsiäissunnuntai(?:na)?|påskdagen",
    ),
    (
        "easter_monday",
        rf"(?:2\.|toi(?:nen|sena))\s?pääsiäis{_DAY_OF}|pääsiäismaanantai(?:na)?|annandag\s+påsk",
    ),
    ("may_day_eve", r"valborgsmässoafton|valborg"),
    ("may_day", r"vap(?:punä|puna|pu|un)|första\s+maj|1\s+maj"),
    ("ascension_day", r"helatorstai(?:na|n)?|kristi\s+himmelsfärdsdag"),
    ("whit_sunday", r"helluntai(?:na)?|pingstdagen"),
    ("midsummer_eve", r"midsommarafton"),
    ("midsummer_day", r"midsommardagen|juhannuslauantai(?:na|n)?"),
    ("all_saints_day", r"alla\s+helgons\s+dag"),
    ("independence_day", r"självständighetsdagen"),
    ("christmas_eve", r"julafton"),
    ("christmas_day", r"juldagen"),
    ("second_day_of_christmas", r"tapanina|annandag\s+jul"),
    ("epiphany", r"loppiai(?:nen|sena|sen)|trettondagen|trettondag\s+jul"),
    ("new_year_eve", r"nyårsafton"),
    ("new_year_day", r"nyårsdagen"),
)
_HOLY = r"pyh(?:äpäiv(?:isin|inä|änä|ien|ät|än|iä|ä)|äisin|isin|inä|änä|ien|iä|ät|ä)"
_UNNAMED = (
    (PUBLIC, rf"arki\s?{DASH}\s*{_AND}\s*juhla{_HOLY}|(?:arkijuhla|juhla|arki){_HOLY}"),
    (PUBLIC, r"helgdag(?:arna|ar|en)?|röda\s+dagar"),
    (PLAIN_PUBLIC, rf"{_HOLY}|helg(?:erna|er|en)?"),
    (EVES, rf"(?:pyhien\s+)?{_EVE_OF}|aattopäiv(?:inä|änä|ät)|helgaftnar(?:na)?"),
)

_MONTH = r"(?:tammi|helmi|maalis|huhti|touko|kesä|heinä|elo|syys|loka|marras|joulu)"
_MONTH_CASE = r"kuu(?:kausina|kausien|kaudet|kauden|ssa|sta|hun|ta|t|n)?"
_SV_MONTH = (
    r"(?:januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december)"
)
_SEASON = (
    rf"(?:{_MONTH}\s?{DASH}\s*(?:{_AND}\s*)?){{0,11}}{_MONTH}{_MONTH_CASE}"
    rf"(?:\s*{DASH}\s*{_MONTH}{_MONTH_CASE})*(?:\s+(?:alusta|alkaen|loppuun))?",
    rf"{_SV_MONTH}(?:\s*(?:{DASH}|{_AND}|till)\s*{_SV_MONTH})*",
    r"kesä(?:llä|isin|n|ajan|aikaan|aikana|aukiolo\w*|kausi|kaudella|kuukausina|loma\w*)?",
    r"talv(?:ella|isin|en|i|iaikana|ikausi|ikaudella|iaukiolo\w*)",
    r"kevä(?:ällä|isin|än|t)|syksy(?:llä|isin|n)?",
    r"juhannuksesta|juhannusvii\w+|(?:hiihto|syys|joulu|koulu\w*)loma\w*|lomakau\w+|loma-?aikana",
    r"(?:på\s+)?(?:sommaren|sommar|sommartid|vintern|vinter|vintertid|hösten|våren)",
)
_SUMMER_DAYS = ((6, r"(?:kesä|talvi)lauantai\w*"), (7, r"(?:kesä|talvi)sunnuntai\w*"))

_ORDINAL = (
    r"(?:[1-5]\.|ensimmäi(?:nen|senä|sinä|sen)|toi(?:nen|sena|sen)|kolma(?:s|ntena)|neljä(?:s|ntenä)"
    r"|viimei(?:nen|senä|sen)|första|andra|tredje|fjärde|sista)"
)
_ANY_WEEKDAY = "|".join(words for _, words in _WEEKDAYS)
_FLAGS = (
    (
        "nth_weekday",
        rf"(?:joka\s+)?(?:kuukauden|kuun)\s+{_ORDINAL}|{_ORDINAL}\s?(?:{_ANY_WEEKDAY})"
        r"|(?:joka\s+)?(?:kuukauden|kuukausi|kuun)|i\s+månaden|kuukausittain",
    ),
    ("double_holiday", r"(?:tupla|kaksois)pyh\w+"),
)
_PARITIES = (
    ("even", r"parilli\w+(?:\s+vii(?:kko|koi|koj|kon|kot)\w*)?|jämna\s+veckor|jämn\s+vecka"),
    ("odd", r"paritto\w+(?:\s+vii(?:kko|koi|koj|kon|kot)\w*)?|udda\s+vecko?r?a?"),
    ("unknown", r"joka\s+toi(?:nen|sena|sella)(?:\s+viik\w+)?|varannan(?:\s+vecka)?"),
    ("unknown", r"joka\s+(?:kolmas|neljäs)(?:\s+viik\w+)?"),
)
_ELSEWHERE = (
    r"ks\.?|katso|tarkista\w*|tarkistettav\w+|seuraa|ilmoi(?:tetaan|tamme|tettu)|löyty\w+"
    r"|(?:koti|netti|verkko|internet|www|web)-?\s?sivu\w*|verkosta|netistä|facebook\w*|some(?:ssa|sta)"
    r"|hemsida\w*|webbplats\w*|nätet|kontrollera|se\s+(?=www|http)"
)
_AGREED = (
    r"(?:erikseen\s+)?(?:sopimuksen|sop\.?)\s+muk(?:aan|\.)|sopimuksesta|sopien|sovittaessa"
    r"|sovittuna\s+aikana|ajanvara\w+|tilauksesta|(?:enligt|efter)\s+överenskommelse|tidsbeställning"
)
_NOISE = (
    r"avoinna|avoin|auki|aukioloaj\w+|aukioloaik\w+|aukiolo\w{0,4}|öppet|öppettider\w*|öppethållning\w*"
    r"|open|palvelemme|palvelee|olemme|on|ovat|är|vi|klo\.?|kl\.?|kello|poikkeusau\w+|poikkeusaj\w+"
    r"|poikkeukselli\w+|poikkeavat|poikkeukset|normaali\w*|huom|tervetuloa|välkommen|myös|också"
    r"|aikana|ajan|aika|välisenä|päivinä|dagar|toistuvasti|viikoittain"
)


_ALL_YEAR = r"myös\s+kesä(?:llä|isin)|ympäri\s+vuoden|året\s+runt"
_OPEN_END = r"alkaen|lähtien|asti|saakka|mennessä|från(?:\s+och\s+med)?|fr\.o\.m\.|t\.o\.m\."
_SIMPLE = (
    (
        Kind.OCCASION,
        r"joul(?:uun|una|un|u)(?:\s?pyhinä|\s?pyhänä|\s?pyhät)?(?:\s+(?:ajan|aikana|aikaan))?"
        r"|juhannu(?:ksena|ksen|s)(?:\s+(?:ajan|aikana|aikaan))?|pääsiäi(?:senä|sen|nen)"
        r"|vuodenvaih(?:teessa|teen|de)|uu(?:tena|den|si)\s?vuo(?:tena|den|si)"
        r"|isänpäiv\w+|isäinpäiv\w+|äitienpäiv\w+|jul(?:en)?|nyår|påsk(?:en)?|midsommar(?:en)?",
    ),
    (Kind.OTHERWISE, r"muulloin|muina\s+aikoina|muina\s+päivinä|muina|muut|övriga\s+tider|annars"),
    (Kind.CLOSED, r"suljettuna|suljettuina|suljetut|suljettu|kiinni|sulj\.?|stängt|stängd|closed"),
    (Kind.CLOSED, r"ei\s+(?:avoinna|auki)|ej\s+öppet"),
    (Kind.PAUSE, r"(?:lounas|ruoka|kahvi)?tau(?:ko|olla|on)|lounas|lunch(?:paus|rast|stängt)?"),
    (
        Kind.UNSAID,
        r"ei\s+(?:ole\s+)?(?:määrite(?:tty|lty)|tiedossa|ilmoitettu|saatavilla)|tuntematon|okänd"
        r"|ej\s+(?:angiv\w+|känd)",
    ),
    (Kind.ELSEWHERE, _ELSEWHERE),
    (Kind.AGREED, _AGREED),
    (Kind.PLACE, r"(?:palvelu|toimi|asiointi)pist\w+|sivukirjasto\w*|toimipai\w+|filial\w*"),
    (Kind.DURING, r"ajalla|ajalle|aikavälillä|välillä|under|perioden"),
    (Kind.TO, r"till?"),
    (Kind.JOIN, r"ja|sekä|och|samt"),
    (Kind.NOISE, _NOISE),
)


def _phrases() -> Iterator[Phrase]:
    """All phrases; of two that match at a place the first one counts."""
    yield Phrase(Kind.BOUND, _compiled(_OPEN_END))
    yield Phrase(Kind.NOISE, _compiled(_ALL_YEAR))
    for flag, words in _FLAGS:
        yield Phrase(Kind.FLAG, _compiled(words), flag=flag)
    for parity, words in _PARITIES:
        yield Phrase(Kind.PARITY, _compiled(words), parity=parity, flag="alternate_weeks")
    yield from _names_of_days()
    for words in _SEASON:
        yield Phrase(Kind.SEASON, _compiled(words), flag="season")
    for kind, words in _SIMPLE:
        yield Phrase(kind, _compiled(words))


def _names_of_days() -> Iterator[Phrase]:
    for code, words in _NAMED:
        yield Phrase(Kind.HOLIDAYS, _compiled(words), names=frozenset({code}))
    for name, words in _UNNAMED:
        yield Phrase(Kind.UNNAMED, _compiled(words), names=frozenset({name}))
    for day, words in _WEEKDAYS:
        yield Phrase(Kind.DAYS, _compiled(words), days=frozenset({day}))
    for days, words in _DAY_GROUPS:
        yield Phrase(Kind.DAYS, _compiled(words), days=days)
    for day, words in _SUMMER_DAYS:
        yield Phrase(Kind.SEASON, _compiled(words), days=frozenset({day}), flag="season")


PHRASES = tuple(_phrases())


def compound_names(match: re.Match[str]) -> frozenset[str]:
    """The holidays of `joulu- ja juhannusaatto` or `juhannusaatto, -päivä`; "" for none such."""
    earlier, base, kind, later = match.groups()
    bases = [*re.findall(_BASE, earlier, re.IGNORECASE), base]
    codes = {_code(each, kind) for each in bases}
    codes |= {_code(base, each) for each in re.findall(_KIND_OF_DAY, later, re.IGNORECASE)}
    return frozenset(codes)


def _code(base: str, kind: str) -> str:
    """The holiday of `joulu` + `aattona`; "" when there is none such."""
    key = re.sub(r"\s", "", base.lower())
    return _BASES[key][kind.lower().startswith("aat")]


NAMED_BY = {
    PUBLIC: tuple(holiday.code for holiday in HOLIDAYS if holiday.public),
    PLAIN_PUBLIC: tuple(holiday.code for holiday in HOLIDAYS if holiday.public),
    EVES: tuple(holiday.code for holiday in HOLIDAYS if not holiday.public),
}
