"""What the extension costs in a real Chromium: requests that are no tap, verdicts, a million accounts."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from itertools import chain, count
from pathlib import Path
from statistics import median
from typing import Any, Final

from playwright.sync_api import Playwright, sync_playwright

from benchmarks.feeds import feeds
from benchmarks.figures import Figure, Table, below, ratio
from benchmarks.registry import MILLION, account
from demo import data
from demo.server import DemoSite
from extension.packing.packaged import contents
from rules.compile import registry, ruleset
from rules.registry import Registry
from tests.support.extended import Extended
from tests.support.stack import CAMPAIGN, X

CALLS: Final = """async ([url, method, count, rounds]) => {
  const frame = document.createElement("iframe");
  document.body.append(frame);
  const other = frame.contentWindow;
  // Of a frame that was made in this very task: nobody stands before it.
  const bare = other.fetch;
  const held = window.fetch;
  const controller = new AbortController();
  controller.abort();
  const options = { method, signal: controller.signal, body: method === "POST" ? "a=1" : undefined };
  const batch = async (send, self) => {
    const all = [];
    const start = performance.now();
    for (let i = 0; i < count; i++) all.push(send.call(self, url, options));
    const took = performance.now() - start;
    await Promise.allSettled(all);
    return (took * 1000) / count;
  };
  const found = [];
  for (let i = 0; i < rounds; i++) found.push([await batch(held, window), await batch(bare, other)]);
  frame.remove();
  return found;
}"""
"""Microseconds of a call with the gate and without; each is aborted before it is made, so nothing is sent."""

ASK: Final = """async ([url, body]) => {
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  const start = performance.now();
  const asked = { type: "ask", method: "POST", url, headers, body: btoa(body) };
  const told = await chrome.runtime.sendMessage(asked);
  return [performance.now() - start, Boolean(told?.warning)];
}"""

READ: Final = """([url, text]) => chrome.runtime.sendMessage(
  { type: "read", url, status: 200, contentType: "application/json", text })"""

FOLLOW: Final = (f"{X}i/api/1.1/friendships/create.json", f"user_id={data.RATNA.id_on('x')}")

SENT: Final = (
    ("GET, another host", "https://static.example/a.json", "GET", 0.3),
    ("POST, another host", "https://static.example/a", "POST", 0.3),
    ("GET, covered host", "/i/api/2/badge_count.json", "GET", None),
    ("POST, covered host, no action", "/i/api/1.1/jot/client_event.json", "POST", None),
)
BATCH: Final = 2_000


def table(folder: Path, rounds: int) -> Table:
    """Calls, verdicts, and both again with a million accounts."""
    with DemoSite(folder / "site") as site, sync_playwright() as playwright:
        few, empty = _with_few(site, folder / "few", playwright, rounds)
        many = list(_with_a_million(site, folder / "many", playwright, rounds, empty))
    return Table(
        "The browser extension",
        "*Call*: what a call of `fetch` takes more with the gate than in a window without it, in turn within "
        "one page, by the cheapest batch; each request is aborted before it is made. Of a covered host the "
        "answers are read, which is most of what its calls cost. *Verdict*: from the question to the answer, "
        "by a page of the extension, messages between processes and all. *Asleep*: the worker was ended "
        "before, and starts. *Memory*: of the worker after a collection, more than with few accounts; the "
        "second time after it has read a feed of thousands of authors, each of whom it looked up.",
        [*few, *many],
    )


def _with_few(
    site: DemoSite, folder: Path, playwright: Playwright, rounds: int
) -> tuple[list[Figure], float]:
    with Extended.running(site, folder, playwright) as person:
        figures = [*_calls(person, rounds), *_verdicts(person, "few accounts", rounds, 5.0)]
        return figures, _memory(person)


def _with_a_million(
    site: DemoSite, folder: Path, playwright: Playwright, rounds: int, empty: float
) -> Iterator[Figure]:
    compiled = ruleset()
    listed, _ = registry([CAMPAIGN], compiled)
    accounts = chain(listed.records, map(account, range(MILLION)))
    base = contents(0, compiled, Registry(list(accounts), listed.hashtags), None)
    with Extended.running(site, folder, playwright, base=base) as person:
        start = time.perf_counter()
        _asked(person)
        yield below("1 M accounts: unpacked, at the first start", time.perf_counter() - start, None, "s")
        yield from _verdicts(person, "1 M accounts", rounds, 5.0)
        yield below("1 M accounts: memory", _memory(person) - empty, 25.0, "MB")
        person.desk.evaluate(READ, [f"{X}feed", _many_authors()])
        yield below("1 M accounts: memory, a feed later", _memory(person) - empty, 25.0, "MB")


def _many_authors() -> str:
    """A feed of 5 MB in which no two posts are of the same author."""
    host, feed = next(feeds())
    assert f"https://{host}/" == X
    names = count()
    return re.sub(r'(?<="screen_name":")[^"]+', lambda _: f"penulis{next(names)}", feed.body.decode())


def _calls(person: Extended, rounds: int) -> Iterator[Figure]:
    page = person.open(f"{X}?csp=none")
    for what, url, method, most in SENT:
        pairs = page.evaluate(CALLS, [url, method, BATCH, 4 * rounds])[rounds:]
        held, bare = (min(values) for values in zip(*pairs, strict=True))
        yield below(f"call, {what}: more than the {bare:.1f} us without", held - bare, most, "us")
        yield ratio(f"call, {what}: with / without", [one / other for one, other in pairs])
    page.close()


def _verdicts(person: Extended, what: str, rounds: int, most: float) -> Iterator[Figure]:
    person.stop_worker()
    _asked(person)
    warm = [_asked(person) for _ in range(4 * rounds)]
    asleep = [_after(person.stop_worker, person) for _ in range(rounds)]
    yield _milliseconds(f"{what}: verdict, warm", warm, most)
    yield _milliseconds(f"{what}: verdict, asleep", asleep, 60.0)


def _after(before: Callable[[], None], person: Extended) -> float:
    before()
    return _asked(person)


def _asked(person: Extended) -> float:
    """Milliseconds to the verdict on a follow of a registered account."""
    took, is_held = person.desk.evaluate(ASK, list(FOLLOW))
    assert is_held
    return float(took)


def _milliseconds(what: str, values: list[float], most: float) -> Figure:
    return below(what, median(values), most, "ms", f"{min(values):.1f} ... {max(values):.1f} ms")


def _memory(person: Extended) -> float:
    """Megabytes that the worker holds: objects, and the bytes of its arrays."""
    assert person.context.browser
    cdp = person.context.browser.new_browser_cdp_session()
    targets = cdp.send("Target.getTargets")["targetInfos"]
    (worker,) = (one["targetId"] for one in targets if one["type"] == "service_worker")
    session = cdp.send("Target.attachToTarget", {"targetId": worker, "flatten": False})["sessionId"]
    heard: list[dict[str, Any]] = []
    cdp.on("Target.receivedMessageFromTarget", lambda event: heard.append(json.loads(event["message"])))

    def said(number: int, method: str) -> Any:
        message = json.dumps({"id": number, "method": method})
        cdp.send("Target.sendMessageToTarget", {"sessionId": session, "message": message})
        while not (found := [one for one in heard if one.get("id") == number]):
            person.desk.wait_for_timeout(20)
        return found[0].get("result", {})

    for number in (1, 2):
        said(number, "HeapProfiler.collectGarbage")
    used = said(3, "Runtime.getHeapUsage")
    cdp.detach()
    return float(used["usedSize"] + used.get("backingStorageSize", 0)) / 1e6
