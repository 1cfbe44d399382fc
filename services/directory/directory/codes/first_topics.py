"""The matters that people come with, as they call them (directory.md 2.6, 8.1)."""

TOPIC_WORDS: dict[str, dict[str, list[str]]] = {
    "paijat_sote_app": {
        "fi": ["päijät-sote", "päijätsote", "päijät-sote-sovellus", "digiklinikka"],
        "sv": ["Päijät-Sote-appen"],
        "en": ["Päijät-Sote app"],
    },
    "omakanta": {
        "fi": ["omakanta", "laboratoriotulokset", "labratulokset", "kanta-palvelut"],
        "sv": ["MittKanta", "laboratorieresultat"],
        "en": ["MyKanta", "test results"],
    },
    "suomi_fi": {
        "fi": ["suomi.fi", "suomifi", "suomi.fi-viestit"],
        "sv": ["Suomi.fi-meddelanden"],
        "en": ["Suomi.fi messages"],
    },
    "bank_identification": {
        "fi": [
            "pankkitunnukset",
            "verkkopankkitunnukset",
            "verkkopankki",
            "mobiilivarmenne",
            "tunnistautuminen",
            "vahva tunnistautuminen",
            "henkilökortti",
        ],
        "sv": ["bankkoder", "mobilcertifikat", "identifiering"],
        "en": ["bank codes", "sign-in"],
    },
    "remote_appointment": {
        "fi": ["etävastaanotto", "videovastaanotto", "etäasiointi", "etäasiointipiste"],
        "sv": ["distansmottagning", "videomottagning"],
        "en": ["remote appointment", "video appointment"],
    },
    "kela": {
        "fi": ["kela", "omakela", "kelan hakemus", "kelan etuudet"],
        "sv": ["FPA", "FPA:s förmåner"],
        "en": ["Kela", "Kela benefits"],
    },
    "e_prescription": {
        "fi": ["resepti", "sähköinen resepti", "reseptin uusiminen"],
        "sv": ["recept", "förnya recept"],
        "en": ["prescription", "renew a prescription"],
    },
    "online_safety": {
        "fi": ["huijaus", "tietojenkalastelu", "nettihuijaus"],
        "sv": ["nätfiske", "bedrägeri på nätet"],
        "en": ["phishing", "online fraud"],
    },
}
"""Search words of each topic, at most four words a phrase. `kanta` alone is a word of the search
dictionary, which knows it only as a whole word.
"""
