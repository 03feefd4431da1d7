"""Libraries' records stop at a handler that keeps the kind of an error and nothing of its content."""

from __future__ import annotations

import asyncio
import logging
import sys
import threading

import pytest

from proxy_addon import quiet


@pytest.mark.parametrize("name", [*quiet.LOUD, "mitmproxy.proxy.server", "mitmproxy.addonmanager"])
def test_foreign_records_stop(name: str, caplog: pytest.LogCaptureFixture) -> None:
    """No record of a loud library reaches the root, at any level."""
    with caplog.at_level(logging.DEBUG), quiet.silenced():
        for level in (logging.DEBUG, logging.INFO, logging.WARNING, logging.ERROR):
            logging.getLogger(name).log(level, "secret-mark")
    assert "secret-mark" not in caplog.text
    assert {record.name for record in caplog.records} == {"jari_netral"}


def test_kind_is_said_once_and_counted(caplog: pytest.LogCaptureFixture) -> None:
    """The first error of a kind becomes one line with module and exception; later ones are only counted."""
    with quiet.silenced() as handler:
        for exception in (KeyError("secret-mark"), KeyError("secret-mark"), OSError("secret-mark")):
            logging.getLogger("mitmproxy.x").error("secret-mark", exc_info=exception)
    assert handler.seen == {("mitmproxy.x", "KeyError"): 2, ("mitmproxy.x", "OSError"): 1}
    assert [record.getMessage() for record in caplog.records] == [
        "internal error, said once: module mitmproxy.x, exception KeyError",
        "internal error, said once: module mitmproxy.x, exception OSError",
    ]


def test_the_end_of_a_task_is_no_error(caplog: pytest.LogCaptureFixture) -> None:
    """Connections that are open when the proxy ends are cancelled, and nobody needs to hear of it."""
    with quiet.silenced():
        logging.getLogger("asyncio").error("task", exc_info=asyncio.CancelledError())
    assert caplog.records == []


def test_our_port_is_not_reported_twice(caplog: pytest.LogCaptureFixture) -> None:
    """What mitmproxy says of the port we listen on is left to the server's own error."""
    with quiet.silenced():
        logging.getLogger(quiet.LISTENING).error("address in use")
    assert caplog.records == []


class _Loud:
    """Something that fails where nobody can catch it."""

    def __del__(self) -> None:
        raise KeyError("secret-mark")


def test_what_fails_where_nobody_listens_is_not_printed(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """Threads and finalizers leave one line with the kind of the exception, too."""
    before = sys.unraisablehook, threading.excepthook

    def fail() -> None:
        raise OSError("secret-mark")

    with quiet.uncaught():
        _Loud()
        thread = threading.Thread(target=fail, name="secret-mark")
        thread.start()
        thread.join()
    assert (sys.unraisablehook, threading.excepthook) == before
    assert [record.getMessage() for record in caplog.records] == [
        "internal error, said once: module finalizer, exception KeyError",
        "internal error, said once: module thread, exception OSError",
    ]
    assert "secret-mark" not in caplog.text + "".join(capfd.readouterr())


def test_loggers_are_restored() -> None:
    """Afterwards the libraries log as before."""
    loggers = [logging.getLogger(name) for name in quiet.LOUD]
    before = [(one.propagate, one.level, list(one.handlers)) for one in loggers]
    with quiet.silenced():
        pass
    assert [(one.propagate, one.level, list(one.handlers)) for one in loggers] == before


def test_what_fetches_updates_says_nothing(caplog: pytest.LogCaptureFixture) -> None:
    """Signed metadata that doesn't verify is told in a line of ours, not by libraries."""
    levels = {name: logging.getLogger(name).level for name in quiet.UPDATING}
    try:
        quiet.hush()
        for name in (*quiet.UPDATING, "tuf.api._payload", "urllib3.connectionpool"):
            logging.getLogger(name).error("secret-mark")
    finally:
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)
    assert caplog.records == []
