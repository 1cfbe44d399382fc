"""directory serve | migrate | revision WHY | openapi | asyncapi | import | demo"""

from common.cli import run
from directory.commands import own_verbs


def main() -> None:
    run("directory", own_verbs)


if __name__ == "__main__":
    main()
