"""A proxy of an assembly, made and run until it is told to stop.

Apart from the commands: mitmproxy takes a second to import, and of them only `run` needs it.
"""

from __future__ import annotations

import logging
import signal
import sys
from collections.abc import Callable, Iterable
from typing import TextIO

from proxy_addon import quiet, steady
from proxy_addon.addon import Addon
from proxy_addon.assembly import Assembly
from proxy_addon.live import LiveEngine
from proxy_addon.server import CannotListen, ProxyServer
from proxy_addon.terminal import Terminal, teller_of, terminal_of
from proxy_addon.updates.follower import Follower
from proxy_addon.updates.takeover import Takeover

log = logging.getLogger("jari_netral")


def serving(parts: Assembly) -> ProxyServer:
    """The proxy of an assembly, not yet started."""
    chosen = parts.settings
    say = terminal_of(parts)
    live = LiveEngine(parts.engine)
    addon = Addon(live, chosen.agency, say=lambda where: log.error(say.fault(where)))
    addons: list[object] = [addon]
    if chosen.updates:
        teller = teller_of(chosen)
        takeover = Takeover(parts, live, teller, addon.faults, renew=addon.renew)
        addons.append(Follower(parts, takeover, teller, addon.faults))
    proxy = ProxyServer(
        live,
        addons=addons,
        faults=addon.faults,
        data_dir=chosen.data,
        host=chosen.host,
        port=chosen.port,
        resolve=dict(chosen.resolve),
        upstream_ca=chosen.upstream_ca,
    )
    live.permits = proxy.ca.covers
    return proxy


def until_stopped(
    proxy: ProxyServer, lines: Callable[[ProxyServer], Iterable[str]], say: Terminal, again: str
) -> int:
    """Start a proxy, say ``lines``, end it on Ctrl-C or SIGTERM. ``again``: the command for another port."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    try:
        with quiet.uncaught(), proxy:
            try:
                steady.settle()
                _say(sys.stdout, *lines(proxy))
                proxy.join()
            finally:
                _say(sys.stdout, "", say("stopping"))
    except CannotListen as error:
        _say(sys.stderr, *say.cannot_listen(error, again))
        return 1
    except KeyboardInterrupt:
        _say(sys.stdout, say("stopped"))
        return 0
    return 1  # it ended by itself


def _say(where: TextIO, *lines: str) -> None:
    """Lines that are there at once for whoever reads them through a pipe."""
    where.write("".join(f"{line}\n" for line in lines))
    where.flush()
