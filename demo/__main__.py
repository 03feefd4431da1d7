"""``python -m demo --port N --folder DIR`` runs the demo site alone, until Ctrl-C."""

from __future__ import annotations

import argparse
import signal
import time
from pathlib import Path

from demo.server import DemoSite


def main() -> None:
    """Run the site and say how to reach it."""
    parser = argparse.ArgumentParser(prog="python -m demo", description="Situs demo: semua akun rekaan.")
    parser.add_argument("--port", type=int, default=8443, help="port on 127.0.0.1 (0: any free one)")
    parser.add_argument("--folder", type=Path, required=True, help="where the throw-away authority is kept")
    parser.add_argument("--no-h2", action="store_true", help="speak HTTP/1.1 only")
    options = parser.parse_args()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    with DemoSite(options.folder, options.port, not options.no_h2) as site:
        print(
            f"https://x.com/ https://www.instagram.com/ -> 127.0.0.1:{site.port}, CA: {site.ca_path}",
            flush=True,
        )
        print(
            f'chromium --user-data-dir="{options.folder}/chromium" '
            f'--host-resolver-rules="MAP * 127.0.0.1:{site.port}" '
            f"--ignore-certificate-errors-spki-list={site.spki}",
            flush=True,
        )
        try:
            while True:
                time.sleep(1)  # signal.pause() would sleep through a signal that comes just before it
        except KeyboardInterrupt:
            print()


if __name__ == "__main__":
    main()
