"""Commands that run until they are stopped, as a test meets them."""

from __future__ import annotations

from subprocess import Popen


def said_at_start(process: Popen[str]) -> str:
    """All that a command says, up to the line that tells how to stop it."""
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if "Ctrl-C" in line:
            break
    return said
