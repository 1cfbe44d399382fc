"""Writes missing examples of events: `python -m tests.contract.write_event_examples`."""

import json

from tests.contract.promises import EXAMPLES, example_of, told


def main() -> None:
    EXAMPLES.mkdir(exist_ok=True)
    for name, kind in told().items():
        path = EXAMPLES / f"{name}.json"
        if not path.exists():
            path.write_text(json.dumps(example_of(kind), indent=2, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
