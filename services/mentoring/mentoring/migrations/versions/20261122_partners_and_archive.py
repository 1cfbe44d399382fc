"""partners and archive"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "8e42b6d0c913"
down_revision = "5d1c7a9be002"
branch_labels = None
depends_on = None

OPEN = (
    (
        "uq_engagement_open_unit",
        "engagement",
        ["team", "org_unit_id"],
        "state <> 'closed' and org_unit_id is not null",
    ),
    (
        "uq_engagement_open_partner",
        "engagement",
        ["team", "partner_id"],
        "state <> 'closed' and partner_id is not null",
    ),
    (
        "uq_adoption_open",
        "adoption",
        ["org_unit_id", "digital_service_id", "side"],
        "state not in ('cancelled', 'retired')",
    ),
)
"""Of what there may be one that is open."""
APART = (
    "update engagement set state = 'closed' where archived_at is not null",
    "update adoption set state = 'cancelled' where archived_at is not null",
    "update quarter_plan set team = id::text where archived_at is not null",
)


def upgrade() -> None:
    op.execute("set local lock_timeout = '4s'")
    op.create_table(
        "partner",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("is_archived", sa.Boolean(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner")),
    )
    op.add_column("team_membership", sa.Column("end_told", sa.Date(), nullable=True))
    op.add_column("observation", sa.Column("purged_at", sa.Date(), nullable=True))
    for name, table, columns, where in OPEN:
        op.drop_index(name, table_name=table)
        _one_of(name, table, columns, f"{where} and archived_at is null")
    op.drop_constraint(op.f("uq_quarter_plan_team"), "quarter_plan", type_="unique")
    columns = ["team", "kind", "quarter"]
    _one_of("uq_quarter_plan_quarter", "quarter_plan", columns, "archived_at is null")


def downgrade() -> None:
    """What is archived comes back as ended, and not in the way of what came after it."""
    op.execute("set local lock_timeout = '4s'")
    for statement in APART:
        op.execute(statement)
    op.drop_index("uq_quarter_plan_quarter", table_name="quarter_plan")
    columns = ["team", "kind", "quarter"]
    op.create_unique_constraint(op.f("uq_quarter_plan_team"), "quarter_plan", columns)
    for name, table, columns, where in OPEN:
        op.drop_index(name, table_name=table)
        _one_of(name, table, columns, where)
    op.drop_column("observation", "purged_at")
    op.drop_column("team_membership", "end_told")
    op.drop_table("partner")


def _one_of(name: str, table: str, columns: list[str], where: str) -> None:
    op.create_index(name, table, columns, unique=True, postgresql_where=sa.text(where))
