"""metrics serve | migrate | revision WHY | relay | listen | dead | openapi | asyncapi"""

from common.cli import run


def main() -> None:
    run("metrics")


if __name__ == "__main__":
    main()
