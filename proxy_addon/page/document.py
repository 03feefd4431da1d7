"""A page on its way to the browser: may the agent go in, and if so, what becomes of its head and its body."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from proxy_addon.page.codings import Decoder, decoder
from proxy_addon.page.csp import admit, admit_ours
from proxy_addon.page.inject import Injector, element
from proxy_addon.page.tee import Copy, Learner
from rules.bounds import MAX_RESPONSE_BODY

RESERVED_PATH: Final = "/.well-known/jari-netral/"
"""Where the agent finds us, below the origin of its page."""

type Headers = Sequence[tuple[str, str]]

_POLICY: Final = "content-security-policy"
_FRAMES: Final = frozenset({"", "document", "iframe", "frame"})
_BODILESS: Final = frozenset({204, 205, 206, 304})
_UNTRUE_THEN: Final = frozenset(
    {"content-encoding", "content-length", "content-md5", "digest", "content-digest", "repr-digest"}
)
"""Headers that no longer describe a body once the agent is in it."""

_WIDE: Final = ("utf-16", "unicode", "ucs-2", "iso-10646-ucs-2", "csunicode")
"""How the names of two-byte charsets begin (Encoding Standard, section 4.2)."""

_PORTS: Final = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Exchange:
    """The heads of a request and its response. ``asked`` maps lower-case names of request headers.

    ``url`` is absolute. ``chunked``: the response goes to the browser as HTTP/1.1, where a body whose length
    nobody knows comes in chunks.
    """

    method: str
    url: str
    asked: Mapping[str, str]
    status: int
    headers: Headers
    chunked: bool = False

    def last(self, name: str) -> str:
        """The value of a response header, the last if there are several, else empty."""
        return next((value for key, value in reversed(self.headers) if key.lower() == name), "")

    def every(self, name: str) -> list[str]:
        """All values of a response header, in order."""
        return [value for key, value in self.headers if key.lower() == name]


@dataclass(frozen=True, slots=True)
class Served:
    """What goes to the browser instead: these headers, and the body through ``stream``."""

    headers: list[tuple[str, str]]
    stream: PageStream


def is_navigation(method: str, asked: Mapping[str, str]) -> bool:
    """The request opens a document in a tab or frame; browsers too old to tell get the benefit of the doubt.

    A service worker that passes a navigation on sends mode "navigate" with an empty destination.
    """
    mode = asked.get("sec-fetch-mode", "").lower()
    place = asked.get("sec-fetch-dest", "").lower()
    relayed = mode == "navigate" and place == "empty"
    return method in ("GET", "POST") and mode in ("", "navigate") and (place in _FRAMES or relayed)


def is_page(exchange: Exchange) -> bool:
    """The response is an HTML document that a browser shows, in a coding and charset we can write in."""
    return (
        is_navigation(exchange.method, exchange.asked)
        and _is_shown(exchange)
        and _is_html(exchange)
        and decoder(_coding(exchange)) is not None
        and _origin(exchange.url) is not None
    )


def serve(
    exchange: Exchange,
    script: bytes,
    learner: Learner | None = None,
    limit: int = MAX_RESPONSE_BODY,
    *,
    frame: str = "",
    failed: Callable[[Exception], None] = lambda _: None,
) -> Served | None:
    """Put ``script`` into the page, which may then show ``frame``; ``learner`` gets a copy of it as it came.

    Should that fail on the way, the page goes on without it, and ``failed`` hears of it.

    None where it is no page or none in which the script could work: then leave the response alone. The
    script is one that is ``inject.fit``.
    """
    origin = _origin(exchange.url)
    undone = decoder(_coding(exchange))
    if origin is None or undone is None or not is_page(exchange):
        return None
    admission = admit(exchange.every(_POLICY), origin, RESERVED_PATH, script, frame)
    if not admission.possible:
        return None
    injector = Injector(
        element(script, admission.nonce),
        lambda policy: admit_ours(policy, origin, RESERVED_PATH, frame),
        charset_known=bool(_content_type(exchange.last("content-type"))[1]),
    )
    return Served(
        _headers(exchange, admission.policies), PageStream(undone, injector, learner, limit, failed)
    )


class PageStream:
    """Decodes, injects and hands on, chunk by chunk; an empty chunk stands for the end.

    To be used as mitmproxy's ``flow.response.stream``. Whatever arrives, nothing raises.
    """

    def __init__(
        self,
        undone: Decoder,
        injector: Injector,
        learner: Learner | None,
        limit: int,
        failed: Callable[[Exception], None],
    ) -> None:
        self._undone = undone
        self._injector = injector
        self._learner = learner
        self._failed = failed
        self._copy = Copy(limit=limit)

    @property
    def fault(self) -> str | None:
        """Why the page ends early: its coding is "broken", or a "bomb". A browser would show an error."""
        return self._undone.fault

    @property
    def injected(self) -> bool:
        """The script is in what went to the browser."""
        return self._injector.injected

    def __call__(self, data: bytes) -> Iterable[bytes]:
        """What goes on, in pieces of which none is empty."""
        return (piece for piece in self._pieces(data) if piece)

    def _pieces(self, data: bytes) -> Iterator[bytes]:
        for piece in self._undone.feed(data):
            if self._learner:
                self._copy.add(piece)
            yield self._inject(piece)
        if not data or self.fault:
            yield self._injector.flush()
        if not data and self._learner:
            self._copy.offer(self._learner)

    def _inject(self, piece: bytes) -> bytes:
        """What can go on, now that ``piece`` has come; where we fail, all that was held back, as it came."""
        try:
            return self._injector.feed(piece)
        except Exception as error:
            self._failed(error)
            return self._injector.flush()


def _is_shown(exchange: Exchange) -> bool:
    """The response has a body, and its place is a tab or frame: no redirect, no download, no part."""
    redirect = 300 <= exchange.status < 400 and exchange.last("location")
    download = exchange.last("content-disposition").strip().lower().startswith("attachment")
    bodiless = exchange.status < 200 or exchange.status in _BODILESS
    empty = exchange.last("content-length").strip() == "0"
    return not (redirect or download or bodiless or empty)


def _is_html(exchange: Exchange) -> bool:
    """It is HTML in a charset that has ASCII in it."""
    media_type, charset = _content_type(exchange.last("content-type"))
    return media_type == "text/html" and not charset.startswith(_WIDE)


def _headers(exchange: Exchange, policies: Sequence[str]) -> list[tuple[str, str]]:
    """The response's headers with ``policies`` in place of its own and without what is no longer true."""
    admitted = iter(policies)
    headers = [
        (name, next(admitted) if name.lower() == _POLICY else value)
        for name, value in exchange.headers
        if name.lower() not in _UNTRUE_THEN
    ]
    if exchange.chunked and not exchange.last("transfer-encoding"):
        headers.append(("transfer-encoding", "chunked"))
    return headers


def _coding(exchange: Exchange) -> str:
    return ",".join(exchange.every("content-encoding"))


def _content_type(value: str) -> tuple[str, str]:
    """Media type and charset (empty if not given), both in lower case."""
    media_type, *parameters = value.lower().split(";")
    pairs = [parameter.partition("=") for parameter in parameters]
    charset = next((value for name, _, value in pairs if name.strip() == "charset"), "")
    return media_type.strip(), charset.strip().strip("\"'")


def _origin(url: str) -> str | None:
    """Scheme, host and port of a web address as browsers write them."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme not in _PORTS or not host:
        return None
    shown = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{shown}" + (f":{port}" if port and port != _PORTS[parts.scheme] else "")
