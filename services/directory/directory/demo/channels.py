"""The remote channels of the demonstration: phone, chat, video and chatbot."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from directory.demo.ids import demo_id
from directory.demo.weeks import HoursOn, seasons, week
from directory.demo.words import Said, example, noon, phone, text
from directory.points.points import Visibility
from directory.remote.channels import ChannelForm, RemoteChannel
from directory.sorting import sort_key

NEEDS = (
    "device_network",
    "device_use",
    "finding_service",
    "using_service",
    "information_health_literacy",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A channel as we tell it; a number, or a page to begin on."""

    key: str
    form: ChannelForm
    name: Said
    summary: Said
    owner: str = "county"
    number: str | None = None
    hours: HoursOn | None = None
    """None for what never closes."""
    needs: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ("resident",)
    target_groups: tuple[str, ...] = ()
    languages: tuple[str, ...] = ("fi",)
    identified: bool = False
    is_default: bool = False
    visibility: Visibility = Visibility.PUBLIC
    checked: int = 25
    """How many days ago."""

    def row(self, today: date) -> RemoteChannel:
        entered = noon(today, 400)
        return RemoteChannel(
            id=demo_id(f"channel:{self.key}"),
            organisation_id=demo_id(f"organisation:{self.owner}"),
            name=text(self.name),
            sort_name=sort_key(self.name[0]),
            form=self.form,
            summary=example(self.summary),
            contacts=self._contacts(),
            url=None if self.number else f"https://example.fi/{self.key.replace('_', '-')}",
            audiences=list(self.audiences),
            target_groups=list(self.target_groups),
            levels=list(self.levels),
            needs=list(self.needs),
            topics=list(self.topics),
            languages_spoken=list(self.languages),
            requires_identification=self.identified,
            hours=self.hours and self.hours(today),
            is_default=self.is_default,
            visibility=self.visibility,
            created_at=entered,
            updated_at=entered,
        )

    def _contacts(self) -> list[dict[str, Any]]:
        return [phone(self.number, *self.languages)] if self.number else []


LINES = (
    Line(
        key="puhelin",
        form=ChannelForm.REMOTE_PHONE,
        name=("Digituen puhelin", "Digistödets telefon", "Digital Support Phone"),
        summary=(
            "apua kaikkeen digiasiointiin puhelimessa.",
            "hjälp per telefon med alla digitala ärenden.",
            "help by phone with all digital matters.",
        ),
        number="03 000 0501",
        hours=seasons("12345 08:00-15:00", summer=("12345 09:00-14:00",)),
        needs=NEEDS,
        languages=("fi", "sv", "en"),
        is_default=True,
    ),
    Line(
        key="chat",
        form=ChannelForm.REMOTE_CHAT,
        name=("Digituen chat", "Digistödets chatt", "Digital Support Chat"),
        summary=(
            "kirjaudu pankkitunnuksilla tai mobiilivarmenteella.",
            "logga in med bankkoder eller mobilcertifikat.",
            "sign in with bank codes or a mobile certificate.",
        ),
        hours=week("12345 09:00-15:00"),
        needs=("finding_service", "using_service"),
        languages=("fi", "en"),
        identified=True,
    ),
    Line(
        key="video_opastus",
        form=ChannelForm.REMOTE_VIDEO,
        name=("Etäopastus videolla", "Handledning per video", "Guidance by Video"),
        summary=(
            "harjoitellaan etävastaanottoa yhdessä, ajanvaraus.",
            "vi övar distansmottagning tillsammans, tidsbokning.",
            "practise remote appointments together, by appointment.",
        ),
        hours=week("24 10:00-14:00 by_appointment"),
        needs=("device_use", "using_service"),
        topics=("remote_appointment", "paijat_sote_app", "omakanta"),
        languages=("fi", "sv"),
        checked=80,
    ),
    Line(
        key="botti",
        form=ChannelForm.CHATBOT,
        name=("Neuvontabotti Helmi", "Rådgivningsbotten Helmi", "Advice Bot Helmi"),
        summary=(
            "vastaa yleisiin kysymyksiin kellon ympäri.",
            "svarar på allmänna frågor dygnet runt.",
            "answers general questions around the clock.",
        ),
        needs=("finding_service", "information_health_literacy"),
        languages=("fi", "sv", "en"),
    ),
    Line(
        key="kela_puhelin",
        owner="kela",
        form=ChannelForm.REMOTE_PHONE,
        name=("Kelan etäneuvonta", "FPA:s distansrådgivning", "Kela Remote Advice"),
        summary=(
            "Kelan etuudet ja OmaKela puhelimessa.",
            "FPA:s förmåner och MittFPA per telefon.",
            None,
        ),
        number="03 000 0505",
        hours=week("12345 09:00-16:00"),
        topics=("kela",),
        languages=("fi", "sv", "en"),
        checked=140,
    ),
    Line(
        key="iltapuhelin",
        owner="digikaverit",
        form=ChannelForm.REMOTE_PHONE,
        name=("Digikaverien iltapuhelin", "Digikamraternas kvällstelefon", None),
        summary=("vertaisapua laitteisiin maanantaisin ja keskiviikkoisin.", None, None),
        number="03 000 0506",
        hours=week("13 17:00-19:00", holidays=[]),
        needs=("device_use", "device_network"),
        target_groups=("older", "adult"),
        checked=60,
    ),
    Line(
        key="svenska",
        form=ChannelForm.REMOTE_PHONE,
        name=("Digineuvonta ruotsiksi", "Digirådgivning på svenska", "Guidance in Swedish"),
        summary=(
            "puhelinneuvontaa ruotsiksi tiistaisin.",
            "telefonrådgivning på svenska på tisdagar.",
            "phone advice in Swedish on Tuesdays.",
        ),
        number="03 000 0507",
        hours=week("2 12:00-15:00"),
        languages=("sv",),
    ),
    Line(
        key="paakayttajatuki",
        form=ChannelForm.REMOTE_PHONE,
        name=("Pääkäyttäjätuki", "Huvudanvändarstöd", "Key-User Support"),
        summary=(
            "ammattilaisten apu järjestelmissä puhelimella ja tukipyynnöllä.",
            "yrkespersoners hjälp med systemen per telefon och ärende.",
            "help with systems for professionals, by phone and ticket.",
        ),
        number="03 000 0508",
        hours=week("12345 08:00-16:00"),
        needs=("device_use", "using_service"),
        levels=("professional/in_person_learner", "professional/remote_user"),
        audiences=("professional",),
        target_groups=("professional",),
        languages=("fi", "sv", "en"),
        checked=18,
    ),
    Line(
        key="paivystys",
        form=ChannelForm.REMOTE_VIDEO,
        name=("Digivastaavien päivystys", "Digiansvarigas jour", "Digivastaava On Call"),
        summary=("ammattilaisten oma tuki Teamsissa.", None, None),
        hours=week("12345 12:00-13:00"),
        levels=("professional/in_person_learner", "professional/remote_user"),
        audiences=("professional",),
        visibility=Visibility.STAFF,
    ),
)
