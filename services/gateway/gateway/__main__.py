"""gateway serve | migrate | keys | openapi | …"""

from common.cli import run
from gateway.command_line import add_words


def main() -> None:
    run("gateway", more=add_words)


if __name__ == "__main__":
    main()
