"""Whatever goes wrong becomes one of a few kinds that a person can act on."""

from __future__ import annotations

import errno

import pytest
from tuf.api import exceptions
from urllib3.exceptions import SSLError

from proxy_addon.updates.fetching import Refused, Stopped
from proxy_addon.updates.problems import KINDS, Problem, Trouble, known
from rules.regfile import BadRegistryFile


def caused(error: Exception, by: Exception) -> Exception:
    """An error with a cause."""
    error.__cause__ = by
    return error


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (Refused(404), "gone"),
        (Refused(302), "gone"),
        (Refused(500), "unreachable"),
        (Refused(429), "busy"),
        (Refused(503, 60.0), "busy"),
        (exceptions.SlowRetrievalError(), "slow"),
        (exceptions.DownloadLengthMismatchError(), "too_much"),
        (exceptions.DownloadError(), "unreachable"),
        (caused(exceptions.DownloadError(), SSLError("x")), "tls"),
        (exceptions.ExpiredMetadataError(), "expired"),
        (exceptions.UnsignedMetadataError(), "signature"),
        (exceptions.BadVersionNumberError(), "older"),
        (exceptions.LengthOrHashMismatchError(), "damaged"),
        (exceptions.RepositoryError(), "damaged"),
        (BadRegistryFile("x"), "damaged"),
        (OSError(errno.ENOSPC, "full"), "disk"),
        (PermissionError(), "disk"),
        (KeyError("x"), "fault"),
        (Problem("jump"), "jump"),
    ],
)
def test_every_error_has_a_kind(error: Exception, kind: str) -> None:
    """Of ngclient, of the network, of the registry file, of the disk, and our own."""
    with pytest.raises(Problem) as caught, known():
        raise error
    assert caught.value.kind == kind
    assert kind in KINDS


def test_the_server_s_wish_is_kept() -> None:
    """How long it asks us to stay away comes along."""
    with pytest.raises(Problem) as caught, known():
        raise Refused(503, 60.0)
    assert caught.value.retry_after == 60.0


def test_the_end_is_no_problem() -> None:
    """A proxy that ends has no trouble to tell."""
    with pytest.raises(Stopped), known():
        raise Stopped


def test_trouble_is_kept_and_read_again() -> None:
    """As JSON and back."""
    trouble = Problem("jump", {"keys": 100, "changes": 7}).about("id/jatim")
    assert Trouble.from_json(trouble.as_json()) == trouble
    assert trouble.values == (("changes", "7"), ("keys", "100"))
