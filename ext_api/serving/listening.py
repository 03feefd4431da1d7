"""Sockets that listen, opened before a server is started: where that can't be, it is told why in one line."""

from __future__ import annotations

import errno
import re
import socket
from ipaddress import ip_address
from typing import Final

from ext_api.publishing.errors import PublishError

_ADDRESS: Final = re.compile(r"(?:\[([^\[\]]+)\]|([^\[\]:/]*)):([0-9]{1,9})")
_EVERYWHERE: Final = "0.0.0.0"  # noqa: S104  # what an address without a host has always meant
_BEYOND, _BEYOND_6 = "192.0.2.1", "2001:db8::1"
"""Addresses beyond this machine that are nobody's: RFC 5737 and RFC 3849 keep them for examples."""
_WAITING: Final = 2048
"""Connections that may wait to be taken: what gunicorn asks for, too."""
_LAST: Final = 65535


def address(text: str) -> tuple[str, int]:
    """Host and port of ``ADDRESS:PORT``; an address of IPv6 stands in brackets. Raises PublishError."""
    found = _ADDRESS.fullmatch(text)
    if not found:
        raise PublishError("bad_address", address=text)
    return found[1] or found[2] or _EVERYWHERE, checked(int(found[3]))


def checked(port: int) -> int:
    """A number that a port can have. Raises PublishError."""
    if not 0 <= port <= _LAST:
        raise PublishError("bad_port", port=port, last=_LAST)
    return port


def shown(host: str, port: int) -> str:
    """An address as it stands in a URL."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def outward(host: str) -> str:
    """What other machines call a host that is every address of this one; any other host itself.

    It is the address that a way out begins at; nothing is sent on it. Without one it is the machine's name.
    """
    try:
        given = ip_address(host)
    except ValueError:
        return host
    if not given.is_unspecified:
        return host
    family, beyond = (socket.AF_INET, _BEYOND) if given.version == 4 else (socket.AF_INET6, _BEYOND_6)
    with socket.socket(family, socket.SOCK_DGRAM) as way:
        try:
            way.connect((beyond, 9))
        except OSError:
            return socket.gethostname()
        found: str = way.getsockname()[0]
        return found


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens there; port 0 is any that is free. Raises PublishError."""
    try:
        found = socket.getaddrinfo(host, checked(port), type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError):
        raise PublishError("no_address", host=host) from None
    family, kind, protocol, _, where = found[0]
    opened = socket.socket(family, kind, protocol)
    try:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind(where)
        opened.listen(_WAITING)
    except OSError as error:
        opened.close()
        raise _refused(error, host, port) from error
    return opened


def _refused(error: OSError, host: str, port: int) -> PublishError:
    """What a person is told where a port can't be had."""
    if isinstance(error, PermissionError):
        return PublishError("port_forbidden", port=port)
    if error.errno == errno.EADDRINUSE:
        other = port + 1 if port < _LAST else port - 1
        return PublishError("port_taken", host=host, port=port, other=other)
    return PublishError("no_address", host=host)
