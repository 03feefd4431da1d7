"""Content codings come undone in any portions, and no bytes do harm."""

from __future__ import annotations

import gzip
import random
import zlib
from collections.abc import Callable, Iterable

import brotli
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from proxy_addon.page import codings
from proxy_addon.page.codings import BURST, PIECE, Decoder, acceptable, decoder

TEXT = b"".join(b"<p>line %d of a page</p>\n" % number for number in range(20_000))


def raw_deflate(data: bytes) -> bytes:
    """Deflate without zlib's header, as some servers send it."""
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


def zstd_frames(data: bytes, size: int = 20_000) -> bytes:
    """Many frames, one after the other."""
    packer = zstandard.ZstdCompressor()
    return b"".join(packer.compress(data[at : at + size]) for at in range(0, len(data), size))


def quick_brotli(data: bytes) -> bytes:
    """Brotli as servers make it on the way, at a tenth of the default's work."""
    packed: bytes = brotli.compress(data, quality=5)
    return packed


PACKERS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "gzip": ("gzip", gzip.compress),
    "x-gzip": ("x-gzip", gzip.compress),
    "gzip members": ("gzip", lambda data: gzip.compress(data[:100]) + gzip.compress(data[100:])),
    "deflate with header": ("deflate", zlib.compress),
    "deflate without": ("deflate", raw_deflate),
    "br": ("br", quick_brotli),
    "zstd": ("zstd", zstandard.compress),
    "zstd frames": ("zstd", zstd_frames),
    "identity": ("identity", bytes),
    "none": ("", bytes),
    "stacked": ("gzip, br", lambda data: quick_brotli(gzip.compress(data))),
    "three": (" DEFLATE,zstd , Br", lambda data: quick_brotli(zstd_frames(zlib.compress(data)))),
}


def undo(coding: str, chunks: Iterable[bytes]) -> tuple[bytes, Decoder]:
    """All that ``chunks`` decode to, and the decoder afterwards."""
    undone = decoder(coding)
    assert undone is not None
    return b"".join(piece for chunk in chunks for piece in undone.feed(chunk)), undone


def cut(data: bytes, seed: int, most: int) -> list[bytes]:
    """``data`` in random portions."""
    dice, chunks, at = random.Random(seed), [], 0
    while at < len(data):
        size = dice.randint(1, most)
        chunks.append(data[at : at + size])
        at += size
    return chunks


@pytest.mark.parametrize("name", PACKERS)
@pytest.mark.parametrize("most", [1, 7, 5_000, 1_000_000])
def test_every_coding_comes_undone_in_any_portions(name: str, most: int) -> None:
    """A coded body comes out whole, however it is cut."""
    coding, pack = PACKERS[name]
    text = TEXT if most > 1 else TEXT[:3_000]
    out, undone = undo(coding, cut(pack(text), 1, most))
    assert out == text
    assert undone.complete
    assert undone.fault is None


def test_frames_split_at_any_byte() -> None:
    """Two small zstd frames come out whole wherever the body is cut in two."""
    body, whole = (
        zstandard.compress(b"one " * 50) + zstandard.compress(b"two " * 50),
        b"one " * 50 + b"two " * 50,
    )
    assert [at for at in range(len(body) + 1) if undo("zstd", [body[:at], body[at:]])[0] != whole] == []


def test_a_body_of_many_frames_beyond_64_kib_is_not_cut() -> None:
    """Zstd in several frames, each larger than 64 KiB, comes out to the last byte."""
    text = TEXT * 10
    body = zstd_frames(text, 100_000)
    assert undo("zstd", cut(body, 3, 16_384))[0] == text


def test_nothing_stays_behind_a_full_piece() -> None:
    """Output that a full piece left inside the decoder comes with the next piece, not never."""
    for size in range(PIECE - 10, PIECE + 300, 7):
        out, undone = undo("deflate", [raw_deflate(bytes(size))])
        assert (len(out), any(out), undone.complete) == (size, False, True)


@given(st.binary(max_size=3_000), st.sampled_from(sorted(PACKERS)), st.integers(), st.integers(1, 200))
@settings(max_examples=150)
def test_chunked_equals_whole(data: bytes, name: str, seed: int, most: int) -> None:
    """Any bytes, coded, cut and decoded, are the same bytes again."""
    coding, pack = PACKERS[name]
    assert undo(coding, cut(pack(data), seed, most))[0] == data


@given(
    st.lists(st.binary(max_size=300), max_size=6),
    st.sampled_from(["gzip", "deflate", "br", "zstd", "gzip,br"]),
)
@settings(max_examples=300)
def test_arbitrary_bytes_never_raise(chunks: list[bytes], coding: str) -> None:
    """Whatever claims to be coded, decoding it ends with a fault at worst, and then stays silent."""
    _, undone = undo(coding, chunks)
    if undone.fault:
        assert not undone.complete
        assert list(undone.feed(gzip.compress(b"more"))) == []


@given(st.sampled_from(sorted(PACKERS)), st.integers(0, 10_000), st.integers(1, 255))
def test_a_flipped_byte_never_raises(name: str, at: int, flip: int) -> None:
    """A body damaged anywhere decodes without an exception."""
    coding, pack = PACKERS[name]
    body = bytearray(pack(TEXT[:20_000]))
    body[at % len(body)] ^= flip
    undo(coding, cut(bytes(body), at, 500))


@pytest.mark.parametrize("name", ["gzip", "br", "zstd", "deflate with header"])
def test_a_broken_stream_hands_on_what_it_held(name: str) -> None:
    """The good part before the damage comes out, and the fault shows."""
    coding, pack = PACKERS[name]
    text = random.Random(5).randbytes(400_000).hex().encode()
    body = pack(text)
    good = len(body) * 3 // 4
    out, undone = undo(coding, cut(body[:good] + random.Random(6).randbytes(400_000), 2, 4_000))
    assert undone.fault == "broken"
    assert out[:450_000] == text[:450_000]


@pytest.mark.parametrize("name", ["gzip", "br", "zstd", "deflate without"])
def test_a_body_that_stops_short_is_not_complete(name: str) -> None:
    """A cut stream is no fault, but it is not complete."""
    coding, pack = PACKERS[name]
    _, undone = undo(coding, [pack(TEXT)[:-10]])
    assert undone.fault is None
    assert not undone.complete


@pytest.mark.parametrize("coding", ["gzip", "deflate", "zstd"])
def test_garbage_behind_a_whole_stream_is_ignored(coding: str) -> None:
    """Padding behind the end, as browsers do, is dropped without a fault."""
    body = PACKERS[coding if coding != "deflate" else "deflate with header"][1](TEXT)
    out, undone = undo(coding, [body, b"\0" * 100, b"padding"])
    assert out == TEXT
    assert undone.fault is None
    assert undone.complete


@pytest.mark.parametrize(("coding", "pack"), [PACKERS["gzip"], PACKERS["br"], PACKERS["zstd"]])
def test_output_comes_in_small_pieces(coding: str, pack: Callable[[bytes], bytes]) -> None:
    """A tiny body that grows to 30 MB comes piece by piece, none larger than a megabyte."""
    undone = decoder(coding)
    assert undone is not None
    sizes = [len(piece) for piece in undone.feed(pack(bytes(30_000_000)))]
    assert sum(sizes) == 30_000_000
    assert max(sizes) <= 2 * PIECE


@pytest.mark.parametrize(("coding", "pack"), [PACKERS["br"], PACKERS["zstd"]])
def test_a_bomb_is_stopped(
    coding: str, pack: Callable[[bytes], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One chunk that grows beyond the bound ends the stream with a fault of its own."""
    monkeypatch.setattr(codings, "BURST", 3_000_000)
    out, undone = undo(coding, [pack(bytes(30_000_000))])
    assert undone.fault == "bomb"
    assert len(out) <= 3_000_000 < BURST


def test_a_window_larger_than_browsers_take_is_refused() -> None:
    """A zstd frame that asks for a window beyond 8 MiB is broken for us, as it is for browsers."""
    parameters = zstandard.ZstdCompressionParameters(window_log=25)
    packer = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    body = packer.compress(TEXT) + packer.flush()
    assert undo("zstd", [body])[1].fault == "broken"


@pytest.mark.parametrize("value", ["dcb", "compress", "gzip, dcz", "gzip;q=1", "gzip,gzip,gzip,gzip", "\xff"])
def test_unknown_codings_have_no_decoder(value: str) -> None:
    """A coding unknown here, or too many of them, leaves the response to others."""
    assert decoder(value) is None


@pytest.mark.parametrize(
    ("offered", "kept"),
    [
        ("gzip, deflate, br, zstd", "gzip, deflate, br, zstd"),
        ("gzip, deflate, br, zstd, dcb, dcz", "gzip, deflate, br, zstd"),
        ("dcz;q=1, BR;q=0.5 , identity;q=0", "BR;q=0.5 , identity;q=0"),
        ("*", "*"),
        ("", ""),
        ("dcb", ""),
    ],
)
def test_only_codings_we_can_undo_are_asked_for(offered: str, kept: str) -> None:
    """An offer of codings keeps its form and loses those without a decoder."""
    assert acceptable(offered) == kept
