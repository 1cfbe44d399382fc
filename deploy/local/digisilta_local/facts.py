"""What needs seconds of imports, printed as JSON for the supervisor, which stays small."""

import json

from common.identity import new_key_pair
from digisilta_local.backbone import rights


def main() -> None:
    caller_key, caller_keys = new_key_pair()
    print(json.dumps({"rights": rights(), "caller_key": caller_key, "caller_keys": caller_keys}))


if __name__ == "__main__":
    main()
