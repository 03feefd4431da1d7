"""What stands before the application: it takes off whatever could tell one asker from another, and answers
no query.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

from ext_api.serving.headers import SECURITY, UNCACHED

CONDITIONS: Final = (
    "HTTP_COOKIE", "HTTP_AUTHORIZATION", "HTTP_REFERER", "HTTP_USER_AGENT", "HTTP_IF_NONE_MATCH",
    "HTTP_IF_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_IF_UNMODIFIED_SINCE", "HTTP_FORWARDED",
    "HTTP_X_FORWARDED_FOR", "HTTP_X_REAL_IP", "REMOTE_ADDR", "REMOTE_PORT",
)  # fmt: skip
"""What the application never sees: no answer can depend on it, and no mistake can log it."""


class Guard:
    """A WSGI application around another one."""

    def __init__(self, application: WSGIApplication) -> None:
        self._application = application

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Refuse a query, since a cache would keep one answer per query; else answer without the asker's
        traces.
        """
        if environ.get("QUERY_STRING"):
            headers = [("Content-Type", "text/plain"), ("Cache-Control", UNCACHED), ("Content-Length", "0")]
            start("400 Bad Request", [*headers, *SECURITY.items()])
            return []
        if (
            "HTTP_IF_RANGE" in environ
        ):  # files have no validator it could name, so the whole file is the answer
            environ = {
                key: value for key, value in environ.items() if key not in ("HTTP_IF_RANGE", "HTTP_RANGE")
            }
        return self._application({key: environ[key] for key in environ if key not in CONDITIONS}, start)
