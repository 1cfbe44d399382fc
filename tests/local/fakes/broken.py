"""A program that fails in a way that nobody foresaw."""

raise LookupError("nobody foresaw this")
