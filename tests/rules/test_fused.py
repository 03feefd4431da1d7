"""Steps made one give what they give one after the other."""

from __future__ import annotations

import base64
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from rules.fused import fused
from rules.transform import Platform, Transform, spelled, transform

PLATFORM = Platform((), {})


@given(
    st.binary(max_size=20).map(lambda raw: base64.urlsafe_b64encode(raw).decode())
    | st.text(max_size=8)
    | st.none(),
    st.sampled_from(
        ["", "=", "%3D", "%3D%3D", "%253D", "%253D%253D", "%25253D", " ", "%3D ", " %3D", "%41", "\n"]
    ),
    st.integers(0, 3),
)
def test_fewer_calls_make_the_same(text: str | None, end: str, times: int) -> None:
    """Percent-decoding, base64 and protobuf give the same as one call, however a text is written."""
    value = text if text is None else text + end
    for more in ([], [{"protobuf": 1}]):
        via = spelled([*["percent"] * times, "base64", *more], PLATFORM)
        steps = [transform(one, PLATFORM) for one in via]
        assert len(fused(steps)) < len(steps) or len(steps) == 1
        assert through(fused(steps), value) == through(steps, value)


def through(steps: list[Transform], value: Any) -> list[Any]:
    """A value after some steps."""
    values = [value]
    for step in steps:
        values = [out for one in values for out in step(one)]
    return values
