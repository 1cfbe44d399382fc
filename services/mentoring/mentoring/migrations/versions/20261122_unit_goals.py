"""unit goals, support practices and networks; which figures are the newest"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "c37f0a5e81d4"
down_revision = "8e42b6d0c913"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '4s'")
    op.create_table(
        "support_network",
        sa.Column("name", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "digivastaavat",
                "authorisation_officers",
                "other",
                name="networkkind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("channel_url", sa.String(length=200), nullable=True),
        *_recorded(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_support_network")),
    )
    op.create_table(
        "unit_goal",
        sa.Column("org_unit_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.String(length=2000), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        *_recorded(),
        _of_unit("unit_goal"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_goal")),
    )
    op.create_index(op.f("ix_unit_goal_org_unit_id"), "unit_goal", ["org_unit_id"])
    op.create_table(
        "unit_support_practice",
        sa.Column("org_unit_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.String(length=4000), nullable=False),
        sa.Column("links", postgresql.ARRAY(sa.String()), nullable=False),
        *_recorded(),
        _of_unit("unit_support_practice"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_support_practice")),
        sa.UniqueConstraint("org_unit_id", name=op.f("uq_unit_support_practice_org_unit_id")),
    )
    new = sa.Column("sequence", sa.BigInteger(), server_default="0", nullable=False)
    op.add_column("told_figures", new)


def downgrade() -> None:
    op.execute("set local lock_timeout = '4s'")
    op.drop_column("told_figures", "sequence")
    for table in ("unit_support_practice", "unit_goal", "support_network"):
        op.drop_table(table)


def _of_unit(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_org_unit_id_org_unit")
    return sa.ForeignKeyConstraint(["org_unit_id"], ["org_unit.id"], name=name)


def _recorded() -> tuple[sa.Column[Any], ...]:
    """What every record has."""
    moment = sa.DateTime(timezone=True)
    return (
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("updated_at", moment, nullable=False),
        sa.Column("updated_by", sa.String(length=200), nullable=False),
        sa.Column("archived_at", moment, nullable=True),
    )
