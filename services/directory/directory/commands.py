"""The directory's own words on the command line: `demo` and `import`."""

import sys
from collections.abc import Mapping
from importlib import import_module
from typing import Any

from common.cli import More

OWN = {
    "demo": ("directory.demo.command", "add_demo_verb"),
    "import": ("directory.imports.command", "add_import_verb"),
}
"""Where each verb lives. `serve` starts sooner without spreadsheets and invented points."""


def own_verbs(verbs: Any) -> Mapping[str, More]:
    """Add the verb that is asked for, or all of them where the words are shown."""
    asked = sys.argv[1:2]
    wanted = OWN if asked not in (["serve"], ["migrate"], ["openapi"], ["asyncapi"]) else {}
    return {
        verb: getattr(import_module(module), add)(verbs) for verb, (module, add) in wanted.items()
    }
