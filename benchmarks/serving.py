"""Looks per second: how many clients one serving process answers, each asking for timestamp and next root.

`.venv/bin/python -m benchmarks.serving [SECONDS]`
"""

from __future__ import annotations

import http.client
import sys
import tempfile
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit

from ext_api.publishing.quickstart import prepare
from ext_api.serving.server import served

CLIENTS = 4
LOOK = ("/metadata/2.root.json", "/metadata/timestamp.json")


def look(url: str, until: float, counted: list[int]) -> None:
    """Look again and again over one connection, as a cache in front of the service does."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc)
    count = 0
    while time.monotonic() < until:
        for path in LOOK:
            connection.request("GET", path)
            connection.getresponse().read()
        count += 1
    connection.close()
    counted.append(count)


def main() -> None:
    """Print one line."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 5.0
    with tempfile.TemporaryDirectory() as folder:
        done = prepare(Path(folder))
        with served(done.public) as url:
            counted: list[int] = []
            until = time.monotonic() + seconds
            clients = [threading.Thread(target=look, args=(url, until, counted)) for _ in range(CLIENTS)]
            for client in clients:
                client.start()
            for client in clients:
                client.join()
    rate = sum(counted) / seconds
    print(f"{rate:,.0f} looks/s by one process: {rate * 1800:,.0f} nodes, each looking every 30 minutes")


if __name__ == "__main__":
    main()
