"""A table of tables: a copy shares every inner table until it writes there."""

from collections.abc import Mapping
from typing import Generic, TypeVar

Key = TypeVar("Key")
Item = TypeVar("Item")
Value = TypeVar("Value")


class Shelf(dict[Key, dict[Item, Value]], Generic[Key, Item, Value]):
    """Key -> item -> value, without empty tables. The shelf it was copied from never changes."""

    def __init__(self, former: Mapping[Key, dict[Item, Value]] | None = None) -> None:
        super().__init__(former or {})
        self.written: set[Key] = set()
        """The keys where this shelf may differ from the one it was copied from."""

    def put(self, key: Key, item: Item, value: Value) -> None:
        self._own(key)[item] = value

    def take(self, key: Key, item: Item) -> None:
        """Take an item away that stands there."""
        own = self._own(key)
        del own[item]
        if not own:
            del self[key]

    def _own(self, key: Key) -> dict[Item, Value]:
        if key not in self.written:
            self.written.add(key)
            self[key] = dict(self.get(key, ()))
        return self.setdefault(key, {})
