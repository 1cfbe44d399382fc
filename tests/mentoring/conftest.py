"""These tests are about mentoring, in a small invented county."""

import pytest
import pytest_asyncio
from sqlalchemy.ext.asyncio import AsyncSession

from tests.mentoring.county import County, small_county


@pytest.fixture
def service() -> str:
    return "mentoring"


@pytest_asyncio.fixture
async def county(session: AsyncSession) -> County:
    return await small_county(session)
