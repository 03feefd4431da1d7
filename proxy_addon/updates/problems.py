"""What can go wrong with an update, in a few kinds that a person can act on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from tuf.api.exceptions import (
    BadVersionNumberError,
    DownloadError,
    DownloadLengthMismatchError,
    ExpiredMetadataError,
    LengthOrHashMismatchError,
    RepositoryError,
    SlowRetrievalError,
    UnsignedMetadataError,
)
from urllib3.exceptions import SSLError

from proxy_addon.updates.fetching import Refused, Stopped
from rules.regfile import BadRegistryFile

KINDS: Final = (
    "unreachable", "tls", "busy", "gone", "slow", "too_much", "expired", "clock", "signature", "older",
    "damaged", "jump", "missing", "format", "disk", "locked", "root", "stored", "fault",
)  # fmt: skip
"""Every kind; each has a line in the group ``updates`` of the messages."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that is wrong: its kind, the part it is about (or ``rules``, or empty), and details."""

    kind: str
    about: str = ""
    values: tuple[tuple[str, str], ...] = ()

    def as_json(self) -> dict[str, Any]:
        """For the status file."""
        return {"kind": self.kind, "about": self.about, "values": dict(self.values)}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Trouble:
        """From the status file."""
        return cls(data["kind"], data["about"], tuple(sorted(data["values"].items())))


@dataclass
class Problem(Exception):
    """An update, or one part of it, that is not taken. ``retry_after``: the server asks for so much time."""

    kind: str
    values: dict[str, object] = field(default_factory=dict)
    retry_after: float | None = None

    def about(self, what: str) -> Trouble:
        """The same as it is told and kept."""
        values = tuple(sorted((key, str(value)) for key, value in self.values.items()))
        return Trouble(self.kind, what, values)


@contextmanager
def known() -> Iterator[None]:
    """Inside, whatever is raised leaves as a Problem, except when the proxy ends."""
    try:
        yield
    except (Problem, Stopped):
        raise
    except Refused as error:
        raise _refusal(error) from error
    except Exception as error:
        raise Problem(_kind(error)) from error


def _refusal(error: Refused) -> Problem:
    """An HTTP error: asked to wait, broken, or not there."""
    if error.retry_after is not None or error.status_code == 429:
        return Problem("busy", {"status": error.status_code}, error.retry_after)
    kind = "unreachable" if error.status_code >= 500 else "gone"
    return Problem(kind, {"status": error.status_code})


_BY_TYPE: Final = (
    (ExpiredMetadataError, "expired"),
    (BadVersionNumberError, "older"),
    (UnsignedMetadataError, "signature"),
    (SlowRetrievalError, "slow"),
    (DownloadLengthMismatchError, "too_much"),
    (DownloadError, "unreachable"),
    (LengthOrHashMismatchError, "damaged"),
    (RepositoryError, "damaged"),
    (BadRegistryFile, "damaged"),
    (OSError, "disk"),
)
"""The first that fits counts."""


def _kind(error: Exception) -> str:
    """What an error of ngclient, of the registry file or of the machine means."""
    if isinstance(error, DownloadError) and isinstance(error.__cause__, SSLError):
        return "tls"
    return next((kind for type_, kind in _BY_TYPE if isinstance(error, type_)), "fault")
