"""moves are found by whom and when"""

from alembic import op

revision = "2f6b90d4ac17"
down_revision = "c37f0a5e81d4"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '4s'")
    op.create_index("ix_transition_at", "transition", ["at"])
    op.create_index(op.f("ix_transition_by"), "transition", ["by"])


def downgrade() -> None:
    op.drop_index(op.f("ix_transition_by"), table_name="transition")
    op.drop_index("ix_transition_at", table_name="transition")
