"""A staff key may act in the name of a person"""

import sqlalchemy as sa
from alembic import op

revision = "3b0d5f6c1a77"
down_revision = "f114b8163f5f"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '4s'")
    op.add_column("api_key", sa.Column("subject", sa.String(length=200), nullable=True))


def downgrade() -> None:
    op.drop_column("api_key", "subject")
