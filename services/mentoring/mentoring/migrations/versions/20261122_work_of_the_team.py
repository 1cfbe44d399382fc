"""work of the team"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from mentoring.people.retention import protect_trail

revision = "5d1c7a9be002"
down_revision = "392a0e4c7140"
branch_labels = None
depends_on = None


BEFORE = """
create extension if not exists btree_gist;
create extension if not exists pg_trgm;
alter table org_unit rename column valid_from to opened_on;
alter table org_unit rename column ended_on to closed_on;
alter table org_unit add code varchar(40), add updated_at timestamptz,
  add updated_by varchar(200), add archived_at timestamptz;
update org_unit set code = replace(id::text, '-', ''), updated_at = created_at,
  updated_by = created_by;
alter table org_unit alter code set not null, alter updated_at set not null,
  alter updated_by set not null, alter created_by type varchar(200);
alter table org_unit add constraint uq_org_unit_code unique (code);
create table org_unit_version (
  id uuid not null, version integer not null, created_at timestamptz not null,
  created_by varchar(200) not null, updated_at timestamptz not null,
  updated_by varchar(200) not null, archived_at timestamptz,
  org_unit_id uuid not null, parent_id uuid, name jsonb not null, valid daterange not null,
  constraint pk_org_unit_version primary key (id),
  constraint fk_org_unit_version_org_unit_id_org_unit foreign key (org_unit_id)
    references org_unit (id),
  constraint fk_org_unit_version_parent_id_org_unit foreign key (parent_id)
    references org_unit (id),
  constraint org_unit_version_apart exclude using gist (org_unit_id with =, valid with &&)
);
create index ix_org_unit_version_parent_id on org_unit_version (parent_id);
insert into org_unit_version
  select gen_random_uuid(), 1, created_at, created_by, created_at, created_by, null,
    id, parent_id, name, daterange(opened_on, closed_on) from org_unit;
drop index ix_org_unit_parent_id;
drop index ix_org_unit_place;
alter table org_unit drop column name, drop column parent_id;
create index ix_org_unit_place on org_unit (opened_on, id);
"""
"""A unit's name and parent move into versions with days."""
AFTER = """
drop function refuse_rewriting;
drop index ix_org_unit_place;
alter table org_unit add name jsonb, add parent_id uuid;
update org_unit set name = v.name, parent_id = v.parent_id
  from (select distinct on (org_unit_id) * from org_unit_version order by org_unit_id,
    lower(valid) desc) v where v.org_unit_id = org_unit.id;
drop table org_unit_version;
alter table org_unit alter name set not null, drop column code, drop column updated_at,
  drop column updated_by, drop column archived_at,
  add constraint fk_org_unit_parent_id_org_unit foreign key (parent_id) references org_unit (id);
alter table org_unit rename column opened_on to valid_from;
alter table org_unit rename column closed_on to ended_on;
create index ix_org_unit_parent_id on org_unit (parent_id);
create index ix_org_unit_place on org_unit (valid_from, id);
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '4s'")
    _each(BEFORE)
    op.execute("set local lock_timeout = '4s'")
    op.create_table(
        "access_entry",
        sa.Column("id", sa.Integer(), sa.Identity(always=True), nullable=False),
        sa.Column("noun", sa.String(length=40), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=True),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("author", sa.String(length=200), nullable=True),
        sa.Column("person_ids", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_entry")),
    )
    op.create_index("ix_access_entry_at", "access_entry", ["at"], unique=False)
    op.create_index(op.f("ix_access_entry_author"), "access_entry", ["author"], unique=False)
    op.create_index(op.f("ix_access_entry_by"), "access_entry", ["by"], unique=False)
    op.create_index(
        "ix_access_entry_person_ids",
        "access_entry",
        ["person_ids"],
        unique=False,
        postgresql_using="gin",
    )
    op.create_index(op.f("ix_access_entry_record_id"), "access_entry", ["record_id"], unique=False)
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Integer(), sa.Identity(always=True), nullable=False),
        sa.Column("noun", sa.String(length=40), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=60), nullable=False),
        sa.Column("before", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("after", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
    )
    op.create_index("ix_audit_entry_at", "audit_entry", ["at"], unique=False)
    op.create_index(op.f("ix_audit_entry_by"), "audit_entry", ["by"], unique=False)
    op.create_index("ix_audit_entry_record", "audit_entry", ["record_id", "id"], unique=False)
    op.create_table(
        "county_setting",
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("value", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.String(length=200), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_county_setting")),
        sa.UniqueConstraint("code", name=op.f("uq_county_setting_code")),
    )
    op.create_table(
        "development_plan",
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("goal", sa.String(length=2000), nullable=True),
        sa.Column("proposed_by", sa.String(length=200), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("org_unit_id", sa.Uuid(), nullable=True),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.String(length=200), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_development_plan")),
    )
    op.create_index(
        op.f("ix_development_plan_org_unit_id"), "development_plan", ["org_unit_id"], unique=False
    )
    op.create_index(
        op.f("ix_development_plan_owner_id"), "development_plan", ["owner_id"], unique=False
    )
    op.create_index(
        "ix_development_plan_year", "development_plan", ["org_unit_id", "year"], unique=False
    )
    op.create_table(
        "engagement",
        sa.Column("team", sa.String(length=40), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=True),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("revisit_on", sa.Date(), nullable=True),
        sa.Column("paused_until", sa.Date(), nullable=True),
        sa.Column("declined_because", sa.String(length=40), nullable=True),
        sa.Column("had_dialogue", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("org_unit_id", sa.Uuid(), nullable=True),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.String(length=200), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_engagement")),
    )
    op.create_index(op.f("ix_engagement_org_unit_id"), "engagement", ["org_unit_id"], unique=False)
    op.create_index(op.f("ix_engagement_owner_id"), "engagement", ["owner_id"], unique=False)
    op.create_index(op.f("ix_engagement_partner_id"), "engagement", ["partner_id"], unique=False)
    op.create_index(
        "uq_engagement_open_partner",
        "engagement",
        ["team", "partner_id"],
        unique=True,
        postgresql_where=sa.text("state <> 'closed' and partner_id is not null"),
    )
    op.create_index(
        "uq_engagement_open_unit",
        "engagement",
        ["team", "org_unit_id"],
        unique=True,
        postgresql_where=sa.text("state <> 'closed' and org_unit_id is not null"),
    )
    op.create_table(
        "focus_area",
        sa.Column("name", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("period", sa.String(length=20), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "proposed",
                "active",
                "rooted_in_operations",
                "dropped",
                name="focusstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.String(length=200), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_focus_area")),
    )
    op.create_table(
        "forward_target",
        sa.Column(
            "kind",
            sa.Enum(
                "it",
                "it_supplier",
                "key_user",
                "vendor",
                "digital_services",
                "communications",
                "project",
                "other",
                name="targetkind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("name", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "connector",
            sa.Enum(
                "manual", "email", "zammad", name="connectorname", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("channel", sa.String(length=200), nullable=True),
        sa.Column("handlers", postgresql.ARRAY(sa.String()), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.String(length=200), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forward_target")),
    )
    op.create_table(
        "mapping_template",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("names", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("questions", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.String(length=200), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mapping_template")),
        sa.UniqueConstraint("code", "edition", name=op.f("uq_mapping_template_code")),
    )
    op.create_table(
        "need",
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("public_summary", sa.String(length=2000), nullable=True),
        sa.Column("partner_id", sa.Uuid(), nullable=True),
        sa.Column("digital_service_id", sa.Uuid(), nullable=True),
        sa.Column(
            "size",
            sa.Enum(
                "quick_help",
                "training",
                "material",
                "pilot",
                "adoption",
                "it_change",
                "new_development",
                name="size",
                native_enum=False,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("topic", sa.String(length=40), nullable=True),
        sa.Column(
            "priority",
            sa.Enum("high", "medium", "low", name="priority", native_enum=False, length=40),
            nullable=True,
        ),
        sa.Column("goal", sa.String(length=2000), nullable=True),
        sa.Column("affected_group", sa.String(length=500), nullable=True),
        sa.Column("outcome", sa.String(length=2000), nullable=True),
        sa.Column("result", sa.String(length=2000), nullable=True),
        sa.Column("unit_owner_id", sa.Uuid(), nullable=True),
        sa.Column("strategic_aim_ids", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("share_with_supervisor", sa.Boolean(), nullable=False),
        sa.Column("is_request", sa.Boolean(), nullable=False),
        sa.Column("raised_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("met_on", sa.Date(), nullable=True),
        sa.Column("declined_because", sa.String(length=40), nullable=True),
        sa.Column("duplicates", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("linked_noun", sa.String(length=40), nullable=True),
        sa.Column("linked_id", sa.Uuid(), nullable=True),
        sa.Column("forwarded_from", sa.String(length=40), nullable=True),
        sa.Column("forwarded_item_id", sa.Uuid(), nullable=True),
        sa.Column("merged_into", sa.Uuid(), nullable=True),
        sa.Column("benefits", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("org_unit_id", sa.Uuid(), nullable=True),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.String(length=200), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["merged_into"], ["need.id"], name=op.f("fk_need_merged_into_need")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need")),
    )
    op.create_index("ix_need_benefits", "need", ["benefits"], unique=False, postgresql_using="gin")
    op.create_index(
        op.f("ix_need_digital_service_id"), "need", ["digital_service_id"], unique=False
    )
    op.create_index(op.f("ix_need_forwarded_item_id"), "need", ["forwarded_item_id"], unique=False)
    op.create_index("ix_need_linked", "need", ["linked_noun", "linked_id"], unique=False)
    op.create_index(op.f("ix_need_merged_into"), "need", ["merged_into"], unique=False)
    op.create_index(op.f("ix_need_org_unit_id"), "need", ["org_unit_id"], unique=False)
    op.create_index(op.f("ix_need_owner_id"), "need", ["owner_id"], unique=False)
    op.create_index(op.f("ix_need_partner_id"), "need", ["partner_id"], unique=False)
    op.create_index("ix_need_raised_on", "need", ["raised_on"], unique=False)
    op.create_index(op.f("ix_need_topic"), "need", ["topic"], unique=False)
    op.create_index(op.f("ix_need_unit_owner_id"), "need", ["unit_owner_id"], unique=False)
    op.create_table(
        "person",
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("display_name", sa.String(length=120), nullable=False),
        sa.Column("work_email", sa.String(length=200), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("deactivated_on", sa.Date(), nullable=True),
        sa.Column("purged_at", sa.Date(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.String(length=200), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("subject", name=op.f("uq_person_subject")),
    )
    op.create_table(
        "platform",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("names", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.String(length=200), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_platform")),
        sa.UniqueConstraint("code", name=op.f("uq_platform_code")),
    )
    op.create_table(
        "programme_goal",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("quotation", sa.String(length=2000), nullable=True),
        sa.Column("valid", postgresql.DATERANGE(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.String(length=200), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_goal")),
    )
    op.create_table(
        "quarter_plan",
        sa.Column("team", sa.String(length=40), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "mentoring_team", "digital_services", name="plankind", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("quarter", sa.String(length=6), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("org_unit_id", sa.Uuid(), nullable=True),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.String(length=200), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quarter_plan")),
        sa.UniqueConstraint("team", "kind", "quarter", name=op.f("uq_quarter_plan_team")),
    )
    op.create_index(
        op.f("ix_quarter_plan_org_unit_id"), "quarter_plan", ["org_unit_id"], unique=False
    )
    op.create_index(op.f("ix_quarter_plan_owner_id"), "quarter_plan", ["owner_id"], unique=False)
    op.create_index(op.f("ix_quarter_plan_quarter"), "quarter_plan", ["quarter"], unique=False)
    op.create_table(
        "strategic_aim",
        sa.Column("name", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("quotation", sa.String(length=2000), nullable=True),
        sa.Column("description", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("valid", postgresql.DATERANGE(), nullable=False),
        sa.Column("tags", postgresql.ARRAY(sa.String()), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.String(length=200), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_strategic_aim")),
    )
    op.create_table(
        "team",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.String(length=200), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team")),
        sa.UniqueConstraint("code", name=op.f("uq_team_code")),
    )
    op.create_table(
        "team_decision",
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("text", sa.String(length=2000), nullable=False),
        sa.Column("parties", postgresql.ARRAY(sa.String()), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.String(length=200), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_decision")),
    )
    op.create_table(
        "told_figures",
        sa.Column("org_unit_id", sa.Uuid(), nullable=False),
        sa.Column("quarter", sa.String(length=6), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("figures", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.String(length=200), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_told_figures")),
        sa.UniqueConstraint("org_unit_id", "quarter", name=op.f("uq_told_figures_org_unit_id")),
    )
    op.create_table(
        "transition",
        sa.Column("id", sa.Integer(), sa.Identity(always=True), nullable=False),
        sa.Column("noun", sa.String(length=40), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("from_state", sa.String(length=40), nullable=True),
        sa.Column("to_state", sa.String(length=40), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.String(length=2000), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("org_unit_id", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transition")),
    )
    op.create_index(op.f("ix_transition_org_unit_id"), "transition", ["org_unit_id"], unique=False)
    op.create_index("ix_transition_record", "transition", ["record_id", "id"], unique=False)
    op.create_table(
        "absence_cover",
        sa.Column("covered_id", sa.Uuid(), nullable=False),
        sa.Column("covering_id", sa.Uuid(), nullable=False),
        sa.Column("valid", postgresql.DATERANGE(), nullable=False),
        sa.Column("purged_at", sa.Date(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.String(length=200), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["covered_id"], ["person.id"], name=op.f("fk_absence_cover_covered_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["covering_id"], ["person.id"], name=op.f("fk_absence_cover_covering_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence_cover")),
    )
    op.create_index(
        op.f("ix_absence_cover_covered_id"), "absence_cover", ["covered_id"], unique=False
    )
    op.create_index(
        op.f("ix_absence_cover_covering_id"), "absence_cover", ["covering_id"], unique=False
    )
    op.create_table(
        "dialogue_entry",
        sa.Column("engagement_id", sa.Uuid(), nullable=False),
        sa.Column("org_unit_id", sa.Uuid(), nullable=True),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "outreach_contact",
                "meeting",
                "workshop",
                "message",
                name="entrykind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "channel",
            sa.Enum(
                "in_person", "teams", "phone", "email", name="channel", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column(
            "purpose",
            sa.Enum(
                "adoption_support",
                "awareness",
                "skill_support",
                name="purpose",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "audience",
            sa.Enum(
                "resident",
                "professional",
                "both",
                "partner",
                name="audience",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("participants", postgresql.ARRAY(sa.String()), nullable=False),
        sa.Column("two_way", sa.Boolean(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.Column("planned_on", sa.Date(), nullable=True),
        sa.Column(
            "contribution",
            sa.Enum(
                "strategy_deployer",
                "pioneer",
                "information_broker",
                "change_encourager",
                name="contribution",
                native_enum=False,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("programme", sa.String(length=40), nullable=True),
        sa.Column("staff_ids", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("text", sa.String(length=4000), nullable=True),
        sa.Column("reason", sa.String(length=2000), nullable=True),
        sa.Column("shared_with_unit", sa.Boolean(), nullable=False),
        sa.Column("purged_at", sa.Date(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.String(length=200), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["engagement_id"],
            ["engagement.id"],
            name=op.f("fk_dialogue_entry_engagement_id_engagement"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dialogue_entry")),
    )
    op.create_index(
        op.f("ix_dialogue_entry_engagement_id"), "dialogue_entry", ["engagement_id"], unique=False
    )
    op.create_index(op.f("ix_dialogue_entry_held_on"), "dialogue_entry", ["held_on"], unique=False)
    op.create_index(
        op.f("ix_dialogue_entry_org_unit_id"), "dialogue_entry", ["org_unit_id"], unique=False
    )
    op.create_table(
        "digital_service",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("names", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "remote_appointment",
                "digital_care_pathway",
                "digital_service_pathway",
                "digital_clinic",
                "chat",
                "app",
                "web_page",
                "m365_app",
                "chatbot",
                "other",
                name="servicekind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "audience",
            sa.Enum(
                "resident", "professional", "both", name="servedside", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column(
            "lifecycle",
            sa.Enum(
                "planned",
                "pilot",
                "in_use",
                "retiring",
                "retired",
                name="lifecycle",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("platform_id", sa.Uuid(), nullable=True),
        sa.Column("support_contact", sa.String(length=500), nullable=True),
        sa.Column("metric_codes", postgresql.ARRAY(sa.String()), nullable=False),
        sa.Column("tags", postgresql.ARRAY(sa.String()), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.String(length=200), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["platform_id"], ["platform.id"], name=op.f("fk_digital_service_platform_id_platform")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digital_service")),
        sa.UniqueConstraint("code", name=op.f("uq_digital_service_code")),
    )
    op.create_index(
        op.f("ix_digital_service_platform_id"), "digital_service", ["platform_id"], unique=False
    )
    op.create_table(
        "forwarded_item",
        sa.Column(
            "kind",
            sa.Enum(
                "fault",
                "problem",
                "need",
                "usage_guidance",
                "accessibility_feedback",
                name="itemkind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("target_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.String(length=2000), nullable=True),
        sa.Column(
            "origin",
            sa.Enum(
                "need",
                "outreach",
                "accessibility_report",
                "partner",
                "unit",
                name="origin",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("need_id", sa.Uuid(), nullable=True),
        sa.Column("outreach_event_id", sa.Uuid(), nullable=True),
        sa.Column("partner_id", sa.Uuid(), nullable=True),
        sa.Column("digital_service_id", sa.Uuid(), nullable=True),
        sa.Column("route", sa.Integer(), nullable=False),
        sa.Column("external_ref", sa.String(length=200), nullable=True),
        sa.Column("external_id", sa.String(length=80), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.Column("resolved_on", sa.Date(), nullable=True),
        sa.Column("resolution_code", sa.String(length=40), nullable=True),
        sa.Column("reported_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("followed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("purged_at", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("org_unit_id", sa.Uuid(), nullable=True),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.String(length=200), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["target_id"],
            ["forward_target.id"],
            name=op.f("fk_forwarded_item_target_id_forward_target"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forwarded_item")),
    )
    op.create_index(
        op.f("ix_forwarded_item_digital_service_id"),
        "forwarded_item",
        ["digital_service_id"],
        unique=False,
    )
    op.create_index(
        "ix_forwarded_item_external_ref", "forwarded_item", ["external_ref"], unique=False
    )
    op.create_index(op.f("ix_forwarded_item_need_id"), "forwarded_item", ["need_id"], unique=False)
    op.create_index(
        op.f("ix_forwarded_item_org_unit_id"), "forwarded_item", ["org_unit_id"], unique=False
    )
    op.create_index(
        op.f("ix_forwarded_item_outreach_event_id"),
        "forwarded_item",
        ["outreach_event_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_forwarded_item_owner_id"), "forwarded_item", ["owner_id"], unique=False
    )
    op.create_index(
        op.f("ix_forwarded_item_partner_id"), "forwarded_item", ["partner_id"], unique=False
    )
    op.create_index(
        op.f("ix_forwarded_item_target_id"), "forwarded_item", ["target_id"], unique=False
    )
    op.create_table(
        "handover",
        sa.Column("engagement_id", sa.Uuid(), nullable=False),
        sa.Column("receiver_id", sa.Uuid(), nullable=False),
        sa.Column("requester_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(length=2000), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("org_unit_id", sa.Uuid(), nullable=True),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.String(length=200), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_handover_engagement_id_engagement")
        ),
        sa.ForeignKeyConstraint(
            ["receiver_id"], ["person.id"], name=op.f("fk_handover_receiver_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["requester_id"], ["person.id"], name=op.f("fk_handover_requester_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover")),
    )
    op.create_index(op.f("ix_handover_engagement_id"), "handover", ["engagement_id"], unique=False)
    op.create_index(op.f("ix_handover_org_unit_id"), "handover", ["org_unit_id"], unique=False)
    op.create_index(op.f("ix_handover_owner_id"), "handover", ["owner_id"], unique=False)
    op.create_index(op.f("ix_handover_receiver_id"), "handover", ["receiver_id"], unique=False)
    op.create_index(op.f("ix_handover_requester_id"), "handover", ["requester_id"], unique=False)
    op.create_table(
        "leadership",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("org_unit_id", sa.Uuid(), nullable=False),
        sa.Column(
            "unit_kind",
            sa.Enum(
                "county",
                "division",
                "result_area",
                "unit",
                name="unitkind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "kind",
            sa.Enum("supervisor", "leader", name="leadershipkind", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("valid", postgresql.DATERANGE(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.String(length=200), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["org_unit_id"], ["org_unit.id"], name=op.f("fk_leadership_org_unit_id_org_unit")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_leadership_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leadership")),
    )
    op.create_index(op.f("ix_leadership_org_unit_id"), "leadership", ["org_unit_id"], unique=False)
    op.create_index("ix_leadership_person_id", "leadership", ["person_id"], unique=False)
    op.create_table(
        "mapping",
        sa.Column("template_id", sa.Uuid(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "adoption_support",
                "awareness",
                "skill_support",
                name="purpose",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "audience",
            sa.Enum(
                "resident",
                "professional",
                "both",
                "partner",
                name="audience",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "contribution",
            sa.Enum(
                "strategy_deployer",
                "pioneer",
                "information_broker",
                "change_encourager",
                name="contribution",
                native_enum=False,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("programme", sa.String(length=40), nullable=True),
        sa.Column("planned_on", sa.Date(), nullable=True),
        sa.Column("participants", postgresql.ARRAY(sa.String()), nullable=False),
        sa.Column("staff_ids", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("org_unit_id", sa.Uuid(), nullable=True),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.String(length=200), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["template_id"],
            ["mapping_template.id"],
            name=op.f("fk_mapping_template_id_mapping_template"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mapping")),
    )
    op.create_index(op.f("ix_mapping_org_unit_id"), "mapping", ["org_unit_id"], unique=False)
    op.create_index(op.f("ix_mapping_owner_id"), "mapping", ["owner_id"], unique=False)
    op.create_index(op.f("ix_mapping_template_id"), "mapping", ["template_id"], unique=False)
    op.create_index(
        "uq_mapping_completed_unit",
        "mapping",
        ["org_unit_id"],
        unique=True,
        postgresql_where=sa.text("state = 'completed'"),
    )
    op.create_table(
        "mentor_profile",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "background",
            sa.Enum(
                "health",
                "social",
                "support_services",
                name="background",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("strengths", sa.String(length=2000), nullable=True),
        sa.Column("languages", postgresql.ARRAY(sa.String()), nullable=False),
        sa.Column("purged_at", sa.Date(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.String(length=200), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_mentor_profile_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentor_profile")),
        sa.UniqueConstraint("person_id", name=op.f("uq_mentor_profile_person_id")),
    )
    op.create_table(
        "need_merge",
        sa.Column("source_id", sa.Uuid(), nullable=False),
        sa.Column("target_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.String(length=200), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["source_id"], ["need.id"], name=op.f("fk_need_merge_source_id_need")
        ),
        sa.ForeignKeyConstraint(
            ["target_id"], ["need.id"], name=op.f("fk_need_merge_target_id_need")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need_merge")),
    )
    op.create_index(op.f("ix_need_merge_source_id"), "need_merge", ["source_id"], unique=False)
    op.create_index(op.f("ix_need_merge_target_id"), "need_merge", ["target_id"], unique=False)
    op.create_table(
        "need_origin",
        sa.Column("need_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "dialogue",
                "mapping",
                "outreach",
                "feedback",
                "resident_feedback",
                "self_service",
                "partner",
                name="originkind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("org_unit_id", sa.Uuid(), nullable=True),
        sa.Column("partner_id", sa.Uuid(), nullable=True),
        sa.Column("source_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.String(length=200), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["need_id"], ["need.id"], name=op.f("fk_need_origin_need_id_need")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need_origin")),
    )
    op.create_index(op.f("ix_need_origin_need_id"), "need_origin", ["need_id"], unique=False)
    op.create_table(
        "placement",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("org_unit_id", sa.Uuid(), nullable=False),
        sa.Column("valid", postgresql.DATERANGE(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.String(length=200), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        postgresql.ExcludeConstraint(
            (sa.column("person_id"), "="),
            (sa.column("valid"), "&&"),
            using="gist",
            name="placement_one_at_a_time",
        ),
        sa.ForeignKeyConstraint(
            ["org_unit_id"], ["org_unit.id"], name=op.f("fk_placement_org_unit_id_org_unit")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_placement_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement")),
    )
    op.create_index(op.f("ix_placement_org_unit_id"), "placement", ["org_unit_id"], unique=False)
    op.create_table(
        "plan_item",
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "training",
                "material",
                "adoption",
                "pilot",
                "support",
                "it_need",
                "process_change",
                name="itemkind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("unit_owner_id", sa.Uuid(), nullable=True),
        sa.Column("digital_service_id", sa.Uuid(), nullable=True),
        sa.Column("linked_noun", sa.String(length=40), nullable=True),
        sa.Column("linked_id", sa.Uuid(), nullable=True),
        sa.Column("blocked_by_id", sa.Uuid(), nullable=True),
        sa.Column(
            "purpose",
            sa.Enum(
                "adoption_support",
                "awareness",
                "skill_support",
                name="purpose",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "audience",
            sa.Enum(
                "resident",
                "professional",
                "both",
                "partner",
                name="audience",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "contribution",
            sa.Enum(
                "strategy_deployer",
                "pioneer",
                "information_broker",
                "change_encourager",
                name="contribution",
                native_enum=False,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("programme", sa.String(length=40), nullable=True),
        sa.Column("org_unit_id", sa.Uuid(), nullable=True),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.String(length=200), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["development_plan.id"], name=op.f("fk_plan_item_plan_id_development_plan")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_item")),
    )
    op.create_index("ix_plan_item_linked", "plan_item", ["linked_noun", "linked_id"], unique=False)
    op.create_index(op.f("ix_plan_item_org_unit_id"), "plan_item", ["org_unit_id"], unique=False)
    op.create_index(op.f("ix_plan_item_owner_id"), "plan_item", ["owner_id"], unique=False)
    op.create_index(op.f("ix_plan_item_plan_id"), "plan_item", ["plan_id"], unique=False)
    op.create_index(
        op.f("ix_plan_item_unit_owner_id"), "plan_item", ["unit_owner_id"], unique=False
    )
    op.create_table(
        "plan_revision",
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=2000), nullable=True),
        sa.Column("agreed_with_id", sa.Uuid(), nullable=True),
        sa.Column("frozen", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("slip_days", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.String(length=200), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["plan_id"],
            ["development_plan.id"],
            name=op.f("fk_plan_revision_plan_id_development_plan"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_revision")),
        sa.UniqueConstraint("plan_id", "number", name="uq_plan_revision_number"),
    )
    op.create_table(
        "quarter_action",
        sa.Column("quarter_plan_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "contact_model",
                "quick_support",
                "forwarding",
                "guidance_material",
                "outreach",
                "training",
                "communication",
                "consultation",
                "other",
                name="actionkind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.String(length=2000), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "adoption_support",
                "awareness",
                "skill_support",
                name="purpose",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "audience",
            sa.Enum(
                "resident",
                "professional",
                "both",
                "partner",
                name="audience",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "contribution",
            sa.Enum(
                "strategy_deployer",
                "pioneer",
                "information_broker",
                "change_encourager",
                name="contribution",
                native_enum=False,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("programme", sa.String(length=40), nullable=True),
        sa.Column("parties", postgresql.ARRAY(sa.String()), nullable=False),
        sa.Column(
            "source",
            sa.Enum(
                "feedback",
                "dialogue",
                "synthesis",
                "need",
                "release",
                "management",
                name="actionsource",
                native_enum=False,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("source_id", sa.Uuid(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "done",
                "dropped",
                "carried_over",
                name="actionstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("remark", sa.String(length=2000), nullable=True),
        sa.Column("carried_from", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.String(length=200), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["carried_from"],
            ["quarter_action.id"],
            name=op.f("fk_quarter_action_carried_from_quarter_action"),
        ),
        sa.ForeignKeyConstraint(
            ["quarter_plan_id"],
            ["quarter_plan.id"],
            name=op.f("fk_quarter_action_quarter_plan_id_quarter_plan"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quarter_action")),
        sa.UniqueConstraint("carried_from", name=op.f("uq_quarter_action_carried_from")),
    )
    op.create_index(
        op.f("ix_quarter_action_quarter_plan_id"),
        "quarter_action",
        ["quarter_plan_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_quarter_action_source_id"), "quarter_action", ["source_id"], unique=False
    )
    op.create_table(
        "quarter_goal",
        sa.Column("quarter_plan_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=2000), nullable=False),
        sa.Column("metric", sa.String(length=40), nullable=True),
        sa.Column("target", sa.Double(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.String(length=200), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["quarter_plan_id"],
            ["quarter_plan.id"],
            name=op.f("fk_quarter_goal_quarter_plan_id_quarter_plan"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quarter_goal")),
        sa.UniqueConstraint(
            "quarter_plan_id", "number", name=op.f("uq_quarter_goal_quarter_plan_id")
        ),
    )
    op.create_table(
        "team_membership",
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "mentor",
                "lead",
                "supervisor",
                "designer",
                "board",
                name="teamrole",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("valid", postgresql.DATERANGE(), nullable=False),
        sa.Column("purged_at", sa.Date(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.String(length=200), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_team_membership_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["team.id"], name=op.f("fk_team_membership_team_id_team")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_membership")),
    )
    op.create_index(
        op.f("ix_team_membership_person_id"), "team_membership", ["person_id"], unique=False
    )
    op.create_index(
        op.f("ix_team_membership_team_id"), "team_membership", ["team_id"], unique=False
    )
    op.create_table(
        "adoption",
        sa.Column("digital_service_id", sa.Uuid(), nullable=False),
        sa.Column(
            "side",
            sa.Enum("resident", "professional", name="side", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column(
            "purpose",
            sa.Enum(
                "adoption_support",
                "awareness",
                "skill_support",
                name="purpose",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "audience",
            sa.Enum(
                "resident",
                "professional",
                "both",
                "partner",
                name="audience",
                native_enum=False,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "contribution",
            sa.Enum(
                "strategy_deployer",
                "pioneer",
                "information_broker",
                "change_encourager",
                name="contribution",
                native_enum=False,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("programme", sa.String(length=40), nullable=True),
        sa.Column("expected_benefits", postgresql.ARRAY(sa.String()), nullable=False),
        sa.Column("change_impact", sa.String(length=2000), nullable=True),
        sa.Column("required_skills", postgresql.ARRAY(sa.String()), nullable=False),
        sa.Column("template", sa.String(length=40), nullable=True),
        sa.Column("responsible_id", sa.Uuid(), nullable=True),
        sa.Column("pilot_scope", sa.String(length=2000), nullable=True),
        sa.Column("pilot_ends_on", sa.Date(), nullable=True),
        sa.Column("findings", sa.String(length=2000), nullable=True),
        sa.Column("go_live_on", sa.Date(), nullable=True),
        sa.Column("waiver_reason", sa.String(length=2000), nullable=True),
        sa.Column("skip_reason", sa.String(length=2000), nullable=True),
        sa.Column("embedded_on", sa.Date(), nullable=True),
        sa.Column("override_reason", sa.String(length=2000), nullable=True),
        sa.Column("paused_from", sa.String(length=40), nullable=True),
        sa.Column("origin", sa.String(length=40), nullable=True),
        sa.Column("resume_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("org_unit_id", sa.Uuid(), nullable=True),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.String(length=200), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["digital_service_id"],
            ["digital_service.id"],
            name=op.f("fk_adoption_digital_service_id_digital_service"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adoption")),
    )
    op.create_index(
        op.f("ix_adoption_digital_service_id"), "adoption", ["digital_service_id"], unique=False
    )
    op.create_index(op.f("ix_adoption_org_unit_id"), "adoption", ["org_unit_id"], unique=False)
    op.create_index(op.f("ix_adoption_owner_id"), "adoption", ["owner_id"], unique=False)
    op.create_index(
        "uq_adoption_open",
        "adoption",
        ["org_unit_id", "digital_service_id", "side"],
        unique=True,
        postgresql_where=sa.text("state not in ('cancelled', 'retired')"),
    )
    op.create_table(
        "allocation",
        sa.Column("membership_id", sa.Uuid(), nullable=False),
        sa.Column("valid", postgresql.DATERANGE(), nullable=False),
        sa.Column("percent", sa.Numeric(precision=5, scale=2), nullable=True),
        sa.Column("hours_per_week", sa.Numeric(precision=5, scale=2), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.String(length=200), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["membership_id"],
            ["team_membership.id"],
            name=op.f("fk_allocation_membership_id_team_membership"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allocation")),
    )
    op.create_index(
        op.f("ix_allocation_membership_id"), "allocation", ["membership_id"], unique=False
    )
    op.create_table(
        "feature_release",
        sa.Column("digital_service_id", sa.Uuid(), nullable=False),
        sa.Column("names", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("description", sa.String(length=2000), nullable=True),
        sa.Column("released_on", sa.Date(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.String(length=200), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["digital_service_id"],
            ["digital_service.id"],
            name=op.f("fk_feature_release_digital_service_id_digital_service"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feature_release")),
    )
    op.create_index(
        op.f("ix_feature_release_digital_service_id"),
        "feature_release",
        ["digital_service_id"],
        unique=False,
    )
    op.create_table(
        "forward_message",
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("target_id", sa.Uuid(), nullable=False),
        sa.Column("route", sa.Integer(), nullable=False),
        sa.Column(
            "direction",
            sa.Enum("out", "in", "here", name="direction", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column(
            "kind",
            sa.Enum(
                "sent",
                "question",
                "answer",
                "remark",
                "resolution",
                "rejection",
                "reopened",
                "report_back",
                name="messagekind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.String(length=4000), nullable=True),
        sa.Column("external_ref", sa.String(length=200), nullable=True),
        sa.Column("external_id", sa.String(length=80), nullable=True),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.String(length=200), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["forwarded_item.id"],
            name=op.f("fk_forward_message_item_id_forwarded_item"),
        ),
        sa.ForeignKeyConstraint(
            ["target_id"],
            ["forward_target.id"],
            name=op.f("fk_forward_message_target_id_forward_target"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forward_message")),
    )
    op.create_index(
        op.f("ix_forward_message_item_id"), "forward_message", ["item_id"], unique=False
    )
    op.create_index(
        "ix_forward_message_waiting",
        "forward_message",
        ["item_id"],
        unique=False,
        postgresql_where=sa.text("direction = 'out' and delivered_at is null"),
    )
    op.create_table(
        "item_dependency",
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("depends_on_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.String(length=200), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["depends_on_id"],
            ["plan_item.id"],
            name=op.f("fk_item_dependency_depends_on_id_plan_item"),
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["plan_item.id"], name=op.f("fk_item_dependency_item_id_plan_item")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_dependency")),
        sa.UniqueConstraint("item_id", "depends_on_id", name="uq_item_dependency"),
    )
    op.create_index(
        op.f("ix_item_dependency_depends_on_id"), "item_dependency", ["depends_on_id"], unique=False
    )
    op.create_table(
        "mapping_answer",
        sa.Column("mapping_id", sa.Uuid(), nullable=False),
        sa.Column("question", sa.String(length=60), nullable=False),
        sa.Column("digital_service_id", sa.Uuid(), nullable=True),
        sa.Column("answer", sa.String(length=4000), nullable=False),
        sa.Column("reason", sa.String(length=2000), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.String(length=200), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["digital_service_id"],
            ["digital_service.id"],
            name=op.f("fk_mapping_answer_digital_service_id_digital_service"),
        ),
        sa.ForeignKeyConstraint(
            ["mapping_id"], ["mapping.id"], name=op.f("fk_mapping_answer_mapping_id_mapping")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mapping_answer")),
        sa.UniqueConstraint("mapping_id", "question", name=op.f("uq_mapping_answer_mapping_id")),
    )
    op.create_index(
        op.f("ix_mapping_answer_digital_service_id"),
        "mapping_answer",
        ["digital_service_id"],
        unique=False,
    )
    op.create_table(
        "observation",
        sa.Column(
            "kind",
            sa.Enum(
                "current_state",
                "challenge",
                "need",
                "opportunity",
                "feedback",
                name="observationkind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.String(length=2000), nullable=False),
        sa.Column("org_unit_id", sa.Uuid(), nullable=True),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("entry_id", sa.Uuid(), nullable=True),
        sa.Column("mapping_id", sa.Uuid(), nullable=True),
        sa.Column("barriers", postgresql.ARRAY(sa.String()), nullable=False),
        sa.Column("digital_service_id", sa.Uuid(), nullable=True),
        sa.Column("need_id", sa.Uuid(), nullable=True),
        sa.Column("shared_with_unit", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.String(length=200), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["dialogue_entry.id"], name=op.f("fk_observation_entry_id_dialogue_entry")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_observation")),
    )
    op.create_index(op.f("ix_observation_entry_id"), "observation", ["entry_id"], unique=False)
    op.create_index(op.f("ix_observation_mapping_id"), "observation", ["mapping_id"], unique=False)
    op.create_index(
        op.f("ix_observation_org_unit_id"), "observation", ["org_unit_id"], unique=False
    )
    op.create_table(
        "reflection",
        sa.Column("quarter_goal_id", sa.Uuid(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "reached", "partly", "not_reached", name="outcome", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("effect", sa.String(length=2000), nullable=False),
        sa.Column("decision", sa.String(length=2000), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.String(length=200), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["quarter_goal_id"],
            ["quarter_goal.id"],
            name=op.f("fk_reflection_quarter_goal_id_quarter_goal"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reflection")),
        sa.UniqueConstraint("quarter_goal_id", name=op.f("uq_reflection_quarter_goal_id")),
    )
    op.create_table(
        "service_applicability",
        sa.Column("org_unit_id", sa.Uuid(), nullable=False),
        sa.Column("digital_service_id", sa.Uuid(), nullable=False),
        sa.Column(
            "value",
            sa.Enum(
                "unknown", "applicable", "not_applicable", name="fit", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("valid", postgresql.DATERANGE(), nullable=False),
        sa.Column("reason", sa.String(length=2000), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.String(length=200), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        postgresql.ExcludeConstraint(
            (sa.column("org_unit_id"), "="),
            (sa.column("digital_service_id"), "="),
            (sa.column("valid"), "&&"),
            using="gist",
            name="service_applicability_apart",
        ),
        sa.ForeignKeyConstraint(
            ["digital_service_id"],
            ["digital_service.id"],
            name=op.f("fk_service_applicability_digital_service_id_digital_service"),
        ),
        sa.ForeignKeyConstraint(
            ["org_unit_id"],
            ["org_unit.id"],
            name=op.f("fk_service_applicability_org_unit_id_org_unit"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_applicability")),
    )
    op.create_index(
        op.f("ix_service_applicability_digital_service_id"),
        "service_applicability",
        ["digital_service_id"],
        unique=False,
    )
    op.create_table(
        "summary",
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("mapping_id", sa.Uuid(), nullable=True),
        sa.Column("current_state", sa.String(length=8000), nullable=True),
        sa.Column("challenges", postgresql.ARRAY(sa.String()), nullable=False),
        sa.Column("needs", postgresql.ARRAY(sa.String()), nullable=False),
        sa.Column("figures", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("content_hash", sa.String(length=64), nullable=True),
        sa.Column("frozen", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("org_unit_id", sa.Uuid(), nullable=True),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.String(length=200), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["mapping_id"], ["mapping.id"], name=op.f("fk_summary_mapping_id_mapping")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_summary")),
        sa.UniqueConstraint("org_unit_id", "number", name=op.f("uq_summary_org_unit_id")),
    )
    op.create_index(op.f("ix_summary_mapping_id"), "summary", ["mapping_id"], unique=False)
    op.create_index(op.f("ix_summary_org_unit_id"), "summary", ["org_unit_id"], unique=False)
    op.create_index(op.f("ix_summary_owner_id"), "summary", ["owner_id"], unique=False)
    op.create_table(
        "unit_skill_snapshot",
        sa.Column("org_unit_id", sa.Uuid(), nullable=False),
        sa.Column("mapping_id", sa.Uuid(), nullable=True),
        sa.Column("taken_on", sa.Date(), nullable=False),
        sa.Column("in_person_learner", sa.Integer(), nullable=False),
        sa.Column("remote_user", sa.Integer(), nullable=False),
        sa.Column("self_practiser", sa.Integer(), nullable=False),
        sa.Column("independent", sa.Integer(), nullable=False),
        sa.Column("guides_residents", sa.Integer(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.String(length=200), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["mapping_id"], ["mapping.id"], name=op.f("fk_unit_skill_snapshot_mapping_id_mapping")
        ),
        sa.ForeignKeyConstraint(
            ["org_unit_id"],
            ["org_unit.id"],
            name=op.f("fk_unit_skill_snapshot_org_unit_id_org_unit"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_skill_snapshot")),
    )
    op.create_index(
        op.f("ix_unit_skill_snapshot_org_unit_id"),
        "unit_skill_snapshot",
        ["org_unit_id"],
        unique=False,
    )
    op.create_table(
        "adoption_evidence",
        sa.Column("adoption_id", sa.Uuid(), nullable=False),
        sa.Column("quarter", sa.String(length=6), nullable=False),
        sa.Column("used", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.String(length=200), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["adoption_id"], ["adoption.id"], name=op.f("fk_adoption_evidence_adoption_id_adoption")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adoption_evidence")),
        sa.UniqueConstraint(
            "adoption_id", "quarter", name=op.f("uq_adoption_evidence_adoption_id")
        ),
    )
    op.create_table(
        "co_development",
        sa.Column("adoption_id", sa.Uuid(), nullable=False),
        sa.Column("org_unit_id", sa.Uuid(), nullable=True),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("workshops", sa.Integer(), nullable=False),
        sa.Column("participants", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=2000), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.String(length=200), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["adoption_id"], ["adoption.id"], name=op.f("fk_co_development_adoption_id_adoption")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_co_development")),
    )
    op.create_index(
        op.f("ix_co_development_adoption_id"), "co_development", ["adoption_id"], unique=False
    )
    op.create_table(
        "suggestion",
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("summary_id", sa.Uuid(), nullable=False),
        sa.Column("digital_service_id", sa.Uuid(), nullable=False),
        sa.Column(
            "potential",
            sa.Enum("high", "medium", "low", name="potential", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("rationale", sa.String(length=2000), nullable=False),
        sa.Column("client_need", sa.String(length=2000), nullable=False),
        sa.Column("complements", sa.String(length=2000), nullable=True),
        sa.Column("prerequisites", sa.String(length=2000), nullable=True),
        sa.Column("repeat_reason", sa.String(length=2000), nullable=True),
        sa.Column("shared_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revisit_on", sa.Date(), nullable=True),
        sa.Column("became", sa.String(length=20), nullable=True),
        sa.Column("became_id", sa.Uuid(), nullable=True),
        sa.Column("org_unit_id", sa.Uuid(), nullable=True),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.String(length=200), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["digital_service_id"],
            ["digital_service.id"],
            name=op.f("fk_suggestion_digital_service_id_digital_service"),
        ),
        sa.ForeignKeyConstraint(
            ["summary_id"], ["summary.id"], name=op.f("fk_suggestion_summary_id_summary")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestion")),
    )
    op.create_index(
        op.f("ix_suggestion_digital_service_id"), "suggestion", ["digital_service_id"], unique=False
    )
    op.create_index(op.f("ix_suggestion_org_unit_id"), "suggestion", ["org_unit_id"], unique=False)
    op.create_index(op.f("ix_suggestion_owner_id"), "suggestion", ["owner_id"], unique=False)
    op.create_index(op.f("ix_suggestion_shared_at"), "suggestion", ["shared_at"], unique=False)
    op.create_index(op.f("ix_suggestion_summary_id"), "suggestion", ["summary_id"], unique=False)
    for statement in protect_trail():
        op.execute(statement)


def downgrade() -> None:
    op.drop_index(op.f("ix_suggestion_summary_id"), table_name="suggestion")
    op.drop_index(op.f("ix_suggestion_shared_at"), table_name="suggestion")
    op.drop_index(op.f("ix_suggestion_owner_id"), table_name="suggestion")
    op.drop_index(op.f("ix_suggestion_org_unit_id"), table_name="suggestion")
    op.drop_index(op.f("ix_suggestion_digital_service_id"), table_name="suggestion")
    op.drop_table("suggestion")
    op.drop_index(op.f("ix_co_development_adoption_id"), table_name="co_development")
    op.drop_table("co_development")
    op.drop_table("adoption_evidence")
    op.drop_index(op.f("ix_unit_skill_snapshot_org_unit_id"), table_name="unit_skill_snapshot")
    op.drop_table("unit_skill_snapshot")
    op.drop_index(op.f("ix_summary_owner_id"), table_name="summary")
    op.drop_index(op.f("ix_summary_org_unit_id"), table_name="summary")
    op.drop_index(op.f("ix_summary_mapping_id"), table_name="summary")
    op.drop_table("summary")
    op.drop_index(
        op.f("ix_service_applicability_digital_service_id"), table_name="service_applicability"
    )
    op.drop_table("service_applicability")
    op.drop_table("reflection")
    op.drop_index(op.f("ix_observation_org_unit_id"), table_name="observation")
    op.drop_index(op.f("ix_observation_mapping_id"), table_name="observation")
    op.drop_index(op.f("ix_observation_entry_id"), table_name="observation")
    op.drop_table("observation")
    op.drop_index(op.f("ix_mapping_answer_digital_service_id"), table_name="mapping_answer")
    op.drop_table("mapping_answer")
    op.drop_index(op.f("ix_item_dependency_depends_on_id"), table_name="item_dependency")
    op.drop_table("item_dependency")
    op.drop_index(
        "ix_forward_message_waiting",
        table_name="forward_message",
        postgresql_where=sa.text("direction = 'out' and delivered_at is null"),
    )
    op.drop_index(op.f("ix_forward_message_item_id"), table_name="forward_message")
    op.drop_table("forward_message")
    op.drop_index(op.f("ix_feature_release_digital_service_id"), table_name="feature_release")
    op.drop_table("feature_release")
    op.drop_index(op.f("ix_allocation_membership_id"), table_name="allocation")
    op.drop_table("allocation")
    op.drop_index(
        "uq_adoption_open",
        table_name="adoption",
        postgresql_where=sa.text("state not in ('cancelled', 'retired')"),
    )
    op.drop_index(op.f("ix_adoption_owner_id"), table_name="adoption")
    op.drop_index(op.f("ix_adoption_org_unit_id"), table_name="adoption")
    op.drop_index(op.f("ix_adoption_digital_service_id"), table_name="adoption")
    op.drop_table("adoption")
    op.drop_index(op.f("ix_team_membership_team_id"), table_name="team_membership")
    op.drop_index(op.f("ix_team_membership_person_id"), table_name="team_membership")
    op.drop_table("team_membership")
    op.drop_table("quarter_goal")
    op.drop_index(op.f("ix_quarter_action_source_id"), table_name="quarter_action")
    op.drop_index(op.f("ix_quarter_action_quarter_plan_id"), table_name="quarter_action")
    op.drop_table("quarter_action")
    op.drop_table("plan_revision")
    op.drop_index(op.f("ix_plan_item_unit_owner_id"), table_name="plan_item")
    op.drop_index(op.f("ix_plan_item_plan_id"), table_name="plan_item")
    op.drop_index(op.f("ix_plan_item_owner_id"), table_name="plan_item")
    op.drop_index(op.f("ix_plan_item_org_unit_id"), table_name="plan_item")
    op.drop_index("ix_plan_item_linked", table_name="plan_item")
    op.drop_table("plan_item")
    op.drop_index(op.f("ix_placement_org_unit_id"), table_name="placement")
    op.drop_table("placement")
    op.drop_index(op.f("ix_need_origin_need_id"), table_name="need_origin")
    op.drop_table("need_origin")
    op.drop_index(op.f("ix_need_merge_target_id"), table_name="need_merge")
    op.drop_index(op.f("ix_need_merge_source_id"), table_name="need_merge")
    op.drop_table("need_merge")
    op.drop_table("mentor_profile")
    op.drop_index(
        "uq_mapping_completed_unit",
        table_name="mapping",
        postgresql_where=sa.text("state = 'completed'"),
    )
    op.drop_index(op.f("ix_mapping_template_id"), table_name="mapping")
    op.drop_index(op.f("ix_mapping_owner_id"), table_name="mapping")
    op.drop_index(op.f("ix_mapping_org_unit_id"), table_name="mapping")
    op.drop_table("mapping")
    op.drop_index("ix_leadership_person_id", table_name="leadership")
    op.drop_index(op.f("ix_leadership_org_unit_id"), table_name="leadership")
    op.drop_table("leadership")
    op.drop_index(op.f("ix_handover_requester_id"), table_name="handover")
    op.drop_index(op.f("ix_handover_receiver_id"), table_name="handover")
    op.drop_index(op.f("ix_handover_owner_id"), table_name="handover")
    op.drop_index(op.f("ix_handover_org_unit_id"), table_name="handover")
    op.drop_index(op.f("ix_handover_engagement_id"), table_name="handover")
    op.drop_table("handover")
    op.drop_index(op.f("ix_forwarded_item_target_id"), table_name="forwarded_item")
    op.drop_index(op.f("ix_forwarded_item_partner_id"), table_name="forwarded_item")
    op.drop_index(op.f("ix_forwarded_item_owner_id"), table_name="forwarded_item")
    op.drop_index(op.f("ix_forwarded_item_outreach_event_id"), table_name="forwarded_item")
    op.drop_index(op.f("ix_forwarded_item_org_unit_id"), table_name="forwarded_item")
    op.drop_index(op.f("ix_forwarded_item_need_id"), table_name="forwarded_item")
    op.drop_index("ix_forwarded_item_external_ref", table_name="forwarded_item")
    op.drop_index(op.f("ix_forwarded_item_digital_service_id"), table_name="forwarded_item")
    op.drop_table("forwarded_item")
    op.drop_index(op.f("ix_digital_service_platform_id"), table_name="digital_service")
    op.drop_table("digital_service")
    op.drop_index(op.f("ix_dialogue_entry_org_unit_id"), table_name="dialogue_entry")
    op.drop_index(op.f("ix_dialogue_entry_held_on"), table_name="dialogue_entry")
    op.drop_index(op.f("ix_dialogue_entry_engagement_id"), table_name="dialogue_entry")
    op.drop_table("dialogue_entry")
    op.drop_index(op.f("ix_absence_cover_covering_id"), table_name="absence_cover")
    op.drop_index(op.f("ix_absence_cover_covered_id"), table_name="absence_cover")
    op.drop_table("absence_cover")
    op.drop_index("ix_transition_record", table_name="transition")
    op.drop_index(op.f("ix_transition_org_unit_id"), table_name="transition")
    op.drop_table("transition")
    op.drop_table("told_figures")
    op.drop_table("team_decision")
    op.drop_table("team")
    op.drop_table("strategic_aim")
    op.drop_index(op.f("ix_quarter_plan_quarter"), table_name="quarter_plan")
    op.drop_index(op.f("ix_quarter_plan_owner_id"), table_name="quarter_plan")
    op.drop_index(op.f("ix_quarter_plan_org_unit_id"), table_name="quarter_plan")
    op.drop_table("quarter_plan")
    op.drop_table("programme_goal")
    op.drop_table("platform")
    op.drop_table("person")
    op.drop_index(op.f("ix_need_unit_owner_id"), table_name="need")
    op.drop_index(op.f("ix_need_topic"), table_name="need")
    op.drop_index("ix_need_raised_on", table_name="need")
    op.drop_index(op.f("ix_need_partner_id"), table_name="need")
    op.drop_index(op.f("ix_need_owner_id"), table_name="need")
    op.drop_index(op.f("ix_need_org_unit_id"), table_name="need")
    op.drop_index(op.f("ix_need_merged_into"), table_name="need")
    op.drop_index("ix_need_linked", table_name="need")
    op.drop_index(op.f("ix_need_forwarded_item_id"), table_name="need")
    op.drop_index(op.f("ix_need_digital_service_id"), table_name="need")
    op.drop_index("ix_need_benefits", table_name="need", postgresql_using="gin")
    op.drop_table("need")
    op.drop_table("mapping_template")
    op.drop_table("forward_target")
    op.drop_table("focus_area")
    op.drop_index(
        "uq_engagement_open_unit",
        table_name="engagement",
        postgresql_where=sa.text("state <> 'closed' and org_unit_id is not null"),
    )
    op.drop_index(
        "uq_engagement_open_partner",
        table_name="engagement",
        postgresql_where=sa.text("state <> 'closed' and partner_id is not null"),
    )
    op.drop_index(op.f("ix_engagement_partner_id"), table_name="engagement")
    op.drop_index(op.f("ix_engagement_owner_id"), table_name="engagement")
    op.drop_index(op.f("ix_engagement_org_unit_id"), table_name="engagement")
    op.drop_table("engagement")
    op.drop_index("ix_development_plan_year", table_name="development_plan")
    op.drop_index(op.f("ix_development_plan_owner_id"), table_name="development_plan")
    op.drop_index(op.f("ix_development_plan_org_unit_id"), table_name="development_plan")
    op.drop_table("development_plan")
    op.drop_table("county_setting")
    op.drop_index("ix_audit_entry_record", table_name="audit_entry")
    op.drop_index(op.f("ix_audit_entry_by"), table_name="audit_entry")
    op.drop_index("ix_audit_entry_at", table_name="audit_entry")
    op.drop_table("audit_entry")
    op.drop_index(op.f("ix_access_entry_record_id"), table_name="access_entry")
    op.drop_index("ix_access_entry_person_ids", table_name="access_entry", postgresql_using="gin")
    op.drop_index(op.f("ix_access_entry_by"), table_name="access_entry")
    op.drop_index(op.f("ix_access_entry_author"), table_name="access_entry")
    op.drop_index("ix_access_entry_at", table_name="access_entry")
    op.drop_table("access_entry")
    _each(AFTER)


def _each(statements: str) -> None:
    for one in filter(str.strip, statements.split(";")):
        op.execute(one)
