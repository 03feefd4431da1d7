"""`make run`: the whole of it on one machine. PORT chooses the port of the proxy.

Everything kept lies in one folder below the user's data folder. This module is small because the processes
that the proxy starts import it, too: what they don't need is in `demo.start`.
"""

from __future__ import annotations

import os
import sys

from proxy_addon.settings import DEFAULT_PORT


def main() -> int:
    """Run it on the port that was chosen."""
    port = os.environ.get("PORT") or str(DEFAULT_PORT)
    if not port.isdecimal() or int(port) > 65535:
        print(f"PORT={port}: 0 ... 65535", file=sys.stderr)
        return 2
    from demo.start import start  # noqa: PLC0415  # the proxy and the service: two seconds

    return start(int(port))


if __name__ == "__main__":
    sys.exit(main())
