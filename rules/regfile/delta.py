"""What changed from one state to the next, as it travels.

Keys: places of the entries that go, and the entries that come. Records: a head, then the rows that change in
their places, then those that come at the end. Between states of which none was made from the other, the
delta is the whole new state.
"""

from __future__ import annotations

from collections.abc import Iterator
from struct import Struct
from typing import Any, Final

import orjson

from rules.regfile.build import joined
from rules.regfile.diff import added_and_removed
from rules.regfile.layout import FORMAT, Files, State
from rules.regfile.planes import gaps_of, pack_entries, planes
from rules.regfile.wire import gzipped, pack

DELTA_MAGIC: Final = b"JARIKEYD"
DELTA: Final = Struct("<8s3I32s32s")
"""Magic, format, entries that go, entries that come, the state before, the state after."""

_BLOCK: Final = 1024


def delta(old: State, new: State) -> tuple[bytes, bytes]:
    """What makes ``new`` of ``old``: of the keys, and of the records. Raises BadRegistryFile."""
    with Files(old.folder) as before, Files(new.folder) as after:
        if not _follows(before, after):
            return pack(new)
        return gzipped(_keys_delta(before, after)), gzipped(_records_delta(before, after))


def _follows(before: Files, after: Files) -> bool:
    """Whether every row of the older state has the same place in the newer one."""
    rows = len(before.row_ends)
    return before.head.shared <= after.head.shared and before.row_ends == after.row_ends[:rows]


def _keys_delta(before: Files, after: Files) -> bytes:
    keys, numbers, gone = added_and_removed(before, after)
    header = DELTA.pack(DELTA_MAGIC, FORMAT, len(gone), len(keys), before.name, after.name)
    return header + planes(gaps_of(gone), 4) + pack_entries(keys, numbers, before.head.rows - 1)


def _records_delta(before: Files, after: Files) -> bytes:
    known, end = before.head.shared, after.head.shared
    shared = [n for n in range(known) if before.shared(n) != after.shared(n)]
    rows = list(_changed_rows(before, after))
    spec: dict[str, Any] = {"from": before.name.hex(), "to": after.name.hex(), "shared": shared, "rows": rows}
    lines = [orjson.dumps(spec), after.head.line()[:-1]]
    lines += [after.shared(n) for n in (*shared, *range(known, end))]
    numbers = (*rows, *range(before.head.rows, after.head.rows))
    lines += [after.row_text.line(n).rstrip(b" ") for n in numbers]
    return joined(lines)


def _changed_rows(before: Files, after: Files) -> Iterator[int]:
    """The numbers of rows that say something else now."""
    count = before.head.rows
    one, two = before.row_text, after.row_text
    for start in range(0, count, _BLOCK):
        stop = min(start + _BLOCK, count)
        if one.span(start, stop) != two.span(start, stop):
            yield from (n for n in range(start, stop) if one.line(n) != two.line(n))
