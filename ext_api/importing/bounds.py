"""Every limit of an import, in one place. A file beyond one of them is refused as a whole."""

from __future__ import annotations

from typing import Final

MAX_FILE_BYTES: Final = 268_435_456
"""A file that is read."""

MAX_UNPACKED_BYTES: Final = 1_073_741_824
"""What a spreadsheet may hold unpacked: it is a zip file, and a small one can unfold into terabytes."""

MAX_UNPACKED_RATIO: Final = 200
"""How many times larger than packed; sheets of one repeated row reach about 100."""

MAX_SHEETS: Final = 100
"""Sheets of one file."""

MAX_ROWS: Final = 1_200_000
"""Rows of one file, over all sheets; a sheet has at most 1,048,576."""

MAX_COLUMNS: Final = 256
"""Columns of a sheet that hold anything."""

MAX_TEXT: Final = 20_000
"""Characters of one cell: twenty links fit well."""

MAX_NAMES: Final = 200
"""Accounts of one cell."""

MAX_MERGED: Final = 2_000_000
"""Cells that merged ranges of one sheet may cover, as far as the sheet has rows for them."""

MAX_PAGES: Final = 2_000
"""Pages of a PDF."""

HEADER_ROWS: Final = 40
"""Rows from the top of a sheet among which its header is looked for."""
