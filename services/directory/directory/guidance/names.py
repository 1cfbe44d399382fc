"""How services, needs, forms, languages and wishes are called in reasons (2.5, 2.6)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from directory.guidance.offers import Text

LANGUAGES = ("fi", "sv", "en")


def _texts(rows: Mapping[str, tuple[str, str, str]]) -> dict[str, Text]:
    return {code: dict(zip(LANGUAGES, row, strict=True)) for code, row in rows.items()}


SERVICES = _texts(
    {
        "device_network": (
            "Laite ja verkkoyhteys käytettävissä",
            "Dator och internet att använda",
            "Device and internet to use",
        ),
        "web_guidance": (
            "Yleistä ohjausta verkkosivujen avulla",
            "Allmän handledning med hjälp av webbsidor",
            "General guidance with web pages",
        ),
        "sensitive_space": (
            "Sensitiivinen tila käytettävissä",
            "Avskilt rum att använda",
            "Private room to use",
        ),
        "service_guidance": (
            "Yleistä ohjausta palveluiden löytymiseen ja niiden käyttöön",
            "Allmän handledning i att hitta och använda tjänster",
            "General guidance in finding and using services",
        ),
        "transacting_together": (
            "Yhdessä asiointi palvelussa",
            "Att uträtta ärenden tillsammans i tjänsten",
            "Using the service together",
        ),
        "assisted_authorisation": (
            "Avustettu valtuutus",
            "Assisterad fullmakt",
            "Assisted authorisation",
        ),
        "interpreting": ("Tulkkauspalvelu", "Tolktjänst", "Interpreting"),
        "kela_point": ("Kelapiste", "FPA-punkt", "Kela point"),
    }
)
NEEDS = _texts(
    {
        "device_network": (
            "Laite ja verkkoyhteys",
            "Apparat och nätförbindelse",
            "Device and network",
        ),
        "device_use": (
            "Laitteen käytön tuki",
            "Stöd i att använda apparaten",
            "Using a device",
        ),
        "finding_service": (
            "Palvelun löytämisen tuki",
            "Stöd i att hitta en tjänst",
            "Finding a service",
        ),
        "using_service": (
            "Palvelun käytön tuki",
            "Stöd i att använda en tjänst",
            "Using a service",
        ),
        "information_health_literacy": (
            "Tiedon- ja terveydenlukutaito",
            "Informations- och hälsolitteracitet",
            "Information and health literacy",
        ),
    }
)
NO_NEED = _texts({"not_told": ("Digituki", "Digitalt stöd", "Digital support")})
"""What a channel helps with when no need was told: no list of needs has it."""
FORMS = _texts(
    {
        "in_person": ("lähituki", "närstöd", "in person"),
        "home_visit": ("asiakkaan kotona", "hemma hos klienten", "at your home"),
        "remote_phone": ("puhelin", "telefon", "telephone"),
        "remote_chat": ("chat", "chatt", "chat"),
        "remote_video": ("video", "video", "video"),
        "chatbot": ("chattibotti", "chattbot", "chatbot"),
        "training": ("koulutus, info", "utbildning, info", "training, information event"),
        "online_course": (
            "verkkokurssi, harjoitteluohjelma",
            "webbkurs, övningsprogram",
            "online course, practice programme",
        ),
        "material": ("sähköinen materiaali", "elektroniskt material", "electronic material"),
        "brochure": ("esite", "broschyr", "brochure"),
    }
)
TOPICS = _texts(
    {
        "paijat_sote_app": ("Päijät-Sote-sovellus", "Päijät-Sote-appen", "Päijät-Sote app"),
        "omakanta": ("OmaKanta", "MittKanta", "MyKanta"),
        "suomi_fi": ("Suomi.fi", "Suomi.fi", "Suomi.fi"),
        "bank_identification": ("Tunnistautuminen", "Identifiering", "Signing in"),
        "remote_appointment": ("Etävastaanotto", "Distansmottagning", "Remote appointment"),
        "kela": ("Kela", "FPA", "Kela"),
        "e_prescription": ("Sähköinen resepti", "Elektroniskt recept", "Electronic prescription"),
        "online_safety": ("Turvallisuus verkossa", "Säkerhet på nätet", "Online safety"),
    }
)
TARGET_GROUPS = _texts(
    {
        "young": ("nuoret", "unga", "young people"),
        "adult": ("aikuiset", "vuxna", "adults"),
        "older": ("ikäihmiset", "äldre", "older people"),
        "professional": ("ammattilaiset", "yrkespersoner", "professionals"),
        "on_behalf": ("puolesta asioivat", "ombud", "acting on behalf of somebody"),
    }
)
ACCESSIBILITY = _texts(
    {
        "wheelchair": ("pyörätuoli", "rullstol", "wheelchair"),
        "reduced_mobility": ("liikkumisrajoite", "nedsatt rörelseförmåga", "reduced mobility"),
        "rollator": ("rollaattori", "rollator", "rollator"),
        "stroller": ("lastenvaunut", "barnvagn", "stroller"),
        "visually_impaired": ("näkövamma", "synnedsättning", "visual impairment"),
        "hearing_loop": ("induktiosilmukka", "hörslinga", "hearing loop"),
        "quiet_space": ("hiljainen tila", "tyst utrymme", "quiet space"),
    }
)
SPOKEN = _texts(
    {
        "fi": ("suomi", "finska", "Finnish"),
        "sv": ("ruotsi", "svenska", "Swedish"),
        "en": ("englanti", "engelska", "English"),
        "se": ("pohjoissaame", "nordsamiska", "Northern Sámi"),
        "ar": ("arabia", "arabiska", "Arabic"),
        "de": ("saksa", "tyska", "German"),
        "es": ("espanja", "spanska", "Spanish"),
        "et": ("viro", "estniska", "Estonian"),
        "fa": ("persia", "persiska", "Persian"),
        "fr": ("ranska", "franska", "French"),
        "ku": ("kurdi", "kurdiska", "Kurdish"),
        "ru": ("venäjä", "ryska", "Russian"),
        "so": ("somali", "somaliska", "Somali"),
        "sq": ("albania", "albanska", "Albanian"),
        "th": ("thai", "thailändska", "Thai"),
        "tr": ("turkki", "turkiska", "Turkish"),
        "uk": ("ukraina", "ukrainska", "Ukrainian"),
        "vi": ("vietnam", "vietnamesiska", "Vietnamese"),
        "zh": ("kiina", "kinesiska", "Chinese"),
        "fse": ("suomalainen viittomakieli", "finskt teckenspråk", "Finnish Sign Language"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Names:
    """The names that the county may edit. A code without a name is shown as the code."""

    services: Mapping[str, Text] = field(default_factory=lambda: SERVICES)
    needs: Mapping[str, Text] = field(default_factory=lambda: NEEDS)
    forms: Mapping[str, Text] = field(default_factory=lambda: FORMS)
    topics: Mapping[str, Text] = field(default_factory=lambda: TOPICS)
    target_groups: Mapping[str, Text] = field(default_factory=lambda: TARGET_GROUPS)
    accessibility: Mapping[str, Text] = field(default_factory=lambda: ACCESSIBILITY)
    languages: Mapping[str, Text] = field(default_factory=lambda: SPOKEN)

    def called(self, list_name: str, codes: tuple[str, ...], language: str) -> str | None:
        """The names of codes of one list in a language; None when one lacks that language."""
        names = self._list(list_name)
        said = [names[code].get(language) if code in names else code for code in codes]
        known = [name for name in said if name is not None]
        return ", ".join(known) if len(known) == len(said) else None

    def _list(self, name: str) -> Mapping[str, Text]:
        lists = {
            "service": self.services,
            "need": {**NO_NEED, **self.needs},
            "form": self.forms,
            "topic": self.topics,
            "target_group": self.target_groups,
            "accessibility": self.accessibility,
            "language": self.languages,
        }
        return lists[name]
