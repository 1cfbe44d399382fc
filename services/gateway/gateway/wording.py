"""The words around the documentation, in the languages of its readers. The contract is English."""

from collections.abc import Mapping

LANGUAGES = {"fi": "Suomi", "sv": "Svenska", "en": "English"}
_WORDS: dict[str, tuple[str, str, str]] = {
    "front_title": ("Digisillan rajapinta", "Digisiltas gränssnitt", "The API of Digisilta"),
    "front_text": (
        "Digituen paikat, palvelut ja aukioloajat avoimena rajapintana.",
        "Digistödets platser, tjänster och öppettider som ett öppet gränssnitt.",
        "Places, services and opening hours of digital support as an open API.",
    ),
    "docs_title": (
        "Rajapinnan dokumentaatio",
        "Gränssnittets dokumentation",
        "API documentation",
    ),
    "docs_english": (
        "Kuvaukset ovat englanniksi.",
        "Beskrivningarna är på engelska.",
        "All descriptions are in English.",
    ),
    "contract": (
        "Koneluettava sopimus (OpenAPI)",
        "Maskinläsbart kontrakt (OpenAPI)",
        "Machine-readable contract (OpenAPI)",
    ),
    "first_call": ("Kokeile heti", "Prova genast", "Try it now"),
    "skip": ("Siirry sisältöön", "Gå till innehållet", "Skip to content"),
    "contents": ("Sisällys", "Innehåll", "Contents"),
    "language": ("Kieli", "Språk", "Language"),
    "who": ("Kuka saa kutsua", "Vem får anropa", "Who may call"),
    "anyone": ("kuka tahansa", "vem som helst", "anyone"),
    "scope": ("oikeus", "rättighet", "scope"),
    "parameters": ("Parametrit", "Parametrar", "Parameters"),
    "name": ("Nimi", "Namn", "Name"),
    "place": ("Paikka", "Plats", "Place"),
    "kind": ("Tyyppi", "Typ", "Type"),
    "limits": ("Rajat", "Gränser", "Limits"),
    "meaning": ("Merkitys", "Betydelse", "Meaning"),
    "required": ("pakollinen", "obligatorisk", "required"),
    "body": ("Pyynnön sisältö", "Begärans innehåll", "Request body"),
    "shapes": ("Rakenteet", "Strukturer", "Shapes"),
    "answers": ("Vastaukset", "Svar", "Answers"),
    "problems": ("Virheet", "Fel", "Problems"),
    "status": ("Tila", "Status", "Status"),
    "example": ("Esimerkki", "Exempel", "Example"),
    "problem": ("Virhe", "Fel", "Problem"),
    "problem_text": (
        "Jokainen virhe tulee muodossa application/problem+json (RFC 9457). "
        "Kenttä detail kertoo, mitä juuri tässä pyynnössä oli vialla.",
        "Varje fel kommer som application/problem+json (RFC 9457). "
        "Fältet detail berättar vad som var fel i just denna begäran.",
        "Every error is application/problem+json (RFC 9457). "
        "Its detail says what was wrong with this very request.",
    ),
    "front": ("Etusivu", "Framsida", "Front page"),
}


def of(language: str) -> Mapping[str, str]:
    """All words in one of fi, sv, en."""
    place = list(LANGUAGES).index(language)
    return {name: words[place] for name, words in _WORDS.items()}
