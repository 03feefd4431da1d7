"""Parts of the registry: region paths such as ``id`` and ``id/jatim``, and the roles that may speak for
them.
"""

from __future__ import annotations

import re
from typing import Final

from ext_api.publishing.errors import PublishError

COUNTRY: Final = "id"
_PART: Final = re.compile(r"id(/[a-z0-9-]{1,60}){0,2}")


def role_of(part: str) -> str:
    """The role of a part: ``registry`` for the country, ``registry.id.jatim`` for ``id/jatim``."""
    if not _PART.fullmatch(part):
        raise PublishError("bad_part", part=part)
    return "registry" if part == COUNTRY else f"registry.{part.replace('/', '.')}"


def part_of(role: str) -> str | None:
    """The part that a role speaks for; None for a role of another kind."""
    if role == "registry":
        return COUNTRY
    part = role.removeprefix("registry.").replace(".", "/")
    return part if role.startswith("registry.") and _PART.fullmatch(part) else None


def paths_of(part: str) -> list[str]:
    """The paths of targets that a part's role may speak for: its own folder, not those below it."""
    return [f"registry/{part}/*"]
