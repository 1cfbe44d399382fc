"""The base of every table in this service."""

from sqlalchemy.orm import DeclarativeBase, MappedAsDataclass

from common.bus import add_event_tables
from common.db import TYPES, metadata
from common.idempotency import add_idempotency_table


class Row(MappedAsDataclass, DeclarativeBase, kw_only=True):
    metadata = metadata()
    type_annotation_map = TYPES


add_event_tables(Row.metadata)
add_idempotency_table(Row.metadata)
