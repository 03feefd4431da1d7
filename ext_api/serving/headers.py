"""The headers of every answer: how long a cache may keep it, and what a browser may do with it."""

from __future__ import annotations

from typing import Final

TIMESTAMP: Final = "public, max-age=60, stale-while-revalidate=600"
IMMUTABLE: Final = "public, max-age=31536000, immutable"
MISSING: Final = "public, max-age=60"
"""A root that is not there yet is asked for at every look: a cache may answer that too, briefly."""
UNCACHED: Final = "no-store"

SECURITY: Final = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Date, Retry-After",
}
"""Nothing here is a page. Any origin may read it: it is public, and the same for everyone. The browser
extension is such an origin; by the date it sees that its computer's clock is wrong.
"""
