"""The registry's database.

``open_store(url)`` gives a `Store`: ``publishable(part)`` is the registry that may be published now,
``parts()`` the parts with a publisher of their own, ``contests()`` the calendar in the shape of a ruleset,
``note_publication`` and ``publications`` what was published. All that changes goes through ``writing(act)``,
which keeps a journal.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from ext_api.store.database import default_url
    from ext_api.store.errors import StoreError
    from ext_api.store.journal import Act, Journal
    from ext_api.store.store import Publication, Store, open_store, upgrade_store

__all__ = [
    "Act",
    "Journal",
    "Publication",
    "Store",
    "StoreError",
    "default_url",
    "open_store",
    "upgrade_store",
]

_HOMES: Final = {
    "Act": "journal",
    "Journal": "journal",
    "Publication": "store",
    "Store": "store",
    "StoreError": "errors",
    "default_url": "database",
    "open_store": "store",
    "upgrade_store": "store",
}


def __getattr__(name: str) -> object:
    """One of the names above, imported when it is asked for: a server that only serves has no database."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
