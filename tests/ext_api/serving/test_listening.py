"""Where a server listens, and what is said where it can't."""

from __future__ import annotations

import errno
import socket

import pytest

from ext_api.publishing import PublishError
from ext_api.serving import listening


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("127.0.0.1:8600", ("127.0.0.1", 8600)),
        ("[::1]:8600", ("::1", 8600)),
        ("rilis.example:80", ("rilis.example", 80)),
        (":8600", ("0.0.0.0", 8600)),  # noqa: S104
    ],
)
def test_an_address_has_a_host_and_a_port(text: str, meant: tuple[str, int]) -> None:
    """It is written as in a URL; without a host it is every address of the machine."""
    assert listening.address(text) == meant
    assert listening.address(listening.shown(*meant)) == meant


@pytest.mark.parametrize("text", ["18601", "foo", "::1:8600", "unix:/tmp/x", "127.0.0.1:", "a:8x", ""])
def test_anything_else_is_no_address(text: str) -> None:
    """Neither a bare number nor a bare name is guessed at."""
    with pytest.raises(PublishError) as refused:
        listening.address(text)
    assert refused.value.key == "bad_address"


@pytest.mark.parametrize("text", ["127.0.0.1:65536", "127.0.0.1:99999"])
def test_a_number_beyond_all_ports_is_told(text: str) -> None:
    """It is no overflow."""
    with pytest.raises(PublishError) as refused:
        listening.address(text)
    assert refused.value.key == "bad_port"


def test_a_taken_port_is_told() -> None:
    """With the port, and one that may be free."""
    with listening.listening("127.0.0.1", 0) as first:
        port = first.getsockname()[1]
        with pytest.raises(PublishError) as refused:
            listening.listening("127.0.0.1", port)
    assert (refused.value.key, refused.value.values["port"]) == ("port_taken", port)
    assert refused.value.values["other"] in (port + 1, port - 1)


def test_a_host_of_another_machine_is_told() -> None:
    """An address that is not this computer's, and a name that is nobody's."""
    for host in ("192.0.2.1", "tiada.invalid", "a" * 300):
        with pytest.raises(PublishError) as refused:
            listening.listening(host, 0)
        assert refused.value.key == "no_address"


def test_a_port_for_root_alone_is_told() -> None:
    """With what may be done about it."""
    refused = listening._refused(PermissionError(errno.EACCES, "Permission denied"), "127.0.0.1", 80)
    assert (refused.key, refused.values) == ("port_forbidden", {"port": 80})


def test_it_listens_at_once() -> None:
    """Whoever connects waits in its queue, whether anybody takes the connection yet or not."""
    with listening.listening("localhost", 0) as opened:
        socket.create_connection(opened.getsockname()[:2]).close()


@pytest.mark.parametrize("everywhere", ["0.0.0.0", "::"])  # noqa: S104
def test_every_address_has_one_that_others_can_use(everywhere: str) -> None:
    """It is this machine's own, or its name: whoever is to follow a server needs one."""
    found = listening.outward(everywhere)
    assert found not in ("", everywhere)
    if found != socket.gethostname():
        family = socket.AF_INET6 if ":" in found else socket.AF_INET
        with socket.socket(family) as own:
            own.bind((found, 0))


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "10.1.2.3", "rilis.example"])
def test_an_address_of_its_own_stays(host: str) -> None:
    """What was asked for is what is told."""
    assert listening.outward(host) == host
