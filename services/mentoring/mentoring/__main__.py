"""mentoring serve | migrate | revision WHY | relay | listen | openapi | asyncapi | purge | …"""

from common.cli import run
from mentoring.commands import own_verbs


def main() -> None:
    run("mentoring", own_verbs)


if __name__ == "__main__":
    main()
