"""The secret of one served page: it shows that a question comes from the agent put into that very page."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

from proxy_addon.sessions import new_secret


@dataclass(slots=True, repr=False)
class _Page:
    """What a token is bound to. ``session`` is open until first use if the browser had no cookie yet:

    several pages may load at once, and only one of the cookies set then stays; some browsers keep none.
    """

    host: str
    session: str | None


class Tokens:
    """The tokens of served pages: bounded, the longest unused go first."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._pages: OrderedDict[str, _Page] = OrderedDict()

    def __repr__(self) -> str:
        return f"<Tokens {len(self._pages)}>"

    def issue(self, host: str, session: str | None) -> str:
        """A token for a page of ``host``; ``session`` as the browser sent it, or None."""
        token = new_secret()
        self._pages[token] = _Page(host, session)
        while len(self._pages) > self._size:
            self._pages.popitem(last=False)
        return token

    def valid(self, token: str, host: str, session: str) -> bool:
        """Whether ``token`` belongs to a page of this host and session; the first use settles the session."""
        page = self._pages.get(token)
        if page is None or page.host != host:
            return False
        if page.session is None:
            page.session = session
        if page.session != session:
            return False
        self._pages.move_to_end(token)
        return True
