"""What ends a command with one sentence for the person at the keyboard."""


class Trouble(Exception):  # noqa: N818  a fact that a person reads
    """Printed without a traceback; the command ends with this code."""

    def __init__(self, sentence: str, code: int = 1) -> None:
        super().__init__(sentence)
        self.code = code
