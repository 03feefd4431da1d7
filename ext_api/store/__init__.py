"""The registry's database.

``open_store(url)`` gives a `Store`: ``publishable(part)`` is the registry that may be published now,
``parts()`` the parts with a publisher of their own, ``contests()`` the calendar in the shape of a ruleset,
``note_publication`` and ``publications`` what was published. All that changes goes through ``writing(act)``,
which keeps a journal.
"""

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
