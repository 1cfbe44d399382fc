"""What can be wrong with opening hours, or with a question about them, in words people can read."""

FIRST_YEAR = 1900
LAST_YEAR = 2999

SENTENCES: dict[str, tuple[str, str, str]] = {
    "bad_date": (
        "Päivämäärä kirjoitetaan muodossa VVVV-KK-PP.",
        "Datum skrivs i formen ÅÅÅÅ-MM-DD.",
        "A date is written as YYYY-MM-DD.",
    ),
    "bad_holiday": (
        "Pyhäpäivän koodia ei tunneta.",
        "Koden för helgdagen är okänd.",
        "The holiday's code is not known.",
    ),
    "bad_rule": (
        "Toistosääntö ei kelpaa.",
        "Upprepningsregeln är inte giltig.",
        "The rule of recurrence is not valid.",
    ),
    "bad_state": (
        "Aukiolon tilaa ei tunneta.",
        "Öppethållningens status är okänd.",
        "The state is not known.",
    ),
    "bad_text": (
        "Tekstissä on oltava suomenkielinen kohta, ja sen on oltava riittävän lyhyt.",
        "Texten måste finnas på finska och vara tillräckligt kort.",
        "A text must be given in Finnish and be short enough.",
    ),
    "bad_time": (
        "Kellonaika kirjoitetaan muodossa TT:MM.",
        "Klockslag skrivs i formen TT:MM.",
        "A time is written as HH:MM.",
    ),
    "bad_time_zone": (
        "Aukioloajat annetaan Suomen ajassa.",
        "Öppettider anges i finsk tid.",
        "Opening hours are given in the time of Europe/Helsinki.",
    ),
    "bad_type": (
        "Arvo on vääränlainen.",
        "Värdet har fel form.",
        "The value is not of the right kind.",
    ),
    "bad_weekday": (
        "Viikonpäivä on numero 1 (maanantai) – 7 (sunnuntai).",
        "Veckodagen är ett tal 1 (måndag) – 7 (söndag).",
        "A weekday is a number from 1 (Monday) to 7 (Sunday).",
    ),
    "duplicate_day": (
        "Sama päivä on annettu kahdesti.",
        "Samma dag har angetts två gånger.",
        "The same date is given twice.",
    ),
    "empty_period": (
        "Kerro ajat tai koko päivän tila.",
        "Ange tider eller hela dagens status.",
        "Give times, or a state for the whole day.",
    ),
    "not_an_exception": (
        "Vain poikkeus voi antaa päivän alemmalle tasolle.",
        "Endast ett undantag kan lämna en dag åt nästa nivå.",
        "Only an exception can leave a day to the next layer.",
    ),
    "offset_missing": (
        "Ajankohdasta puuttuu aikavyöhyke.",
        "Tidpunkten saknar tidszon.",
        "The moment has no offset from UTC.",
    ),
    "period_reversed": (
        "Jakso päättyy ennen kuin se alkaa.",
        "Perioden slutar innan den börjar.",
        "The period ends before it begins.",
    ),
    "reversed_span": (
        "Aika päättyy ennen kuin se alkaa; merkitse, jos se päättyy seuraavana päivänä.",
        "Tiden slutar innan den börjar; markera om den slutar följande dag.",
        "The span ends before it starts; say so if it ends on the next day.",
    ),
    "start_missing": (
        "Viikkojen laskemiseen tarvitaan jakson ensimmäinen päivä.",
        "Periodens första dag behövs för att räkna veckor.",
        "Counting weeks needs the first day of the period.",
    ),
    "too_long_span": (
        "Aika on pidempi kuin 24 tuntia.",
        "Tiden är längre än 24 timmar.",
        "The span is longer than 24 hours.",
    ),
    "too_many_days": (
        "Kerralla voi kysyä enintään 366 päivää.",
        "Högst 366 dagar kan frågas på en gång.",
        "At most 366 days can be asked at once.",
    ),
    "unknown_field": (
        "Kenttää ei tunneta.",
        "Fältet är okänt.",
        "The field is not known.",
    ),
    "year_out_of_range": (
        "Vuosi on sallitun välin 1900–2999 ulkopuolella.",
        "Året ligger utanför det tillåtna intervallet 1900–2999.",
        "The year is outside 1900-2999.",
    ),
    "zero_length_span": (
        "Aika alkaa ja päättyy samaan aikaan.",
        "Tiden börjar och slutar samtidigt.",
        "The span starts and ends at the same time.",
    ),
}


class BadHours(ValueError):  # noqa: N818  (a refusal is named by the fact)
    """Hours, or a question about hours, that cannot be taken.

    `code` is a key of SENTENCES, `where` a JSON pointer into what was given (empty: all of it),
    `detail` the sentence in `fi`, `sv` and `en`.
    """

    def __init__(self, code: str, where: str = "") -> None:
        """Find the sentence of the code."""
        fi, sv, en = SENTENCES[code]
        super().__init__(f"{code} at {where or '/'}: {en}")
        self.code = code
        self.where = where
        self.detail = {"fi": fi, "sv": sv, "en": en}
