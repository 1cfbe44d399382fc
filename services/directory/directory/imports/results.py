"""What an import found, before and after it is written: outcomes by row, counts by kind."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from directory.imports.comparing import Outcome
from directory.imports.findings import Finding

IDENTITY_CODE = "identity-code-in-text"


class RowResult(NamedTuple):
    """What becomes of one row of the file."""

    number: int
    outcome: Outcome
    origin_id: str | None
    point_id: UUID | None
    findings: Sequence[Finding]


class Compared(Protocol):
    """A file beside the database: nothing is written until `write`."""

    @property
    def rows(self) -> Sequence[RowResult]: ...

    @property
    def counts(self) -> Mapping[str, Any]: ...

    @property
    def ignored_words(self) -> Mapping[str, int]:
        """Words of services that mean nothing here, by how many places have them."""
        ...

    @property
    def municipality_codes(self) -> Collection[str | None]:
        """Where points would be written."""
        ...

    async def write(self, session: AsyncSession) -> None:
        """In the transaction of the comparison. Raises Conflict."""
        ...


def row_counts(outcomes: Mapping[Outcome, int], *, accepted: int | None = None) -> dict[str, int]:
    """`read` and each outcome; `accepted` are the rows that were taken."""
    counts = {outcome.value: outcomes.get(outcome, 0) for outcome in Outcome}
    read = sum(counts.values()) + (accepted or 0)
    refused = counts[Outcome.ERROR] + counts[Outcome.SKIPPED]
    return {"read": read, "accepted": read - refused, **counts}


def code_counts(findings: Sequence[Finding]) -> dict[str, int]:
    return dict(Counter(finding.code for finding in findings).most_common())


def share_of_errors(counts: Mapping[str, Any]) -> float:
    """Of the rows that were read, how many are errors: 0 to 1."""
    rows = counts["rows"]
    return float(rows["error"] / rows["read"]) if rows["read"] else 0.0


def holds_identity_code(rows: Sequence[RowResult]) -> bool:
    return any(finding.code == IDENTITY_CODE for row in rows for finding in row.findings)
