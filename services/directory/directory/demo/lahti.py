"""Support points in the middle of Lahti."""

from directory.demo.officers import IN_FORCE
from directory.demo.spots import Spot, booked, service
from directory.demo.weeks import (
    SELF_SERVICE_ON_HOLIDAYS,
    SHORT_EVES,
    seasons,
    week,
)
from directory.demo.words import fi, text
from directory.points.points import PointKind

STEP_FREE = {"wheelchair": "yes", "rollator": "yes", "stroller": "yes", "reduced_mobility": "yes"}

POINTS = (
    Spot(
        key="harju",
        owner="county",
        kind=PointKind.COUNTY,
        code="398",
        name=("Harjun digitukipiste", "Harjus digistödspunkt", "Harju Digital Support Point"),
        summary=(
            "apua digiasiointiin ja avustettu valtuutus.",
            "hjälp med digitala ärenden och assisterad fullmakt.",
            "help with digital services and assisted authorisation.",
        ),
        description=(
            "Yhteisöneuvojat auttavat sähköisessä asioinnissa alusta loppuun. Tulla voi ilman "
            "ajanvarausta; avustettuun valtuutukseen varataan aika.",
            "Gemenskapsrådgivarna hjälper med e-ärenden från början till slut. Du kan komma utan "
            "tidsbokning; för assisterad fullmakt bokas en tid.",
            "Community advisors help with electronic services from start to finish. No booking is "
            "needed, except for assisted authorisation.",
        ),
        street="Esimerkkikatu 1",
        at=(60.9835, 25.6610),
        number="03 000 0101",
        services=(
            service("service_guidance"),
            service("transacting_together"),
            booked(
                "assisted_authorisation",
                "03 000 0101",
                qualified_person_ids=[str(person) for person in IN_FORCE],
            ),
            service("sensitive_space"),
        ),
        hours=seasons("12345 09:00-16:00", summer=("1234 10:00-14:00",), christmas=()),
        roles=("community_advisor", "care_professional"),
        languages=("fi", "en"),
        accessible={**STEP_FREE, "hearing_loop": "yes", "quiet_space": "yes"},
        entrance=(
            "Esteetön sisäänkäynti kadun puolelta, ovi avautuu painikkeesta.",
            "Tillgänglig ingång från gatan, dörren öppnas med knapp.",
            "Step-free entrance from the street; the door opens with a button.",
        ),
        checked=(12, "county"),
    ),
    Spot(
        key="satama",
        owner="lahti",
        kind=PointKind.MUNICIPALITY,
        code="398",
        name=("Satamarannan kirjasto", "Hamnstrandens bibliotek", "Harbourside Library"),
        summary=(
            "tietokoneet, wifi ja tulostus, opastusta arkisin.",
            "datorer, wifi och utskrift, handledning på vardagar.",
            "computers, wifi and printing, guidance on weekdays.",
        ),
        description=fi(
            "Omatoimiaikana pääsee sisään kirjastokortilla: tietokoneet, langaton verkko, tulostin "
            "ja skanneri ovat käytettävissä. Opastusta saa, kun henkilökunta on paikalla."
        ),
        street="Näytelaituri 2",
        at=(60.9900, 25.6500),
        number="03 000 0102",
        services=(
            service("device_network"),
            service("web_guidance"),
            service("service_guidance"),
        ),
        hours=seasons(
            "12345 10:00-18:00",
            "12345 07:00-21:00 self_service",
            "67 09:00-18:00 self_service",
            summer=("12345 11:00-17:00", "1234567 08:00-20:00 self_service"),
            christmas=("6 10:00-14:00 self_service",),
            holidays=SELF_SERVICE_ON_HOLIDAYS,
        ),
        languages=("fi", "sv"),
        accessible={**STEP_FREE, "visually_impaired": "yes"},
        checked=(20, "partner"),
    ),
    Spot(
        key="ankkuri",
        owner="lahti",
        kind=PointKind.MUNICIPALITY,
        code="398",
        name=("Ruorin kirjasto", "Rodrets bibliotek", "Helm Library"),
        summary=(
            "laitteet käyttöön, digiopastusta myös illalla.",
            "apparater att använda, handledning även på kvällen.",
            "devices to use, guidance also in the evening.",
        ),
        street="Näytelaituri 11",
        at=(60.9885, 25.6415),
        number="03 000 0103",
        services=(
            service("device_network"),
            service("web_guidance"),
            service("service_guidance"),
        ),
        hours=seasons(
            "1234 09:00-20:00",
            "5 09:00-17:00",
            "6 10:00-15:00",
            summer=("12345 10:00-17:00",),
            christmas=(),
            holidays=SHORT_EVES,
        ),
        languages=("fi", "sv", "en"),
        accessible=STEP_FREE,
        checked=(64, "partner"),
    ),
    Spot(
        key="kela_lahti",
        owner="kela",
        kind=PointKind.KELA,
        code="398",
        name=("Kelan palvelupiste, Lahti", "FPA:s servicepunkt, Lahtis", "Kela Point, Lahti"),
        summary=(
            "neuvontaa Kelan etuuksista ja OmaKelasta.",
            "rådgivning om FPA:s förmåner och MittFPA.",
            "advice on Kela's benefits and OmaKela.",
        ),
        street="Esimerkkikatu 7",
        at=(60.9820, 25.6580),
        number="03 000 0104",
        services=(service("kela_point"), service("service_guidance")),
        hours=week("1245 09:00-16:00", "3 10:00-16:00", "12345 12:00-12:30 closed"),
        languages=("fi", "sv", "en"),
        accessible={**STEP_FREE, "hearing_loop": "yes"},
        checked=(150, "partner"),
    ),
    Spot(
        key="palvelutori",
        owner="lahti",
        kind=PointKind.MUNICIPALITY,
        code="398",
        name=("Lahden näytepalvelutori", "Lahtis modellservicetorg", "Lahti Service Square"),
        summary=(
            "palveluneuvojat auttavat ilman ajanvarausta.",
            "servicerådgivarna hjälper utan tidsbokning.",
            "service advisors help without booking.",
        ),
        description=fi(
            "Digituki ja neuvonta samassa paikassa: kaupungin, hyvinvointialueen ja kumppanien "
            "palvelut. Lomakkeen täyttö onnistuu yhdessä palveluneuvojan kanssa."
        ),
        street="Kuvitelmantori 4",
        at=(60.9850, 25.6645),
        number="03 000 0105",
        services=(
            service("service_guidance"),
            service("transacting_together"),
            service("web_guidance"),
            service("device_network"),
        ),
        hours=seasons(
            "1234 08:00-18:00",
            "5 08:00-16:00",
            summer=("12345 09:00-15:00",),
            christmas=(),
        ),
        roles=("service_advisor",),
        languages=("fi", "sv", "en", "ru"),
        accessible=STEP_FREE,
        checked=(8, "partner"),
    ),
    Spot(
        key="radanvarsi",
        owner="county",
        kind=PointKind.COUNTY,
        code="398",
        name=(
            "Radanvarren sote-keskuksen neuvonta",
            "Rådgivningen vid Järnvägens social- och hälsocentral",
            "Trackside Health Centre Information",
        ),
        summary=(
            "ohjausta palveluihin, tulkki ja rauhallinen tila.",
            "handledning till tjänster, tolk och avskilt rum.",
            "guidance to services, interpreter and private room.",
        ),
        street="Mallitie 20",
        at=(60.9765, 25.6560),
        number="03 000 0106",
        services=(
            service("service_guidance"),
            service("sensitive_space"),
            booked(
                "interpreting",
                "03 000 0106",
                description=text(("Tulkki varataan ennalta.", "Tolk bokas på förhand.", None)),
            ),
            service("transacting_together"),
        ),
        hours=week("12345 08:00-11:00", "12345 12:00-15:30", "12345 11:00-12:00 by_appointment"),
        roles=("care_professional", "community_advisor"),
        languages=("fi", "sv", "en", "so", "ar"),
        accessible={**STEP_FREE, "quiet_space": "yes", "hearing_loop": "yes"},
        remote_appointments=True,
        checked=(300, "county"),
    ),
    Spot(
        key="kulma",
        owner="lahti",
        kind=PointKind.MUNICIPALITY,
        code="398",
        name=("Nuorten talo Kulma", "Ungdomshuset Hörnet", "Youth House Corner"),
        summary=("digiapua nuorille iltaisin.", "digital hjälp för unga på kvällarna.", None),
        street="Kuvitelmantori 9",
        at=(60.9842, 25.6540),
        number="03 000 0107",
        services=(service("device_network"), service("service_guidance")),
        hours=week("2345 14:00-20:00", "6 12:00-18:00"),
        languages=("fi", "en", "ar"),
        target_groups=("young",),
        checked=(40, "partner"),
    ),
    Spot(
        key="silta",
        owner="silta",
        kind=PointKind.THIRD_SECTOR,
        code="398",
        name=("Monikulttuurikeskus Silta", "Mångkulturella centret Bron", "Multicultural Bridge"),
        summary=(
            "digiapua omalla kielellä, tulkkausta.",
            "digital hjälp på eget språk, tolkning.",
            "digital help in your own language, interpreting.",
        ),
        street="Esimerkkikatu 15",
        at=(60.9808, 25.6500),
        number="03 000 0108",
        services=(
            service("service_guidance"),
            service("interpreting"),
            service("transacting_together"),
            service("device_network"),
        ),
        hours=week("135 10:00-15:00", "24 12:00-18:00"),
        roles=("third_sector_actor", "peer"),
        languages=("fi", "en", "ar", "ru", "so", "uk", "fa"),
        accessible={"wheelchair": "no", "stroller": "yes"},
        checked=(75, "partner"),
    ),
)
