"""The words that the dictionary begins with, as data (reference: directory 2.5, 2.6, 8.1)."""

from directory.search.tokens import listed

HEADS = listed(
    "piste tuki apu neuvonta opastus palvelu asiointi kirjasto asema keskus mentori neuvoja "
    "vastaava yhteys puhelin kone koulutus kurssi"
)
FIRST_PARTS = listed("digi etä lähi pää tieto mobiili omatoimi")
OWN_WORDS: dict[str, tuple[str, ...]] = {
    "digimentori": ("digi", "mentori"),
    "digimentorointi": ("digi", "mentorointi"),
    "digivastaava": ("digi", "vastaava"),
    "päijät-sote-sovellus": ("päijät-sote", "sovellus"),
    "puolesta-asiointi": ("asiointi",),
    "sosiaali": (),
    "suomi.fi-valtuudet": ("suomi.fi", "valtuudet"),
}
WHOLE_WORDS = frozenset({"kanta"})

Codes = tuple[tuple[str, str], ...]
MEANINGS: tuple[tuple[Codes, dict[str, str]], ...] = (
    (
        (("service", "device_network"),),
        {
            "fi": "tietokone, läppäri, kannettava, tabletti, asiakaspääte, nettiyhteys, netti, "
            "internet, wifi, wi-fi, wlan, langaton verkko, verkkoyhteys, tulostin, tulostus, "
            "tulostaa, skanneri, skannaus, itseasiointipiste, "
            "laite ja verkkoyhteys käytettävissä",
            "sv": "dator, surfplatta, internet, trådlöst nät, wlan, skrivare, "
            "enhet och nätförbindelse",
            "en": "computer, internet, wifi, wi-fi, wlan, printer, device and network",
        },
    ),
    (
        (("service", "service_guidance"),),
        {
            "fi": "digituki, digiapu, digineuvonta, digiopastus, tietokoneapu, "
            "tietotekniikkaopastus, digitalkkari, neuvonta, opastus, palveluneuvoja, "
            "yhteisöneuvoja, yhteispalvelupiste, asiointipiste, ohjaus palveluihin",
            "sv": "digitalt stöd, digistöd, digihjälp, datorhjälp, handledning, rådgivning, "
            "handledning i att hitta tjänster",
            "en": "digital support, guidance, guidance to services",
        },
    ),
    (
        (("service", "transacting_together"),),
        {
            "fi": "yhdessä asiointi, asioida yhdessä, täyttö, lomakkeen täyttö, "
            "lomakkeen täyttäminen, täyttää lomake, hakemuksen täyttö, "
            "hakemuksen täyttäminen, täyttää hakemus, auttaa täyttämään, "
            "kädestä pitäen, yhdessä asiointi palvelussa",
            "sv": "uträtta ärenden tillsammans, fylla i blankett",
            "en": "do it together, fill in a form, transacting together",
        },
    ),
    (
        (("service", "assisted_authorisation"),),
        {
            "fi": "avustettu valtuutus, valtuutus, valtakirja, valtuudet, suomi.fi-valtuudet, "
            "virkailijavaltuutus, puolesta-asiointi, asioida puolesta, toisen puolesta",
            "sv": "assisterad fullmakt, fullmakt, Suomi.fi-fullmakter",
            "en": "assisted authorisation, on behalf of",
        },
    ),
    (
        (("service", "interpreting"),),
        {
            "fi": "tulkki, tulkkaus, tulkkauspalvelu, viittomakieli",
            "sv": "tolk, tolkning, teckenspråk",
            "en": "interpreter, interpreting, sign language",
        },
    ),
    (
        (("service", "kela_point"),),
        {
            "fi": "kela, kelapiste, kelan palvelupiste, etäkela, omakela",
            "sv": "FPA, FPA-punkt",
            "en": "Kela, Kela point",
        },
    ),
    (
        (("service", "sensitive_space"),),
        {
            "fi": "sensitiivinen tila, yksityinen tila, rauhallinen tila, kahden kesken, "
            "sensitiivinen tila käytettävissä",
            "sv": "avskilt rum",
            "en": "private room",
        },
    ),
    (
        (("service", "web_guidance"),),
        {
            "fi": "verkkosivut, nettisivut, ohje netistä, ohjaus verkkosivujen avulla, "
            "yleistä ohjausta verkkosivujen avulla",
            "sv": "webbsidor, handledning på webben",
            "en": "web pages, guidance on web pages",
        },
    ),
    (
        (("need", "device_use"),),
        {
            "fi": "puhelimen käyttö, älypuhelin, kännykkä, tabletin käyttö, laitteen käyttö, "
            "tietokoneen käyttö, laitteen käytön tuki, käyttää puhelinta, "
            "käyttää tietokonetta, käyttää tablettia, käyttää laitetta, sovelluksen asennus, "
            "asentaa sovellus, päivitys, salasana, sähköposti",
            "sv": "telefon, lösenord, e-post, användning av enhet",
            "en": "phone, password, e-mail, email, using a device",
        },
    ),
    (
        (("need", "device_use"), ("form", "remote_phone")),
        {"fi": "puhelin"},
    ),
    (
        (("need", "device_network"),),
        {"fi": "laitetuki", "sv": "enhetsstöd", "en": "device support"},
    ),
    (
        (("need", "finding_service"),),
        {
            "fi": "palvelun löytäminen, löytää palvelu, palvelun löytämisen tuki, "
            "palvelujen löytäminen",
            "sv": "hitta tjänst",
            "en": "finding a service",
        },
    ),
    (
        (("need", "using_service"),),
        {
            "fi": "palvelun käyttö, käyttää palvelua, palvelun käytön tuki, palvelujen käyttö",
            "sv": "använda tjänst",
            "en": "using a service",
        },
    ),
    (
        (("need", "information_health_literacy"),),
        {
            "fi": "terveystieto, luotettava tieto, huijausviesti, tietoturva, "
            "terveydenlukutaito, tiedonlukutaito",
            "sv": "hälsoinformation, bluff, hälsolitteracitet",
            "en": "health information, scam, health literacy",
        },
    ),
    (
        (("topic", "omakanta"),),
        {
            "fi": "omakanta, kanta, laboratoriotulokset, labratulokset",
            "sv": "MittKanta, laboratorieresultat",
            "en": "MyKanta, test results",
        },
    ),
    (
        (("topic", "e_prescription"),),
        {
            "fi": "resepti, reseptin uusiminen",
            "sv": "recept, förnya recept",
            "en": "prescription",
        },
    ),
    (
        (("topic", "paijat_sote_app"),),
        {
            "fi": "päijät-sote, päijätsote, päijät-sote-sovellus, digiklinikka",
            "sv": "Päijät-Sote-appen",
            "en": "Päijät-Sote app",
        },
    ),
    (
        (("topic", "suomi_fi"),),
        {
            "fi": "suomi.fi, suomifi, suomi.fi-viestit",
            "sv": "Suomi.fi-meddelanden",
            "en": "Suomi.fi messages",
        },
    ),
    (
        (("topic", "bank_identification"),),
        {
            "fi": "pankkitunnukset, verkkopankkitunnukset, verkkopankki, mobiilivarmenne, "
            "tunnistautuminen, vahva tunnistautuminen, henkilökortti",
            "sv": "bankkoder, mobilcertifikat, identifiering",
            "en": "bank codes, sign-in",
        },
    ),
    (
        (("need", "using_service"), ("topic", "bank_identification")),
        {"fi": "pankki", "sv": "bank", "en": "bank"},
    ),
    (
        (("topic", "remote_appointment"),),
        {
            "fi": "etävastaanotto, videovastaanotto, etäasiointi, etäasiointipiste",
            "sv": "distansmottagning, videomottagning",
            "en": "remote appointment, video appointment",
        },
    ),
    (
        (("topic", "remote_appointment"), ("form", "remote_video")),
        {"en": "video"},
    ),
    ((("topic", "kela"),), {"fi": "kela, omakela", "sv": "FPA", "en": "Kela"}),
    (
        (("topic", "online_safety"),),
        {"fi": "huijaus, tietojenkalastelu", "sv": "nätfiske", "en": "phishing"},
    ),
    (
        (("form", "in_person"),),
        {"fi": "lähituki", "sv": "närstöd", "en": "in person"},
    ),
    (
        (("form", "home_visit"),),
        {"fi": "kotiin, kotikäynti", "sv": "hembesök", "en": "home visit"},
    ),
    (
        (("form", "remote_chat"),),
        {"fi": "chat, chatti", "sv": "chatt", "en": "chat"},
    ),
    (
        (("form", "remote_phone"),),
        {
            "fi": "soittaa, soitto, puhelinneuvonta, puhelimitse",
            "sv": "ringa, telefonrådgivning",
            "en": "call",
        },
    ),
    (
        (("form", "remote_video"),),
        {"fi": "video, videopuhelu", "sv": "videosamtal", "en": "video call"},
    ),
    (
        (("form", "chatbot"),),
        {"fi": "chattibotti, chatbotti, botti", "sv": "chattbot", "en": "chatbot"},
    ),
    (
        (("form", "training"),),
        {
            "fi": "kurssi, koulutus, paja, infotilaisuus",
            "sv": "kurs, utbildning",
            "en": "course, training",
        },
    ),
    (
        (("form", "online_course"),),
        {
            "fi": "verkkokurssi, harjoitteluohjelma",
            "sv": "webbkurs, nätkurs",
            "en": "online course",
        },
    ),
    (
        (("form", "material"),),
        {"fi": "sähköinen materiaali", "sv": "elektroniskt material", "en": "digital material"},
    ),
    ((("form", "brochure"),), {"fi": "esite", "sv": "broschyr", "en": "brochure"}),
    (
        (("kind", "mobile"),),
        {
            "fi": "liikkuva, kirjastoauto, digiauto, pop-up, popup",
            "sv": "mobil, bokbuss",
            "en": "mobile",
        },
    ),
    (
        (("target_group", "young"),),
        {"fi": "nuori, nuoret", "sv": "unga", "en": "young people"},
    ),
    ((("target_group", "adult"),), {"fi": "aikuinen, aikuiset", "sv": "vuxna", "en": "adults"}),
    (
        (("target_group", "older"),),
        {
            "fi": "ikäihminen, ikäihmiset, ikääntynyt, eläkeläinen, seniori",
            "sv": "äldre, seniorer, pensionärer",
            "en": "older people, seniors, pensioners",
        },
    ),
    (
        (("target_group", "professional"),),
        {"fi": "ammattilainen, ammattilaiset", "sv": "yrkespersoner", "en": "professionals"},
    ),
    (
        (("target_group", "on_behalf"),),
        {
            "fi": "puolesta asioiva, puolesta asioivat",
            "sv": "ombud",
            "en": "acting on behalf",
        },
    ),
)
