"""One ASGI application in a process of its own: `python -m bench.serve_app module:factory`."""

import argparse
import gc
from importlib import import_module

import uvicorn

from common.cli import SELDOM
from gateway.serving import server


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("factory")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--uds")
    parser.add_argument("--guarded", action="store_true", help="as the gateway is served")
    args = parser.parse_args()
    module, _, name = args.factory.partition(":")
    app = getattr(import_module(module), name)()
    if args.guarded:
        server(app, port=args.port, uds=args.uds).run()
        return
    gc.freeze()
    gc.set_threshold(*SELDOM)
    uvicorn.run(
        app,
        port=args.port,
        uds=args.uds,
        loop="uvloop",
        http="httptools",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
    )


if __name__ == "__main__":
    main()
