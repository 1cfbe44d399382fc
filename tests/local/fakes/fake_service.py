"""A service with the words of ours and nothing behind them, for tests of the supervisor."""

import json
import os
import signal
import socketserver
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path


class Answers(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = json.dumps({"status": "ok", "parts": {"database": "ok"}}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        pass

    def address_string(self) -> str:
        return "probe"


class OverUnixSocket(socketserver.UnixStreamServer):
    def server_bind(self) -> None:
        Path(str(self.server_address)).unlink(missing_ok=True)
        super().server_bind()


def run(service: str) -> None:
    """Understands serve, migrate, demo, keys and import; tells in notes/ what it was asked."""
    words = sys.argv[1:]
    called = words[1] if words[:1] == ["--called"] else ""
    words = words[2:] if called else words
    note(service, words)
    match words[0]:
        case "serve":
            serve(service, words)
        case "keys" if words[1] == "first-admin":
            print("dgs_test_0123456789_firstadminkeyfirstadminkeyfirstadmink1")
        case "import" | "keys":
            print(f"{service} {' '.join(words)}" + (f", called {called}" if called else ""))
            sys.exit(int(os.environ.get("FAKE_EXIT", "0")))
        case _:
            print(f"{service} has done {words[0]}")
            sys.exit(int((Path(os.environ["TMPDIR"]) / f"{words[0]}.exit").exists()))


def note(service: str, words: list[str]) -> None:
    notes = Path(os.environ["TMPDIR"])
    mine = {k: v for k, v in os.environ.items() if k != "PATH"}
    line = json.dumps({"pid": os.getpid(), "words": words, "environment": mine})
    with (notes / f"{service}.jsonl").open("a", encoding="utf-8") as file:
        file.write(line + "\n")


def serve(service: str, words: list[str]) -> None:
    orders = Path(os.environ["TMPDIR"]) / f"{service}.exit"
    if orders.exists():
        print(f"{service}: settings are refused: {service.upper()}_PEPPER")
        sys.exit(int(orders.read_text()))
    given = dict(zip(words[1::2], words[2::2], strict=True))
    stubborn = (Path(os.environ["TMPDIR"]) / f"{service}.stubborn").exists()
    signal.signal(signal.SIGTERM, signal.SIG_IGN if stubborn else lambda *_: os._exit(0))
    if "--uds" in given:
        OverUnixSocket(given["--uds"], Answers).serve_forever()
    ports = [given[name] for name in ("--port", "--management-port") if name in given]
    servers = [HTTPServer(("127.0.0.1", int(port)), Answers) for port in ports]
    for server in servers[1:]:
        threading.Thread(target=server.serve_forever, daemon=True).start()
    servers[0].serve_forever()
