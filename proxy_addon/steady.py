"""No long pauses: Python's search for garbage leaves alone what the proxy is made of.

The rules and libraries are more than a hundred thousand objects that stay. Searching them all takes longer
than a tap may take to be explained, and meanwhile nothing at all goes on.
"""

from __future__ import annotations

import gc


def settle() -> None:
    """Have only what is made later searched: once, as soon as the proxy is up."""
    # The first engine, when a newer one takes over, partly stays; those after it don't.
    gc.collect()
    gc.freeze()
