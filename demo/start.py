"""A publisher of rules and a made-up campaign, the proxy that follows it, and the demo site, all in one."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from demo.browsers import chromium, firefox
from demo.server import DemoSite
from ext_api.publishing import quickstart
from ext_api.serving.server import served
from proxy_addon.assembly import assemble
from proxy_addon.running import serving, until_stopped
from proxy_addon.server import ProxyServer
from proxy_addon.settings import ProxySettings, UpdateSettings, default_data, load
from proxy_addon.terminal import Terminal, language
from proxy_addon.updates.commands import update
from proxy_addon.updates.telling import Teller
from rules.compile import ruleset

FOLDER = default_data() / "demo"
START, SECOND = "https://x.com/", "https://www.instagram.com/"
ACCOUNT = "@walikota_contoh"


def start(port: int) -> int:
    """Run all of it until Ctrl-C, after a few lines that say how to look at it."""
    chosen = load(Path(__file__).with_name("settings.yaml"))
    said = language(os.environ, chosen.agency.language)
    agency = replace(chosen.agency, language="en" if said == "en" else "id")
    published = quickstart.prepare(FOLDER / "publisher")
    with DemoSite(FOLDER / "site") as site, served(published.public) as url:
        updates = UpdateSettings(url=url, root_sha256=published.root_sha256)
        chosen = replace(chosen, agency=agency, port=port, data=FOLDER / "proxy", updates=updates)
        parts = assemble(followed(replace(chosen, upstream_ca=site.ca_path), said))
        # Every covered host, so that no tap of a demonstration reaches a real platform.
        place = ("127.0.0.1", site.port)
        hosts = (*parts.engine.hosts, *site.hosts)
        parts = replace(parts, settings=replace(parts.settings, resolve=dict.fromkeys(hosts, place)))
        say = Terminal(parts.ruleset, said)

        def lines(proxy: ProxyServer) -> list[str]:
            running = say.running(parts, proxy, datetime.now(UTC))
            return [*running, say("published_at", url=url), *_how(proxy, site, say)]

        return until_stopped(serving(parts), lines, say, "PORT={port} make run")


def followed(chosen: ProxySettings, said: str) -> ProxySettings:
    """The settings, once what is published has been fetched: an office may wait a minute, a demo may not."""
    code, lines = update(chosen, Teller(ruleset(), said), None)
    if code:
        print(*lines, sep="\n", file=sys.stderr)
    return chosen


def _how(proxy: ProxyServer, site: DemoSite, say: Terminal) -> list[str]:
    """How to look at it: a browser of its own, and what to tap."""
    fox, knows_ca = firefox(FOLDER / "firefox", proxy, START)
    return [
        say("demo_at", url=f"{START}  {SECOND}  (127.0.0.1:{site.port})"),
        say("data_at", path=FOLDER),
        "",
        say("browser_hint"),
        say("chromium_line", command=chromium(FOLDER / "chromium", proxy, START)),
        say("firefox_line", command=fox),
        *([] if knows_ca else [say("firefox_ca", path=proxy.ca.cert_path)]),
        "",
        say("try_this", url=START, account=ACCOUNT),
        say("demo_note"),
        say("stop_hint"),
    ]
