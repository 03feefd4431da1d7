"""The smallest change to a page's content security policies that lets one inline script run, call home, and
show one frame of ours.

Every policy must allow it, so each is changed by itself, and only where it forbids. Nothing that a policy
forbids to the page becomes allowed: the script is named by its hash or by the page's own nonce, and our
address by its path. Trusted Types and report-only policies stay as they are.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from proxy_addon.page.sources import allows, any_inline, nonce_of

_NONE: Final = "'none'"
_INLINE: Final = ("script-src-elem", "script-src", "default-src")
_CONNECT: Final = ("connect-src", "default-src")
_WIDER: Final = ("default-src", "child-src")
_FRAME: Final = ("frame-src", "child-src", "default-src")


@dataclass(frozen=True, slots=True)
class Admission:
    """The policies as changed, in order, and the nonce the script's element must carry.

    Not ``possible``: a sandbox forbids scripts, or parts them from their origin; then nothing is changed.
    """

    policies: tuple[str, ...]
    nonce: str | None
    possible: bool = True


def admit(
    policies: Iterable[str], origin: str, reserved_path: str, script: bytes, frame: str = ""
) -> Admission:
    """Admit ``script``, fetches below ``reserved_path`` and the ``frame`` in every one of ``policies``.

    ``policies`` are the values of the content-security-policy headers; each may hold several.
    """
    headers = tuple(policies)
    parsed = [[_Policy(text) for text in header.split(",")] for header in headers]
    each = [policy for header in parsed for policy in header]
    if any(policy.sandboxed for policy in each):
        return Admission(headers, None, possible=False)
    nonce = next((nonce for policy in each for nonce in policy.nonces), None)
    digest = f"'sha256-{base64.b64encode(hashlib.sha256(script).digest()).decode()}'" if each else ""
    for policy in each:
        policy.admit_script(nonce, digest)
        policy.admit_fetch(origin + reserved_path)
        policy.admit_frame(frame)
    return Admission(tuple(",".join(map(str, header)) for header in parsed), nonce)


def admit_ours(policies: str, origin: str, reserved_path: str, frame: str = "") -> str:
    """The policies of one ``<meta>`` with fetches below ``reserved_path`` and the ``frame`` admitted."""
    parsed = [_Policy(text) for text in policies.split(",")]
    for policy in parsed:
        policy.admit_fetch(origin + reserved_path)
        policy.admit_frame(frame)
    return ",".join(map(str, parsed))


class _Policy:
    """One policy: its directives as written, so that what isn't changed stays as it was."""

    def __init__(self, text: str) -> None:
        self._directives = text.split(";")

    def __str__(self) -> str:
        return ";".join(self._directives)

    @property
    def sandboxed(self) -> bool:
        """A sandbox in which no script of ours could do its work."""
        at = self._find("sandbox")
        words = {word.lower() for word in self._sources(at)} if at is not None else set()
        return at is not None and not {"allow-scripts", "allow-same-origin"} <= words

    @property
    def nonces(self) -> list[str]:
        """The nonces by which this policy lets an inline script run."""
        at = self._effective(_INLINE)
        found = [nonce_of(source) for source in self._sources(at)] if at is not None else []
        return [nonce for nonce in found if nonce]

    def admit_script(self, nonce: str | None, digest: str) -> None:
        """Let the script run, by ``nonce`` where this policy knows it, else by ``digest``."""
        at = self._effective(_INLINE)
        if at is None:
            return
        sources = self._sources(at)
        if any_inline(sources) or nonce in self.nonces or digest in sources:
            return
        self._extend(at, "script-src", digest)

    def admit_fetch(self, url: str) -> None:
        """Let the page fetch below ``url``."""
        at = self._effective(_CONNECT)
        if at is not None and not allows(self._sources(at), url):
            self._extend(at, "connect-src", url)

    def admit_frame(self, url: str) -> None:
        """Let the page show ``url``, of another origin, in a frame; empty for none."""
        at = self._effective(_FRAME)
        if url and at is not None and not allows(self._sources(at), url, own=False):
            self._extend(at, "frame-src", url)

    def _find(self, name: str) -> int | None:
        """The directive called ``name``; of several the first counts."""
        return next((at for at in range(len(self._directives)) if self._name(at) == name), None)

    def _effective(self, names: Iterable[str]) -> int | None:
        """The directive that decides, the most special name first."""
        return next((at for at in map(self._find, names) if at is not None), None)

    def _name(self, at: int) -> str:
        return next(iter(self._directives[at].split()), "").lower()

    def _sources(self, at: int) -> list[str]:
        return self._directives[at].split()[1:]

    def _extend(self, at: int, name: str, source: str) -> None:
        """Add ``source``; from a directive that decides over more one called ``name`` is split off."""
        sources = [listed for listed in self._sources(at) if listed.lower() != _NONE]
        if self._name(at) in _WIDER:
            self._append(" ".join([name, *sources, source]))
        elif sources:
            self._directives[at] = f"{self._directives[at].rstrip()} {source}"
        else:
            head = self._directives[at]
            start = head[: len(head) - len(head.lstrip())]
            self._directives[at] = f"{start}{head.split()[0]} {source}"

    def _append(self, directive: str) -> None:
        if self._directives[-1].strip():
            self._directives.append(f" {directive}")
        else:
            self._directives[-1] = f" {directive}"
