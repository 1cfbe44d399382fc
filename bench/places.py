"""Where the processes of one bench find each other."""

import tempfile
from pathlib import Path


def socket_of_service() -> Path:
    """The Unix socket of the service behind the door."""
    return Path(tempfile.gettempdir()) / "digisilta-bench-service.sock"
