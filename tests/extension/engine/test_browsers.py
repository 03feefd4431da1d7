"""In the workers of real browsers the engine says what it says in Node."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import Any

import pytest

from tests.extension.engine.peer import Peer
from tests.support.chromium import chromium_path
from tests.support.firefox import firefox_path

ROOT = Path(__file__).parents[3]
PAGE = """<!doctype html><title>Jari Netral</title><script>
const post = (path, text) => fetch(path, { method: "POST", body: text });
const worker = new Worker("/tests/extension/engine/worker.js", { type: "module" });
worker.onmessage = ({ data }) => post("/said", data);
worker.onerror = ({ message, filename, lineno }) => post("/said", `${filename}:${lineno}: ${message}`);
</script>"""


def cases() -> list[dict[str, Any]]:
    """The vectors of requests and responses."""
    files = [
        json.loads(path.read_text("utf-8")) for path in sorted((ROOT / "tests" / "vectors").glob("*.json"))
    ]
    return [case for file in files if "platform" in file for case in file["cases"]]


class Handler(SimpleHTTPRequestHandler):
    """Serves the repository, a page, the rules and the cases; what the page posts goes into a queue."""

    def __init__(self, *args: Any, answers: dict[str, str], said: Queue[str]) -> None:
        """Serve ``answers`` beside the files."""
        self._answers, self._said = answers, said
        super().__init__(*args, directory=str(ROOT))

    def do_GET(self) -> None:
        """A made-up file, or a file of the repository."""
        if self.path in self._answers:
            self._send(self._answers[self.path])
        else:
            super().do_GET()

    def do_POST(self) -> None:
        """What the engine said."""
        self._said.put(self.rfile.read(int(self.headers["content-length"])).decode())
        self._send("")

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def _send(self, text: str) -> None:
        body = text.encode()
        self.send_response(200)
        self.send_header("content-type", "text/html" if self.path == "/" else "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def serving(answers: dict[str, str]) -> Iterator[tuple[str, Queue[str]]]:
    """The address of a server, and what is said to it."""
    said: Queue[str] = Queue()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, answers=answers, said=said))
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/", said
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def command(browser: str, profile: Path) -> list[str]:
    """How a browser is started without a window."""
    if browser == "chromium":
        return [chromium_path(), "--headless", "--no-sandbox", f"--user-data-dir={profile}"]
    return [firefox_path(), "--headless", "--no-remote", "--profile", str(profile)]


@pytest.mark.browser
@pytest.mark.parametrize("browser", ["chromium", "firefox"])
def test_the_same_in_browsers(browser: str, peer: Peer, rules: dict[str, Any], tmp_path: Path) -> None:
    """Every request and response of the vectors is to it what it is in Node, where the vectors hold."""
    listed = cases()
    answers = {"/": PAGE, "/ruleset": json.dumps(rules), "/cases": json.dumps(listed)}
    with serving(answers) as (address, said):
        running = subprocess.Popen(
            [*command(browser, tmp_path), address], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            found = said.get(timeout=120)
        finally:
            running.terminate()
            try:
                running.wait(30)
            finally:
                running.kill()
    assert found == peer.ask("answers", cases=listed)["said"]
    assert len(json.loads(found)) == len(listed) > 0
