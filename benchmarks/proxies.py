"""The proxies that are compared, each in a process of its own and before the same origin.

    python -m benchmarks.proxies ours|core PORT_OF_ORIGIN FOLDER

runs one of ours and prints its port: ``ours`` as `jari-proxy run` does, ``core`` the same without the addon,
with everything decrypted: mitmproxy with nothing but what a proxy needs.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from socket import create_connection, create_server
from typing import Final

from benchmarks import resolve
from benchmarks.origin import HOSTS
from benchmarks.samples import engine
from proxy_addon.addon import Addon
from proxy_addon.server import ProxyServer

UNTOUCHED: Final = "berita.test"
"""A host that isn't covered, so that we leave it alone; `mitmdump` is told to."""


class Everything:
    """An engine that covers every host of the origin, for a proxy without our addon."""

    hosts = frozenset(HOSTS)

    def covers(self, host: str, _: datetime) -> bool:
        """Whether ``host`` is decrypted."""
        return host in self.hosts and host != UNTOUCHED


@dataclass(slots=True)
class Proxy:
    """A proxy that runs. ``trusted`` are the CAs a client of it has to know."""

    name: str
    port: int
    process: subprocess.Popen[bytes]
    trusted: list[Path]

    def spent(self) -> float:
        """Seconds of processor time its process has used so far."""
        return sum(self.by_thread().values())

    def by_thread(self) -> dict[str, float]:
        """The same for each of its threads, by number."""
        return {path.name: _seconds(path) for path in Path(f"/proc/{self.process.pid}/task").iterdir()}

    def stop(self) -> None:
        """End its process."""
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()


def _seconds(task: Path) -> float:
    with suppress(FileNotFoundError):  # a thread may end while we look
        return int((task / "schedstat").read_text().split()[0]) / 1e9
    return 0.0


def origin(folder: Path, stack: ExitStack) -> tuple[int, Path]:
    """The port of the origin, which runs until ``stack`` ends, and its CA."""
    process, port = started([sys.executable, "-m", "benchmarks.origin", str(folder / "origin")])
    stack.callback(process.terminate)
    return port, folder / "origin" / "demo-ca.pem"


def own(name: str, origin: int, ca: Path, folder: Path) -> Proxy:
    """``ours`` or ``core``."""
    process, port = started([sys.executable, "-m", "benchmarks.proxies", name, str(origin), str(folder)])
    return Proxy(name, port, process, [ca, *folder.rglob("*-ca-cert.pem")])


def mitmdump(origin: int, ca: Path, folder: Path) -> Proxy:
    """The real `mitmdump -q` with its defaults; names resolve to the origin, and one host is left alone."""
    with create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [
        str(Path(sys.executable).with_name("mitmdump")), "-q", "-s", str(resolve.__file__),
        "--listen-host", "127.0.0.1", "--listen-port", str(port), "--ignore-hosts", rf"^{UNTOUCHED}:",
        "--set", f"confdir={folder}", "--set", f"ssl_verify_upstream_trusted_ca={ca}",
        "--set", f"origin={origin}",
    ]  # fmt: skip
    process = subprocess.Popen(command)
    _wait_for(port)
    return Proxy("mitmdump", port, process, [ca, folder / "mitmproxy-ca-cert.pem"])


def started(command: Sequence[str]) -> tuple[subprocess.Popen[bytes], int]:
    """A process that prints its port once it listens."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    assert process.stdout is not None
    return process, int(process.stdout.readline())


def _wait_for(port: int) -> None:
    for _ in range(300):
        with suppress(OSError), create_connection(("127.0.0.1", port)):
            return
        time.sleep(0.1)
    raise TimeoutError("mitmdump does not listen")


def main(name: str, origin: int, folder: Path) -> None:
    """Run one of our own until the process is ended."""
    resolve.to(origin)
    trusted = folder.parent / "origin" / "demo-ca.pem"
    rules = engine() if name == "ours" else Everything()
    addons = [Addon(rules)] if not isinstance(rules, Everything) else []
    with ProxyServer(rules, data_dir=folder, upstream_ca=trusted, addons=addons) as proxy:
        signal.signal(signal.SIGTERM, lambda *_: proxy.shutdown())
        print(proxy.port, flush=True)
        proxy.join()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
