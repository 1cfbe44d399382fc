"""County settings: open questions with a default, so that nothing waits (section 8)."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import String, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from common.clock import now
from common.errors import NotFound, Refusal, Said, Wrong, right, say
from mentoring.store import Recorded, Row, wait_turn

OF_ITS_KIND = Said(
    "Arvon on oltava samaa lajia ja muotoa kuin oletusarvon (default).",
    "Värdet ska vara av samma slag och form som standardvärdet (default).",
    "The value must be of the kind and form of the default.",
)


class Setting(NamedTuple):
    """A default, and what else may stand in its place: a range, words, or texts of a form."""

    default: Any
    low: float | None = None
    high: float | None = None
    words: tuple[str, ...] = ()
    form: str = ""
    """Of a text that is none of a few words (a regular expression)."""

    def takes(self, value: Any) -> bool:
        """Whether a value may stand in place of the default."""
        if isinstance(self.default, dict):
            return _are_labels(value, self.default)
        if isinstance(self.default, list):
            return isinstance(value, list) and len(value) <= 20 and all(map(self._fits, value))
        if isinstance(self.default, bool) or isinstance(value, bool):
            return isinstance(value, bool) and isinstance(self.default, bool)
        if isinstance(self.default, str):
            return self._fits(value)
        kinds = (int, float) if isinstance(self.default, float) else (int,)
        low, high = self.low or 0, self.high or 0
        return isinstance(value, kinds) and low <= value <= high

    @property
    def said(self) -> Said:
        """What is said of a value that may not stand there."""
        if self.low is not None or self.high is not None:
            return right(say("out_of_range"), f"{self.low}–{self.high}")
        listed = ", ".join(word or '""' for word in self.words)
        return right(say("not_in_list"), listed) if listed and not self.form else OF_ITS_KIND

    def _fits(self, value: Any) -> bool:
        if not isinstance(value, str) or len(value) > 200:
            return False
        return value in self.words or bool(self.form and re.fullmatch(self.form, value))


def _are_labels(value: Any, default: Mapping[str, Any]) -> bool:
    """A name in fi, sv and en for each level of the organisation; Finnish is required."""
    if not isinstance(value, dict) or value.keys() != default.keys():
        return False
    names = [one for one in value.values() if isinstance(one, dict)]
    return len(names) == len(value) and all(
        one.keys() <= {"fi", "sv", "en"}
        and isinstance(one.get("fi"), str)
        and all(
            text is None or (isinstance(text, str) and 1 <= len(text) <= 80)
            for text in one.values()
        )
        for one in names
    )


CODE, HTTPS = r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}", r"https://[^\s<>\"]{4,190}"


LABELS = {
    "division": {"fi": "toimiala", "sv": "verksamhetsområde", "en": "division"},
    "result_area": {"fi": "tulosalue", "sv": "resultatområde", "en": "result area"},
    "unit": {"fi": "yksikkö", "sv": "enhet", "en": "unit"},
}
SETTINGS: dict[str, Setting] = {
    "org_level_labels": Setting(LABELS),
    "unit_levels": Setting(1, 1, 2),
    "programme_codes": Setting([], form=CODE),
    "engagement_template": Setting("result_area_contact_and_summary", form=CODE),
    "staff_includes_partners": Setting(default=False),
    "contact_coverage_kinds": Setting("result_area", words=("result_area", "division", "unit")),
    "contact_load_limit": Setting(3, 1, 20),
    "contact_load_days": Setting(30, 7, 90),
    "revisit_max_months": Setting(12, 1, 24),
    "mapping_valid_months": Setting(12, 3, 36),
    "summary_valid_months": Setting(12, 3, 36),
    "plans_per_unit_and_year": Setting(1, 1, 4),
    "embed_quarters": Setting(2, 1, 4),
    "lapse_quarters": Setting(2, 1, 4),
    "quick_help_answer_days": Setting(2, 1, 10),
    "travel_buffer_minutes": Setting(60, 0, 240),
    "feedback_rounds_per_year": Setting(2, 1, 4),
    "semiannual_anonymous": Setting(default=True),
    "feedback_min_group": Setting(5, 5, 20),
    "feedback_distribution_min_n": Setting(10, 5, 50),
    "feedback_uniform_rule": Setting("mean_only", words=("mean_only", "withhold", "show")),
    "small_group_min": Setting(5, 5, 20),
    "induction_close_days": Setting(30, 0, 90),
    "accessibility_answer_days": Setting(14, 1, 14),
    "accessibility_reminder_day": Setting(10, 1, 13),
    "allocation_end_warning_days": Setting(60, 0, 180),
    "full_week_hours": Setting(38.25, 35, 40),
    "forward_connectors": Setting("manual", words=("manual", "email", "zammad")),
    "languages": Setting(["fi", "sv", "en"], words=("fi", "sv", "en")),
    "ethics_guideline_url": Setting("", words=("",), form=HTTPS),
    "assisted_authorisation_url": Setting("https://dvv.fi/valtuudet-hva", form=HTTPS),
    "retention_registrations": Setting(6, 1, 24),
    "retention_dialogue_notes": Setting(60, 12, 120),
    "retention_answer_sets": Setting(12, 0, 24),
    "retention_forwarded_text": Setting(24, 0, 60),
    "retention_memberships": Setting(24, 0, 120),
    "retention_audit": Setting(60, 24, 120),
    "retention_access": Setting(24, 12, 60),
}
SETS: Mapping[str, Mapping[str, Any]] = {
    "paijat-hame": {"programme_codes": ["RRP", "P4", "I4"]},
    "pirkanmaa": {
        "programme_codes": ["PirSote", "Hoppu", "RRP2"],
        "org_level_labels": LABELS
        | {"result_area": {"fi": "palvelulinja", "sv": "servicelinje", "en": "service line"}},
    },
}
"""What two counties have set, as sample data."""


class CountySetting(Recorded, Row, kw_only=True):
    """A setting that the county has changed; the others have their default."""

    __tablename__ = "county_setting"

    code: Mapped[str] = mapped_column(String(60), unique=True)
    value: Mapped[dict[str, Any]]
    """`{"value": …}`."""
    changed_at: Mapped[datetime] = mapped_column(default_factory=now)


class SettingOutOfRange(Refusal):
    slug = "setting-out-of-range"
    status = 422
    title = Said(
        "Arvo ei ole sallituissa rajoissa",
        "Värdet ligger utanför gränserna",
        "The value is out of range",
    )


async def setting(session: AsyncSession, code: str) -> Any:
    """What the county has set, else the default."""
    row = await session.scalar(select(CountySetting.value).where(CountySetting.code == code))
    return SETTINGS[code].default if row is None else row["value"]


async def changed_settings(session: AsyncSession) -> dict[str, CountySetting]:
    """Those that the county has changed, by code."""
    rows = await session.scalars(select(CountySetting))
    return {row.code: row for row in rows}


async def held_setting(session: AsyncSession, code: str) -> CountySetting | None:
    """The row of a setting, if there is one; nobody else changes a setting until the end of the
    transaction. Raises NotFound: there is no such setting.
    """
    if code not in SETTINGS:
        raise NotFound
    await wait_turn(session, "county settings")
    return await session.scalar(select(CountySetting).where(CountySetting.code == code))


async def change_setting(
    session: AsyncSession, row: CountySetting | None, code: str, value: Any, by: str
) -> CountySetting:
    """Let the county have another value. Raises SettingOutOfRange."""
    if not _may_be(code, value):
        wrong = Wrong("body", "/value", "setting_out_of_range", SETTINGS[code].said)
        raise SettingOutOfRange(wrong.detail, errors=[wrong])
    if row is None:
        row = CountySetting(code=code, value={"value": value}, created_by=by, updated_by=by)
        session.add(row)
    elif row.value != {"value": value}:
        row.value, row.changed_at = {"value": value}, now()
        row.touch(by)
    await session.flush()
    return row


async def take_set(session: AsyncSession, county: str, by: str) -> None:
    """Write what a county of `SETS` has set."""
    for code, value in SETS[county].items():
        await change_setting(session, await held_setting(session, code), code, value, by)


def _may_be(code: str, value: Any) -> bool:
    is_finnish_there = code != "languages" or (isinstance(value, list) and "fi" in value)
    return SETTINGS[code].takes(value) and is_finnish_there
