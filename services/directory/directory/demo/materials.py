"""The materials of the demonstration: guides, videos, courses, practice, brochures, pages."""

from dataclasses import dataclass
from datetime import date, timedelta

from directory.demo.ids import demo_id
from directory.demo.words import LANGUAGES, Said, example, noon, phone, text
from directory.remote.materials import Material, MaterialKind
from directory.sorting import sort_key

TYPES = {
    MaterialKind.GUIDE: "application/pdf",
    MaterialKind.BROCHURE: "application/pdf",
    MaterialKind.VIDEO: "video/mp4",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A material as we tell it, with a file in each language of its title."""

    key: str
    kind: MaterialKind
    title: Said
    summary: Said
    needs: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ("resident",)
    minutes: int | None = None
    owner: str = "county"
    on_platform: bool = False
    checked: int | None = 60
    """How many days ago; None is never."""

    def row(self, today: date) -> Material:
        entered = noon(today, 500)
        reviewed = None if self.checked is None else today - timedelta(days=self.checked)
        return Material(
            id=demo_id(f"material:{self.key}"),
            organisation_id=demo_id(f"organisation:{self.owner}"),
            title=text(self.title),
            sort_name=sort_key(self.title[0]),
            kind=self.kind,
            summary=example(self.summary),
            files=self._files(),
            order_contact=phone("03 000 0601") if self.kind is MaterialKind.BROCHURE else None,
            audiences=list(self.audiences),
            levels=list(self.levels),
            needs=list(self.needs),
            topics=list(self.topics),
            minutes=self.minutes,
            learning_platform_url=f"https://example.fi/kurssit/{self._page}"
            if self.on_platform
            else None,
            reviewed_on=reviewed,
            created_at=entered,
            updated_at=entered,
        )

    @property
    def _page(self) -> str:
        return self.key.replace("_", "-")

    def _files(self) -> list[dict[str, object]]:
        media_type = TYPES.get(self.kind, "text/html")
        ending = {"application/pdf": ".pdf", "video/mp4": ".mp4"}.get(media_type, "")
        return [
            {
                "language": language,
                "url": f"https://example.fi/{language}/{self._page}{ending}",
                "media_type": media_type,
                "bytes": None,
                "accessible": True,
            }
            for language, title in zip(LANGUAGES, self.title, strict=True)
            if title is not None
        ]


SHEETS = (
    Sheet(
        key="omakanta_opas",
        kind=MaterialKind.GUIDE,
        title=("OmaKanta tutuksi", "Bekanta dig med MittKanta", "Getting to Know MyKanta"),
        summary=(
            "näin katsot laboratoriotulokset ja kirjaukset.",
            "så ser du laboratorieresultat och anteckningar.",
            "how to see test results and records.",
        ),
        needs=("using_service",),
        topics=("omakanta",),
    ),
    Sheet(
        key="resepti_video",
        kind=MaterialKind.VIDEO,
        title=("Reseptin uusiminen verkossa", "Förnya recept på nätet", None),
        summary=("kolmen minuutin video.", "en video på tre minuter.", None),
        needs=("using_service",),
        topics=("e_prescription", "omakanta"),
        minutes=3,
    ),
    Sheet(
        key="suomi_fi_opas",
        kind=MaterialKind.GUIDE,
        title=("Suomi.fi-viestit käyttöön", "Ta i bruk Suomi.fi-meddelanden", None),
        summary=("viranomaispostin saa sähköisenä.", "få myndighetspost elektroniskt.", None),
        needs=("using_service", "finding_service"),
        topics=("suomi_fi",),
        owner="dvv",
    ),
    Sheet(
        key="tunnistautuminen",
        kind=MaterialKind.GUIDE,
        title=(
            "Vahva tunnistautuminen askel askeleelta",
            "Stark identifiering steg för steg",
            "Signing in Step by Step",
        ),
        summary=(
            "pankkitunnukset, mobiilivarmenne ja varmennekortti.",
            "bankkoder, mobilcertifikat och certifikatkort.",
            "bank codes, mobile certificate and card.",
        ),
        needs=("using_service", "device_use"),
        topics=("bank_identification",),
    ),
    Sheet(
        key="sovellus_harjoittelu",
        kind=MaterialKind.PRACTICE_PROGRAMME,
        title=("Harjoittele Päijät-Sote-sovellusta", "Öva Päijät-Sote-appen", None),
        summary=(
            "harjoitusympäristö ilman omia tietoja.",
            "övningsmiljö utan egna uppgifter.",
            None,
        ),
        needs=("using_service", "device_use"),
        topics=("paijat_sote_app",),
        minutes=20,
        on_platform=True,
    ),
    Sheet(
        key="etavastaanotto_video",
        kind=MaterialKind.VIDEO,
        title=("Näin tulet videovastaanotolle", "Så kommer du till en videomottagning", None),
        summary=("laitteen valmistelu ja yhteyden avaaminen.", None, None),
        needs=("using_service", "device_use"),
        topics=("remote_appointment",),
        minutes=4,
    ),
    Sheet(
        key="turvallisesti_verkossa",
        kind=MaterialKind.COURSE,
        title=("Turvallisesti verkossa", "Tryggt på nätet", "Safe Online"),
        summary=(
            "tunnista huijausviestit ja suojaa salasanasi.",
            "känn igen bluffmeddelanden och skydda dina lösenord.",
            "recognise scams and protect your passwords.",
        ),
        needs=("information_health_literacy", "device_use"),
        topics=("online_safety",),
        minutes=45,
        owner="college",
        on_platform=True,
    ),
    Sheet(
        key="tabletti_kurssi",
        kind=MaterialKind.COURSE,
        title=("Tabletti ja älypuhelin tutuiksi", "Lär känna pekplatta och smarttelefon", None),
        summary=("kurssi aloittelijalle omaan tahtiin.", None, None),
        needs=("device_use",),
        minutes=90,
        owner="college",
        on_platform=True,
        checked=320,
    ),
    Sheet(
        key="luotettava_tieto",
        kind=MaterialKind.WEB_PAGE,
        title=("Luotettavaa terveystietoa", "Tillförlitlig hälsoinformation", None),
        summary=("mistä tietoa etsitään ja miten sitä arvioidaan.", None, None),
        needs=("information_health_literacy",),
    ),
    Sheet(
        key="sahkoiset_palvelut",
        kind=MaterialKind.WEB_PAGE,
        title=(
            "Sähköiset palvelut käytössäsi",
            "Elektroniska tjänster för dig",
            "Electronic Services at Your Use",
        ),
        summary=(
            "kaikki sähköiset palvelut yhdellä sivulla.",
            "alla e-tjänster på en sida.",
            "all electronic services on one page.",
        ),
        needs=("finding_service",),
    ),
    Sheet(
        key="omakela",
        kind=MaterialKind.WEB_PAGE,
        title=("OmaKelan käyttöohje", "Anvisning för MittFPA", None),
        summary=("hakemuksen täyttäminen ja liitteet.", None, None),
        needs=("using_service",),
        topics=("kela",),
        owner="kela",
    ),
    Sheet(
        key="digituki_esite",
        kind=MaterialKind.BROCHURE,
        title=("Näin saat digitukea", "Så får du digitalt stöd", "How to Get Digital Support"),
        summary=(
            "esite pisteistä ja puhelimesta, myös paperilla.",
            "broschyr om punkter och telefon, även på papper.",
            "a leaflet on points and phone, also on paper.",
        ),
        needs=("finding_service",),
    ),
    Sheet(
        key="valtuutus_esite",
        kind=MaterialKind.BROCHURE,
        title=("Avustettu valtuutus", "Assisterad fullmakt", None),
        summary=("kun et voi tunnistautua itse.", "när du inte själv kan identifiera dig.", None),
        needs=("using_service",),
    ),
    Sheet(
        key="ammattilaisen_kurssi",
        kind=MaterialKind.COURSE,
        title=("Digituki osana omaa työtä", "Digitalt stöd i det egna arbetet", None),
        summary=("verkkokurssi ammattilaisille.", "nätkurs för yrkespersoner.", None),
        audiences=("professional",),
        levels=("professional/self_practiser", "professional/in_person_learner"),
        minutes=60,
        on_platform=True,
        checked=None,
    ),
)
