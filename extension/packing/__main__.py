"""`python -m extension.packing`."""

import sys

from extension.packing.cli import main

if __name__ == "__main__":
    sys.exit(main())
