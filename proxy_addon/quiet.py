"""What libraries would print never reaches any output: it names clients, hosts and URLs.

Their records stop here. Of errors one line is left, once for each kind: which module, which exception.
"""

from __future__ import annotations

import logging
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

LOUD: Final = ("mitmproxy", "asyncio", "hpack", "h2", "hyperframe", "quic", "wsproto", "tldextract")
"""The loggers of libraries that see traffic."""

UPDATING: Final = ("tuf", "securesystemslib", "urllib3")
"""The loggers of libraries that fetch updates: what is wrong there we say ourselves, in one line."""

LISTENING: Final = "mitmproxy.addons.proxyserver"
"""Its errors are about our own port, which ``server`` reports itself."""

log = logging.getLogger("jari_netral")


class ContentFree(logging.Handler):
    """Swallows foreign records; the first error of each kind becomes a line of ours, the rest is counted."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.seen: Counter[tuple[str, str]] = Counter()

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the module and the kind of exception, and nothing of what was said."""
        if record.name == LISTENING:
            return
        self.note(record.name, record.exc_info[0] if record.exc_info else None)

    def note(self, name: str, error: type[BaseException] | None) -> None:
        """Count an error of the module ``name``, and say it if it is of a new kind."""
        exception = error.__name__ if error else "none"
        if exception == "CancelledError":  # a connection was open when the proxy ended
            return
        kind = (name, exception)
        self.seen[kind] += 1
        if self.seen[kind] == 1:
            log.error("internal error, said once: module %s, exception %s", *kind)


def hush() -> None:
    """Have the libraries that fetch updates say nothing, in this process and from now on."""
    for name in UPDATING:
        logging.getLogger(name).setLevel(logging.CRITICAL)


@contextmanager
def uncaught() -> Iterator[None]:
    """While inside, what fails in a thread or a finalizer leaves one line, too.

    Python would print it with its message and with the objects it was about.
    """
    handler = ContentFree()
    hooks = sys.unraisablehook, threading.excepthook
    sys.unraisablehook = lambda failed: handler.note("finalizer", failed.exc_type)
    threading.excepthook = lambda failed: handler.note("thread", failed.exc_type)
    try:
        yield
    finally:
        sys.unraisablehook, threading.excepthook = hooks


@contextmanager
def silenced() -> Iterator[ContentFree]:
    """While inside, the loud loggers reach nothing but a ``ContentFree`` handler."""
    handler = ContentFree()
    loggers = [logging.getLogger(name) for name in LOUD]
    before = [(one.propagate, one.level) for one in loggers]
    for one in loggers:
        one.propagate = False
        # Also saves the work: lines below ERROR are not even made into records.
        one.setLevel(logging.ERROR)
        one.addHandler(handler)
    try:
        yield handler
    finally:
        for one, (propagate, level) in zip(loggers, before, strict=True):
            one.removeHandler(handler)
            one.propagate = propagate
            one.setLevel(level)
