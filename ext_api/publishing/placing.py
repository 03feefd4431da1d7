"""Where a draft goes: into the repository of this machine, or into a parcel for another one."""

from __future__ import annotations

from pathlib import Path

from ext_api.publishing.draft import Draft, write_parcel
from ext_api.publishing.repository import Repository
from ext_api.publishing.talk import tell


def finish(place: Repository, draft: Draft, parcel: Path | None) -> None:
    """Put a draft into place, or write it as a parcel for the server."""
    if parcel is not None:
        write_parcel(draft, parcel)
        tell("parcel_written", path=parcel)
        return
    with place.locked():
        place.place(draft)
