"""Our failures are caught, counted, and said once for each kind, without any content."""

from __future__ import annotations

import asyncio

import pytest

from proxy_addon import flows
from proxy_addon.faults import Faults


def test_a_fault_is_said_once_without_content() -> None:
    """Of an error its class and our function are told, never its message; each one is counted."""
    said: list[str] = []
    counted: list[str] = []
    faults = Faults(counted.append, said.append)
    for _ in range(3):
        with faults:
            flows.key_of("https://sosial.example/secret")  # type: ignore[arg-type] # raises in our code
    with faults:
        raise RuntimeError("secret")
    assert counted == ["fault"] * 4
    assert said == ["AttributeError in proxy_addon.flows.key_of", "RuntimeError in unknown"]


@pytest.mark.parametrize("error", [asyncio.CancelledError, KeyboardInterrupt])
def test_the_end_of_the_process_is_no_fault(error: type[BaseException]) -> None:
    """A cancelled task must not go on as if nothing had happened: what it held would go."""
    faults = Faults(lambda _: None, lambda _: None)
    with pytest.raises(error), faults:
        raise error
