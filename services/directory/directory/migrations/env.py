from common.migrations import upgrade_online
from directory import tables

upgrade_online(tables.METADATA)
