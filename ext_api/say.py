"""What the commands say, in the person's language; the texts are those of the rules."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cache
from typing import Any

from rules.compile import SHIPPED
from rules.findings import BadData
from rules.phrases import Phrases
from rules.texts_load import load_messages


def language(environ: Mapping[str, str] | None = None) -> str:
    """``en`` where the locale is English, else Indonesian."""
    env = os.environ if environ is None else environ
    named = next((env[key] for key in ("LC_ALL", "LC_MESSAGES", "LANG") if env.get(key)), "")
    return "en" if named.lower().startswith("en") else "id"


class Say:
    """The lines of one group of texts."""

    def __init__(self, group: str, chosen: str | None = None) -> None:
        """In the language chosen, else in the person's."""
        self._phrases = Phrases({"messages": _messages()}, chosen or language())
        self._group = group

    def __call__(self, key: str, **values: object) -> str:
        """One line."""
        return self._phrases(self._group, key, **values)


@cache
def _messages() -> dict[str, Any]:
    """The texts that come with this version. Raises BadData."""
    messages, findings = load_messages(SHIPPED / "messages")
    if findings:
        raise BadData(findings)
    return messages
