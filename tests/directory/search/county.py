"""An invented county: about forty documents for the search."""

from functools import cache

from directory.search import dictionary, places, words
from directory.search.dictionary import Concept
from directory.search.documents import Document, Kind
from directory.search.index import Index

DEVICE, GUIDANCE, TOGETHER, AUTHORISATION, KELA, SPACE = (
    Concept("service", code)
    for code in (
        "device_network",
        "service_guidance",
        "transacting_together",
        "assisted_authorisation",
        "kela_point",
        "sensitive_space",
    )
)
DEVICE_USE = Concept("need", "device_use")
CHAT, PHONE, TRAINING = (
    Concept("form", code) for code in ("remote_chat", "remote_phone", "training")
)
MOBILE = Concept("kind", "mobile")


def topic(code: str) -> Concept:
    return Concept("topic", code)


def document(
    kind: Kind,
    number: str,
    name: str,
    municipality: str | None,
    *concepts: Concept,
    description: str = "",
    summary: str = "",
    sv: str | None = None,
    trust: int = 3,
    starts: float = 0.0,
) -> Document:
    return Document(
        kind=kind,
        id=number,
        names={"fi": name, "sv": sv, "en": None},
        summary={"fi": summary},
        description={"fi": description},
        concepts=frozenset(concepts),
        municipality=municipality,
        trust=trust,
        starts=starts,
    )


DOCUMENTS = (
    document("point", "p01", "Lahden pääkirjasto", "398", DEVICE, GUIDANCE, sv="Huvudbiblioteket"),
    document("point", "p02", "Palvelutori Trio", "398", GUIDANCE, TOGETHER, SPACE),
    document("point", "p03", "Mukkulan lähikirjasto", "398", DEVICE),
    document("point", "p04", "Kelan palvelupiste Lahti", "398", KELA, topic("kela")),
    document("point", "p05", "Lahden sosiaali- ja terveysasema", "398", SPACE),
    document("point", "p06", "Hollolan kunnantalo", "098", GUIDANCE),
    document(
        "point",
        "p07",
        "Hollolan kirjasto",
        "098",
        DEVICE,
        description="Kirjasto Salpakankaalla.",
    ),
    document("point", "p08", "Heinolan kaupunginkirjasto", "111", DEVICE, GUIDANCE),
    document("point", "p09", "Heinolan terveysasema", "111", topic("remote_appointment")),
    document("point", "p10", "Sysmän kunnantalo", "781", GUIDANCE),
    document("point", "p11", "Sysmän kirjasto", "781", DEVICE),
    document("point", "p12", "Orimattilan kirjasto", "560", DEVICE),
    document("point", "p13", "Orimattilan digituki", "560", GUIDANCE, DEVICE_USE),
    document("point", "p14", "Padasjoen kirjasto", "576", DEVICE, DEVICE_USE),
    document("point", "p15", "Padasjoen kunnanvirasto", "576", GUIDANCE),
    document("point", "p16", "Asikkalan kirjasto", "016", DEVICE, GUIDANCE),
    document("point", "p17", "Iitin kirjasto", "142", DEVICE),
    document("point", "p18", "Kärkölän kirjasto", "316", DEVICE),
    document("point", "p19", "Hartolan kunnantalo", "081", GUIDANCE),
    document("point", "p20", "Nokian kirjasto", "536", DEVICE),
    document(
        "point",
        "p21",
        "Virtain palvelupiste",
        "936",
        AUTHORISATION,
        GUIDANCE,
        description="Keskuskatu 4, virkailija paikalla.",
    ),
    document(
        "visit", "v01", "Digiauto Sysmä", "781", AUTHORISATION, GUIDANCE, MOBILE, starts=300.0
    ),
    document("visit", "v02", "Digiauto Sysmä", "781", AUTHORISATION, GUIDANCE, MOBILE, starts=20.0),
    document("visit", "v03", "Digiauto Hartola", "081", GUIDANCE, MOBILE, starts=44.0),
    document("visit", "v04", "Digiauto Padasjoki", "576", GUIDANCE, MOBILE, starts=68.0),
    document(
        "channel", "c01", "Digituen puhelin", None, PHONE, DEVICE_USE, summary="Soita meille."
    ),
    document("channel", "c02", "Digituen chat", None, CHAT, GUIDANCE),
    document("material", "m01", "Tulosten katselu Omakannassa", None, topic("omakanta")),
    document("material", "m02", "Salasana turvaan", None, DEVICE_USE, topic("online_safety")),
    document(
        "material",
        "m03",
        "Tabletti tutuksi",
        None,
        TRAINING,
        DEVICE_USE,
        description="Harjoittele sovellusten asentamista. Apuvälineet esitellään lopuksi.",
    ),
    document("material", "m04", "Kantakortti ja muut kortit", None),
    document("topic", "t01", "OmaKanta", None, topic("omakanta")),
    document("topic", "t02", "Pankkitunnukset", None, topic("bank_identification")),
    document("topic", "t03", "Etävastaanotto", None, topic("remote_appointment")),
    document("topic", "t04", "Päijät-Sote-sovellus", None, topic("paijat_sote_app")),
    document("municipality", "398", "Lahti", "398", sv="Lahtis"),
    document("municipality", "560", "Orimattila", "560"),
    document("municipality", "781", "Sysmä", "781"),
    document("municipality", "536", "Nokia", "536"),
    *(
        document("point", f"k{n:02}", f"Kerhohuone {n}", "837", description=f"Pitkäkatu {n}")
        for n in range(1, 6)
    ),
)


@cache
def index() -> Index:
    return Index(
        DOCUMENTS,
        dictionary.DEFAULT,
        places.DEFAULT,
        words.fallback(dictionary.DEFAULT),
    )


def ids(q: str, **wanted: object) -> list[str]:
    return [hit.document.id for hit in index().search(q, **wanted).hits]  # type: ignore[arg-type]
