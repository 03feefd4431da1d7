"""The log of arrivals."""

from __future__ import annotations

import threading

from demo.arrivals import Arrival, ArrivalLog


def arrival(path: str = "/a?b=1", host: str = "x.com") -> Arrival:
    """An arrival with a doubled header and cookies."""
    headers = [("Cookie", "sesi=4; ct0=k=v"), ("X-One", "1"), ("x-one", "2")]
    return Arrival("POST", host, path, "2", headers)


def test_arrival_reads_its_own_parts() -> None:
    """Path, query, headers and cookies are there by name."""
    item = arrival()
    assert (item.path, item.query) == ("/a", "b=1")
    assert (item.header("x-one"), item.header("absent")) == ("1", "")
    assert item.cookies() == {"sesi": "4", "ct0": "k=v"}


def test_log_is_seen_whole_only_when_finished() -> None:
    """An arrival is logged at its head; its body comes when it is finished."""
    log, item = ArrivalLog(), arrival()
    log.add(item)
    assert (len(log), log[0].complete, log[0].body) == (1, False, b"")
    log.finish(item, b"body")
    assert (log[0].complete, log[0].body) == (True, b"body")


def test_log_filters_by_every_part() -> None:
    """Arrivals are found by parts of path and body, by method and by host."""
    log, item = ArrivalLog(), arrival()
    log.add(item)
    log.finish(item, b"body")
    assert log.of("/a", method="POST", host="x.com", body=b"od") == [item]
    assert not log.of("/b")
    assert not log.of(method="GET")
    assert not log.of(host="api.x.com")
    assert not log.of(body=b"else")


def test_wait_sees_what_another_thread_adds() -> None:
    """Waiting ends with true as soon as enough has arrived, and with false when it never does."""
    log = ArrivalLog()
    writer = threading.Thread(target=lambda: log.add(arrival()))
    writer.start()
    assert log.wait(lambda items: len(items) == 1)
    writer.join()
    assert not log.wait(lambda items: len(items) == 2, seconds=0.01)


def test_clear_forgets() -> None:
    """A cleared log is empty; a copy taken before is not."""
    log = ArrivalLog()
    log.add(arrival())
    before = list(log)
    log.clear()
    assert (len(log), len(before)) == (0, 1)
