"""Steps of ``via`` that often go together, made one: what they give is the same, in fewer calls."""

from __future__ import annotations

import binascii
from collections.abc import Sequence
from typing import Any, Final

from rules.bounds import MAX_STRING
from rules.protobuf import Fields, scanned
from rules.transform import BASE64, MESSAGE, PERCENT, Transform

_PADDED: Final = ("", "===", "==", "=")
"""What base64 of so many characters, counted in fours, lacks at its end."""


def fused(steps: Sequence[Transform]) -> list[Transform]:
    """The same steps in fewer calls, where several go together often."""
    found: list[Transform] = []
    for before, step in zip([None, *steps], steps, strict=False):
        if step is BASE64:
            times = 0
            while found and found[-1] is PERCENT:
                found.pop()
                times += 1
            found.append(_percent_base64(times))
        elif step is MESSAGE and before is BASE64:
            found.append(_message_in(found.pop()))
        else:
            found.append(step)
    return found


def _percent_base64(times: int) -> Transform:
    """Percent-decoding, so many times, then base64. Mostly nothing is percent-encoded but the padding."""
    signs = ("%3D", "%253D")[:times]
    padding = frozenset(sign * count for sign in signs for count in (1, 2))
    a2b_base64, base64 = binascii.a2b_base64, BASE64

    def run(value: Any) -> Sequence[Any]:
        if type(value) is str and len(value) <= MAX_STRING:
            at = value.find("%")
            if at < 0 or value[at:] in padding:
                plain = value if at < 0 else value[:at]
                try:
                    return (a2b_base64(plain + _PADDED[len(plain) & 3], strict_mode=True),)
                except ValueError:  # base64url, or with space around it, or none
                    return base64(value if at < 0 else plain + "=")
        for _ in range(times):
            decoded = PERCENT(value)
            if not decoded:
                return ()
            value = decoded[0]
        return base64(value)

    return run


def _message_in(decoded: Transform) -> Transform:
    """The fields of what a step decodes to bytes."""

    def run(value: Any) -> Sequence[Fields]:
        found = decoded(value)
        return [scanned(found[0])] if found else []

    return run
