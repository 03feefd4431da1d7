"""A copy is kept while the response goes on as it came."""

from __future__ import annotations

import gzip

import zstandard

from proxy_addon.page.tee import Copy, Tee

TEXT = b'{"data": "' + b"x" * 5_000 + b'"}'


def run(tee: Tee, chunks: list[bytes]) -> list[bytes]:
    """What goes on to the browser."""
    sent: list[bytes] = []
    for chunk in chunks:
        out = tee(chunk)
        sent += [out] if isinstance(out, bytes) else out
    return sent


def test_bytes_go_on_unchanged_and_the_copy_is_decoded() -> None:
    """Every chunk goes on as it is, at once; the learner reads the body without its coding, once."""
    copies: list[Copy] = []
    body = gzip.compress(TEXT[:2_000]) + gzip.compress(TEXT[2_000:])
    chunks = [body[at : at + 11] for at in range(0, len(body), 11)]
    tee = Tee("gzip", copies.append)
    assert run(tee, chunks) == chunks
    assert copies == []
    assert run(tee, [b""]) == []
    assert [copy() for copy in copies] == [TEXT]


def test_a_body_over_the_limit_goes_on_and_teaches_nothing() -> None:
    """A body larger than the limit, as sent, is not kept, and the learner is not called."""
    copies: list[Copy] = []
    tee = Tee("", copies.append, limit=100)
    assert run(tee, [b"x" * 60, b"y" * 60, b""]) == [b"x" * 60, b"y" * 60]
    assert copies == []


def test_a_bomb_goes_on_and_teaches_nothing() -> None:
    """A body larger than the limit once decoded reads as empty."""
    copies: list[Copy] = []
    bomb = zstandard.compress(bytes(10_000_000))
    assert run(Tee("zstd", copies.append, limit=1_000_000), [bomb, b""]) == [bomb]
    assert [copy() for copy in copies] == [b""]


def test_a_body_of_the_very_limit_is_kept() -> None:
    """The limit itself is still allowed, as sent and as decoded."""
    copies: list[Copy] = []
    run(Tee("", copies.append, limit=6), [b"abc", b"def", b""])
    assert [copy() for copy in copies] == [b"abcdef"]


def test_an_empty_body_teaches_nothing() -> None:
    """Without bytes there is nothing to learn from."""
    copies: list[Copy] = []
    assert run(Tee("gzip", copies.append), [b"", b""]) == []
    assert copies == []


def test_an_unknown_coding_reads_as_empty() -> None:
    """A body that can't be decoded goes on and teaches nothing."""
    copies: list[Copy] = []
    assert run(Tee("dcb", copies.append), [b"abc", b""]) == [b"abc"]
    assert [copy() for copy in copies] == [b""]


def test_a_broken_coding_teaches_what_it_held() -> None:
    """The part before the damage is read."""
    copies: list[Copy] = []
    run(Tee("gzip", copies.append), [gzip.compress(TEXT)[:-8], b"\xff" * 20, b""])
    assert [copy() for copy in copies] == [TEXT]


def test_an_empty_chunk_in_the_middle_is_no_end() -> None:
    """A body that goes on after an empty chunk is offered again, whole."""
    copies: list[bytes] = []
    tee = Tee("", lambda copy: copies.append(copy()))
    assert run(tee, [b"a", b"", b"b", b"", b""]) == [b"a", b"b"]
    assert copies == [b"a", b"ab"]


def test_a_copy_within_a_limit() -> None:
    """A short body is had at once; of a longer one nothing, however small its coding made it."""
    copy, bomb = Copy(), Copy("gzip")
    copy.add(TEXT)
    bomb.add(gzip.compress(bytes(1_000_000)))
    assert copy.within(len(TEXT)) == TEXT
    assert copy.within(len(TEXT) - 1) is None
    assert bomb.within(32_768) is None
    assert len(bomb()) == 1_000_000
