"""Who gives support: roles from binding to free (directory.md 2.3)."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from directory.codes.first_levels import Said, text


class _Role(NamedTuple):
    code: str
    name: Said
    employer_kinds: list[str]
    asked: Said
    is_care_professional: bool = False
    aims_to_solve: bool = False
    required_training: tuple[str, ...] = ()
    agreement_needed: bool = False


LISTED = (
    _Role(
        "care_professional",
        ("Sote-ammattilainen", "Social- och hälsovårdspersonal", "Care professional"),
        ["county"],
        (
            "Tuntee pisteet, joihin asukas voidaan ohjata, ja ohjaa yhteydenotossa ja käynnillä",
            "Känner till punkterna dit invånaren kan hänvisas och handleder vid kontakt och besök",
            "Knows the points to which residents can be sent; guides during contact or visit",
        ),
        is_care_professional=True,
    ),
    _Role(
        "community_advisor",
        ("Yhteisöneuvoja", "Gemenskapsrådgivare", "Community advisor"),
        ["county"],
        (
            "Ratkaisee asian, useimmiten sosiaalihuollon toimipaikassa; yhteys ammattilaisiin, "
            "yhteisöihin ja Kelaan",
            "Löser ärendet, oftast på en socialvårdsenhet; länk till yrkespersoner, gemenskaper "
            "och FPA",
            "Solves the matter, mostly at social-care sites; a link to professionals, communities "
            "and Kela",
        ),
        aims_to_solve=True,
    ),
    _Role(
        "service_advisor",
        ("Palveluneuvoja", "Servicerådgivare", "Service advisor"),
        ["municipality"],
        (
            "Ratkaisee asian kunnan toimipaikassa laajoina aukioloaikoina; on käynyt DVV:n "
            "digiopastajakoulutukset; hyvinvointialueen ja muiden sopimus",
            "Löser ärendet på en kommunal enhet med långa öppettider; har gått DVV:s utbildningar "
            "för digitala handledare; avtal mellan välfärdsområdet och andra",
            "Solves the matter at a municipal site with wide hours; has done DVV's digital-guide "
            "trainings; an agreement of the county and others",
        ),
        aims_to_solve=True,
        required_training=("dvv_digital_guide",),
        agreement_needed=True,
    ),
    _Role(
        "other_professional",
        ("Muu ammattilainen", "Annan yrkesperson", "Other professional"),
        ["municipality", "kela", "dvv", "education", "state", "company"],
        (
            "Antaa tukea omassa työssään ja voi saada ohjausta alueen palveluihin; käytänteet "
            "laaditaan yhdessä",
            "Ger stöd i sitt eget arbete och kan få handledning om områdets tjänster; praxis tas "
            "fram gemensamt",
            "Gives support in the own work and may get guidance to the county's services; "
            "practices are drawn up together",
        ),
    ),
    _Role(
        "third_sector_actor",
        ("Kolmannen sektorin toimija", "Aktör inom tredje sektorn", "Third-sector actor"),
        ["third_sector", "parish"],
        (
            "Haluaa antaa tukea; saa ohjausta ja taustatukea",
            "Vill ge stöd; får handledning och stöd i bakgrunden",
            "Wants to give support; gets guidance and backing",
        ),
    ),
    _Role(
        "peer",
        (
            "Vertainen, kokemusasiantuntija tai aktiivinen kansalainen",
            "Kamrat, erfarenhetsexpert eller aktiv medborgare",
            "Peer, expert by experience or active citizen",
        ),
        [],
        ("Antaa vertaistukea", "Ger kamratstöd", "Gives peer support"),
    ),
)


def _roles() -> Iterator[tuple[str, dict[str, str | None], dict[str, Any]]]:
    for rank, role in enumerate(LISTED, start=1):
        more = {
            "obligation_rank": rank,
            "employer_kinds": role.employer_kinds,
            "is_care_professional": role.is_care_professional,
            "may_use_client_records": role.is_care_professional,
            "aims_to_solve": role.aims_to_solve,
            "required_training": list(role.required_training),
            "agreement_needed": role.agreement_needed,
            "description": text(role.asked),
        }
        yield role.code, text(role.name), more


ROLES = tuple(_roles())
"""Code, name, and what is asked of the role; rank 1 binds most."""
