"""Traffic that is no tap, through us and through others: requests a second, first byte, processor time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Final

from benchmarks.client import Ask, Connection, throughput
from benchmarks.figures import Figure, Table, ratio
from benchmarks.origin import LATE
from benchmarks.proxies import UNTOUCHED, Proxy, mitmdump, origin, own

CONNECTIONS: Final = 8
LEAST, MOST = 0.95, 1.05

_MUTATION = b'{"variables":{"tweet_id":"1","count":20},"queryId":"abc"}'.ljust(500)

KINDS: Final = {
    "other host, left alone by both": Ask(UNTOUCHED, "/json"),
    "covered host, GET of 1 kB of JSON": Ask("x.com", "/i/api/graphql/abc/HomeTimeline?variables=%7B%7D"),
    "covered host, image of 100 kB": Ask("abs.x.com", "/image"),
    "covered host, POST that is no action": Ask("x.com", "/i/api/1.1/jot/client_event.json", _MUTATION),
    "covered host, HTML page of 2 kB": Ask("x.com", "/page", page=True),
}
SLOW: Final = Ask("x.com", "/slow", page=True)


@dataclass(slots=True)
class Lane:
    """What was measured of one proxy with one kind of request, a number a round."""

    proxy: Proxy
    connections: list[Connection]
    rates: list[float] = field(default_factory=list)
    firsts: list[float] = field(default_factory=list)
    spent: list[float] = field(default_factory=list)

    def round(self, ask: Ask, each: int) -> None:
        """One round."""
        before = self.proxy.spent()
        self.rates.append(throughput(self.connections, ask.wire, each))
        self.spent.append((self.proxy.spent() - before) / each / len(self.connections))
        self.firsts.append(median(self.connections[0].ask(ask.wire) for _ in range(each)))


def table(folder: Path, rounds: int, each: int = 25) -> Table:
    """All kinds, ``rounds`` rounds each; in a round every proxy gets the same requests, one after another."""
    with ExitStack() as stack:
        proxies = _proxies(folder, stack)
        figures = [one for name, ask in KINDS.items() for one in _kind(name, ask, proxies, rounds, each)]
        figures += _slow(proxies)
    return Table(
        "Traffic that is no tap",
        "Ratios, ours / theirs, of paired rounds; the spread is the middle half of the rounds. Theirs is the "
        "real `mitmdump -q`; in the lines marked *core* it is mitmproxy with nothing but what a proxy needs, "
        "the strictest comparison there is.",
        figures,
    )


def _proxies(folder: Path, stack: ExitStack) -> list[Proxy]:
    port, ca = origin(folder, stack)
    proxies = [
        own("ours", port, ca, folder / "ours"),
        mitmdump(port, ca, folder / "mitmdump"),
        own("core", port, ca, folder / "core"),
    ]
    for proxy in proxies:
        stack.callback(proxy.stop)
    return proxies


def _kind(name: str, ask: Ask, proxies: list[Proxy], rounds: int, each: int) -> Iterator[Figure]:
    lanes = [
        Lane(one, [Connection(one.port, ask.host, one.trusted) for _ in range(CONNECTIONS)])
        for one in proxies
    ]
    if ask.host == UNTOUCHED:  # so quick that longer rounds, and more of them, are needed for a steady figure
        each, rounds = 10 * each, 6 * rounds
    for lane in lanes:
        throughput(lane.connections, ask.wire, each)
    for number in range(rounds):
        for lane in _turned(lanes, number):
            lane.round(ask, each)
    for lane in lanes:
        for connection in lane.connections:
            connection.close()
    ours, dump, core = lanes
    rates = f"{median(ours.rates):.0f} / {median(dump.rates):.0f} a second"
    yield ratio(f"{name}: requests/s ({rates})", _paired(ours.rates, dump.rates), least=LEAST)
    firsts = f"{1e3 * median(ours.firsts):.2f} / {1e3 * median(dump.firsts):.2f} ms"
    yield ratio(f"{name}: time to first byte ({firsts})", _paired(ours.firsts, dump.firsts), most=MOST)
    yield ratio(f"{name}: processor time of the proxy", _paired(ours.spent, dump.spent))
    yield ratio(f"{name}: requests/s, *core*", _paired(ours.rates, core.rates))
    yield ratio(f"{name}: processor time, *core*", _paired(ours.spent, core.spent))


def _slow(proxies: list[Proxy], times: int = 9) -> Iterator[Figure]:
    """A page whose rest is late: bare mitmproxy waits for the whole, we don't."""
    asked = []
    for proxy in proxies[:2]:
        connection = Connection(proxy.port, SLOW.host, proxy.trusted)
        asked.append([connection.ask(SLOW.wire) for _ in range(times)])
        connection.close()
    ours, dump = asked
    shown = f"{1e3 * median(ours):.1f} / {1e3 * median(dump):.1f} ms"
    what = f"page that takes {LATE:g} s: time to first byte ({shown})"
    yield ratio(what, _paired(ours, dump), most=MOST)


def _turned(lanes: list[Lane], number: int) -> list[Lane]:
    """Another one first in each round."""
    start = number % len(lanes)
    return lanes[start:] + lanes[:start]


def _paired(ours: list[float], theirs: list[float]) -> list[float]:
    return [a / b for a, b in zip(ours, theirs, strict=True)]
