"""mentoring serve | migrate | revision WHY | relay | listen | dead | openapi | asyncapi"""

from common.cli import run


def main() -> None:
    run("mentoring")


if __name__ == "__main__":
    main()
