"""The first tables, code lists and areas of the directory."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from common.bus.outbox import TUNE, WAKE
from directory.codes.areas import County, Municipality
from directory.codes.codes import Code
from directory.codes.first import FIRST_CODES
from directory.codes.first_areas import FIRST_COUNTIES, FIRST_MUNICIPALITIES

revision = "d1a7f2c40b11"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '4s'")
    op.create_table(
        "code",
        sa.Column(
            "list",
            sa.Enum(
                "service",
                "level",
                "need",
                "form",
                "role",
                "target_group",
                "topic",
                name="list",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("more", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("list", "code", name=op.f("pk_code")),
    )
    op.create_table(
        "county",
        sa.Column("code", sa.String(length=2), nullable=False),
        sa.Column("name", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_county")),
    )
    op.create_table(
        "day_hours",
        sa.Column("point_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=True),
        sa.Column("spans", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("point_id", "day", name=op.f("pk_day_hours")),
    )
    op.create_index("ix_day_hours_source", "day_hours", ["source", "day"], unique=False)
    op.create_table(
        "dead_event",
        sa.Column("hearer", sa.String(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("stream_seq", sa.BigInteger(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("error", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("retry_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "parked_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.PrimaryKeyConstraint("hearer", "event_id", name=op.f("pk_dead_event")),
    )
    op.create_table(
        "idempotency",
        sa.Column("caller", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("route", sa.String(), nullable=False),
        sa.Column("body_hash", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("headers", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column(
            "at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.PrimaryKeyConstraint("caller", "key", name=op.f("pk_idempotency")),
    )
    op.create_index(op.f("ix_idempotency_at"), "idempotency", ["at"], unique=False)
    op.create_table(
        "import",
        sa.Column(
            "format",
            sa.Enum("csv", "xlsx", "hours_csv", name="importformat", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("data_source", sa.String(length=40), nullable=False),
        sa.Column("outside_county", sa.String(length=10), nullable=False),
        sa.Column("caller", sa.String(length=80), nullable=False),
        sa.Column("counts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "checked", "applied", "refused", name="importstate", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import")),
    )
    op.create_table(
        "import_row",
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("origin_id", sa.String(length=80), nullable=True),
        sa.Column("point_id", sa.Uuid(), nullable=True),
        sa.Column("errors", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("import_id", "number", name=op.f("pk_import_row")),
    )
    op.create_index(
        "ix_import_row_outcome", "import_row", ["import_id", "outcome", "number"], unique=False
    )
    op.create_table(
        "inbox",
        sa.Column("hearer", sa.String(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column(
            "begun_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("hearer", "event_id", name=op.f("pk_inbox")),
    )
    op.create_table(
        "material",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("title", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("sort_name", sa.String(length=200, collation="C"), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "guide",
                "video",
                "course",
                "practice_programme",
                "brochure",
                "web_page",
                name="materialkind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("summary", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("files", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("order_contact", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("audiences", postgresql.ARRAY(sa.String()), nullable=False),
        sa.Column("levels", postgresql.ARRAY(sa.String()), nullable=False),
        sa.Column("needs", postgresql.ARRAY(sa.String()), nullable=False),
        sa.Column("topics", postgresql.ARRAY(sa.String()), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("learning_platform_url", sa.String(length=500), nullable=True),
        sa.Column("reviewed_on", sa.Date(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "published",
                "suspended",
                "archived",
                name="recordstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "visibility",
            sa.Enum("public", "staff", name="visibility", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("verified_by_role", sa.String(length=20), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_material")),
    )
    op.create_index(
        op.f("ix_material_organisation_id"), "material", ["organisation_id"], unique=False
    )
    op.create_table(
        "mobile_unit",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("name", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("sort_name", sa.String(length=200, collation="C"), nullable=False),
        sa.Column("summary", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("roles", postgresql.ARRAY(sa.String()), nullable=False),
        sa.Column("services", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("contacts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("accessibility", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("languages_spoken", postgresql.ARRAY(sa.String()), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "published",
                "suspended",
                "archived",
                name="recordstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "visibility",
            sa.Enum("public", "staff", name="visibility", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("verified_by_role", sa.String(length=20), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mobile_unit")),
    )
    op.create_index(
        op.f("ix_mobile_unit_organisation_id"), "mobile_unit", ["organisation_id"], unique=False
    )
    op.create_table(
        "mobile_visit",
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stop", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("municipality_code", sa.String(length=3), nullable=False),
        sa.Column("services", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("qualified_person_ids", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "planned",
                "confirmed",
                "cancelled",
                "held",
                name="visitstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("announce", sa.Boolean(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("cancel_reason", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("note", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("verified_by_role", sa.String(length=20), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mobile_visit")),
    )
    op.create_index("ix_mobile_visit_ends_at", "mobile_visit", ["ends_at"], unique=False)
    op.create_index(op.f("ix_mobile_visit_unit_id"), "mobile_visit", ["unit_id"], unique=False)
    op.create_table(
        "municipality",
        sa.Column("code", sa.String(length=3), nullable=False),
        sa.Column("name", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("wellbeing_county_code", sa.String(length=2), nullable=False),
        sa.Column("aliases", postgresql.ARRAY(sa.String()), nullable=False),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("merged_into", sa.String(length=3), nullable=True),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_municipality")),
    )
    op.create_index(
        op.f("ix_municipality_wellbeing_county_code"),
        "municipality",
        ["wellbeing_county_code"],
        unique=False,
    )
    op.create_table(
        "organisation",
        sa.Column("name", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("sort_name", sa.String(length=200, collation="C"), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "county",
                "municipality",
                "kela",
                "dvv",
                "third_sector",
                "parish",
                "education",
                "influence_body",
                "state",
                "company",
                "peer_group",
                name="organisationkind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("description", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("business_id", sa.String(length=9), nullable=True),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("municipality_codes", postgresql.ARRAY(sa.String()), nullable=False),
        sa.Column("languages", postgresql.ARRAY(sa.String()), nullable=False),
        sa.Column("contacts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("identifiers", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "state",
            sa.Enum("active", "archived", name="organisationstate", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
    )
    op.create_index(op.f("ix_organisation_sort_name"), "organisation", ["sort_name"], unique=False)
    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column(
            "told_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stream_seq", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("event_id", name=op.f("uq_outbox_event_id")),
    )
    op.create_index("ix_outbox_stream_seq", "outbox", ["stream_seq"], unique=False)
    op.create_index(
        "ix_outbox_waiting",
        "outbox",
        ["id"],
        unique=False,
        postgresql_where=sa.text("published_at IS NULL"),
    )
    op.create_table(
        "position",
        sa.Column("hearer", sa.String(), nullable=False),
        sa.Column("epoch", sa.String(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("last_id", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("hearer", name=op.f("pk_position")),
    )
    op.create_table(
        "qualification",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qualification")),
    )
    op.create_index(
        op.f("ix_qualification_person_id"), "qualification", ["person_id"], unique=False
    )
    op.create_table(
        "remote_channel",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("name", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("sort_name", sa.String(length=200, collation="C"), nullable=False),
        sa.Column(
            "form",
            sa.Enum(
                "remote_phone",
                "remote_chat",
                "remote_video",
                "chatbot",
                name="channelform",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("summary", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("description", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("contacts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("url", sa.String(length=500), nullable=True),
        sa.Column("audiences", postgresql.ARRAY(sa.String()), nullable=False),
        sa.Column("target_groups", postgresql.ARRAY(sa.String()), nullable=False),
        sa.Column("levels", postgresql.ARRAY(sa.String()), nullable=False),
        sa.Column("needs", postgresql.ARRAY(sa.String()), nullable=False),
        sa.Column("topics", postgresql.ARRAY(sa.String()), nullable=False),
        sa.Column("languages_spoken", postgresql.ARRAY(sa.String()), nullable=False),
        sa.Column("requires_identification", sa.Boolean(), nullable=False),
        sa.Column("charge", sa.String(length=20), nullable=False),
        sa.Column("hours", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "published",
                "suspended",
                "archived",
                name="recordstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "visibility",
            sa.Enum("public", "staff", name="visibility", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("verified_by_role", sa.String(length=20), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remote_channel")),
    )
    op.create_index(
        op.f("ix_remote_channel_organisation_id"),
        "remote_channel",
        ["organisation_id"],
        unique=False,
    )
    op.create_table(
        "support_point",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "county",
                "municipality",
                "kela",
                "third_sector",
                "other",
                name="pointkind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("name", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("sort_name", sa.String(length=200, collation="C"), nullable=False),
        sa.Column("summary", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("description", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("audiences", postgresql.ARRAY(sa.String()), nullable=False),
        sa.Column("target_groups", postgresql.ARRAY(sa.String()), nullable=False),
        sa.Column("municipality_code", sa.String(length=3), nullable=True),
        sa.Column("address", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("coordinate_source", sa.String(length=20), nullable=True),
        sa.Column("accuracy_m", sa.Integer(), nullable=True),
        sa.Column("entrances", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("accessibility", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("contacts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("languages_spoken", postgresql.ARRAY(sa.String()), nullable=False),
        sa.Column("roles", postgresql.ARRAY(sa.String()), nullable=False),
        sa.Column("services", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("remote_appointment_place", sa.Boolean(), nullable=False),
        sa.Column("hours", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("days_revision", sa.Integer(), nullable=False),
        sa.Column("successor_id", sa.Uuid(), nullable=True),
        sa.Column("data_source", sa.String(length=40), nullable=True),
        sa.Column("origin_id", sa.String(length=80), nullable=True),
        sa.Column("source_updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("licence", sa.String(length=200), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("field_owners", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("source_values", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("flags", postgresql.ARRAY(sa.String()), nullable=False),
        sa.Column("lapsed_to", sa.String(length=10), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "published",
                "suspended",
                "archived",
                name="recordstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "visibility",
            sa.Enum("public", "staff", name="visibility", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("verified_by_role", sa.String(length=20), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_support_point")),
    )
    op.create_index(
        op.f("ix_support_point_municipality_code"),
        "support_point",
        ["municipality_code"],
        unique=False,
    )
    op.create_index(
        op.f("ix_support_point_organisation_id"), "support_point", ["organisation_id"], unique=False
    )
    op.create_index(
        "uq_support_point_origin", "support_point", ["data_source", "origin_id"], unique=True
    )
    op.create_table(
        "told",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_told")),
    )
    op.create_table(
        "verification",
        sa.Column(
            "subject_kind",
            sa.Enum(
                "point",
                "channel",
                "visit",
                "material",
                "unit",
                name="subjectkind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "by_role",
            sa.Enum(
                "partner",
                "county",
                "import",
                "phone",
                "visit",
                name="byrole",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("caller", sa.String(length=80), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "confirmed", "changed", "unreachable", name="outcome", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("fields", postgresql.ARRAY(sa.String()), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verification")),
    )
    op.create_index(
        "ix_verification_subject",
        "verification",
        ["subject_kind", "subject_id", "at"],
        unique=False,
    )
    for statement in [*WAKE, *TUNE]:
        op.execute(statement)
    op.bulk_insert(Code.__table__, FIRST_CODES)
    op.bulk_insert(County.__table__, FIRST_COUNTIES)
    op.bulk_insert(Municipality.__table__, FIRST_MUNICIPALITIES)


def downgrade() -> None:
    op.drop_index("ix_verification_subject", table_name="verification")
    op.drop_table("verification")
    op.drop_table("told")
    op.drop_index("uq_support_point_origin", table_name="support_point")
    op.drop_index(op.f("ix_support_point_organisation_id"), table_name="support_point")
    op.drop_index(op.f("ix_support_point_municipality_code"), table_name="support_point")
    op.drop_table("support_point")
    op.drop_index(op.f("ix_remote_channel_organisation_id"), table_name="remote_channel")
    op.drop_table("remote_channel")
    op.drop_index(op.f("ix_qualification_person_id"), table_name="qualification")
    op.drop_table("qualification")
    op.drop_table("position")
    op.drop_index(
        "ix_outbox_waiting", table_name="outbox", postgresql_where=sa.text("published_at IS NULL")
    )
    op.drop_index("ix_outbox_stream_seq", table_name="outbox")
    op.drop_table("outbox")
    op.drop_index(op.f("ix_organisation_sort_name"), table_name="organisation")
    op.drop_table("organisation")
    op.drop_index(op.f("ix_municipality_wellbeing_county_code"), table_name="municipality")
    op.drop_table("municipality")
    op.drop_index(op.f("ix_mobile_visit_unit_id"), table_name="mobile_visit")
    op.drop_index("ix_mobile_visit_ends_at", table_name="mobile_visit")
    op.drop_table("mobile_visit")
    op.drop_index(op.f("ix_mobile_unit_organisation_id"), table_name="mobile_unit")
    op.drop_table("mobile_unit")
    op.drop_index(op.f("ix_material_organisation_id"), table_name="material")
    op.drop_table("material")
    op.drop_table("inbox")
    op.drop_index("ix_import_row_outcome", table_name="import_row")
    op.drop_table("import_row")
    op.drop_table("import")
    op.drop_index(op.f("ix_idempotency_at"), table_name="idempotency")
    op.drop_table("idempotency")
    op.drop_table("dead_event")
    op.drop_index("ix_day_hours_source", table_name="day_hours")
    op.drop_table("day_hours")
    op.drop_table("county")
    op.drop_table("code")
