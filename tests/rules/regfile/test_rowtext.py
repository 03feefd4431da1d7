"""Rows that are patched read as if they had been written so."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rules.regfile.build import ends_of, joined
from rules.regfile.rowtext import RowText

LINES = st.lists(st.binary(max_size=9).filter(lambda line: b"\n" not in line), max_size=12)


@given(LINES, st.data())
def test_patched_rows_read_like_rewritten_ones(lines: list[bytes], data: st.DataObject) -> None:
    """One by one and in any span; patched twice, the later patch holds."""
    text = RowText(joined(lines), ends_of(lines))
    for _ in range(2):
        chosen = data.draw(st.sets(st.integers(0, len(lines) - 1)) if lines else st.just(set()))
        patches = {
            n: data.draw(st.binary(max_size=len(lines[n])).filter(lambda b: b"\n" not in b)) for n in chosen
        }
        text = text.with_patches(patches)
        lines = [patches.get(n, line).ljust(len(line)) for n, line in enumerate(lines)]
        assert {n: text.patch(n) for n in patches} == patches
    assert [text.line(n) for n in range(len(lines))] == lines
    first = data.draw(st.integers(0, len(lines)))
    end = data.draw(st.integers(first, len(lines)))
    assert bytes(text.span(first, end)) == b"".join(line + b"\n" for line in lines[first:end])
