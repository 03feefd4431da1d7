"""Sockets that listen, opened before a server is started: where that can't be, it is told why in one line."""

from __future__ import annotations

import errno
import re
import socket
from typing import Final

from ext_api.publishing.errors import PublishError

_ADDRESS: Final = re.compile(r"(?:\[([^\[\]]+)\]|([^\[\]:/]*)):([0-9]{1,9})")
_EVERYWHERE: Final = "0.0.0.0"  # noqa: S104  # what an address without a host has always meant
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
