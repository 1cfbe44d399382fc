from common.migrations import upgrade_online
from gateway import app  # noqa: F401  imports every noun, so that Row.metadata is whole
from gateway.store import Row

upgrade_online(Row.metadata)
