"""One part of the registry brought up to date: by deltas, else from its base; a jump needs consent."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from proxy_addon.updates.apart import unpack
from proxy_addon.updates.client import Client, Target
from proxy_addon.updates.limits import UpdateLimits
from proxy_addon.updates.problems import Problem, known
from proxy_addon.updates.store import HeldPart
from rules import regfile
from rules.regfile import State

FORMAT: Final = 1
FILES: Final = ("keys", "records")
FALL_BACK: Final = frozenset({"damaged", "too_much", "gone", "missing", "format"})
"""After these a delta is not tried again, but the base is taken."""


type Consent = Callable[[], Collection[str]]
"""Gives the states that the rules role lets come by a jump; asked only when there is one."""


@dataclass(frozen=True, slots=True)
class Newest:
    """What the publisher says is the newest state of a part, with the two files it comes in."""

    part: str
    sequence: int
    state: str
    files: tuple[Target, Target]

    @property
    def length(self) -> int:
        """Bytes of both files."""
        return sum(file.length for file in self.files)


@dataclass(frozen=True, slots=True)
class Step:
    """One delta: from a state to the next one."""

    state: str
    files: tuple[Target, Target]

    @property
    def length(self) -> int:
        """Bytes of both files."""
        return sum(file.length for file in self.files)


class Bringer:
    """Makes new states in ``folder``, which is for nothing else."""

    def __init__(
        self, client: Client, folder: Path, limits: UpdateLimits, stopped: Callable[[], bool] = bool
    ) -> None:
        """``stopped`` tells that the proxy ends: a large base is then given up."""
        self._client = client
        self._stopped = stopped
        self._folder = folder
        self._limits = limits

    def newest(self, part: str) -> Newest:
        """What is published of a part. Raises Problem."""
        with known():
            files = self._files(part, "")
            if any(file.number("format") != FORMAT for file in files):
                raise Problem("format")
            sequences = {file.number("sequence") for file in files}
            states = {file.text("state") for file in files}
            if len(sequences) != 1 or len(states) != 1:
                raise Problem("damaged")
            return Newest(part, sequences.pop(), states.pop(), files)

    def bring(self, newest: Newest, old: HeldPart | None, consent: Consent) -> State:
        """The newest state, made and checked; ``consent`` gives the states that may come by a jump.

        Raises Problem.
        """
        states = self._by_deltas(newest, old) if old else None
        made = states or [self._from_base(newest)]
        if old:
            self._check_jump([old.state, *made], consent)
        return made[-1]

    def _by_deltas(self, newest: Newest, old: HeldPart) -> list[State] | None:
        """Every state on the way from ``old`` to the newest; None where the base is the better way."""
        try:
            steps = self._steps(newest, old)
            if not steps:
                return None
            states = [old.state]
            for number, step in enumerate(steps):
                states.append(self._apply(states[-1], step, number))
            if states[-1].sha256 != newest.state:
                return None
            return states[1:]
        except Problem as problem:
            if problem.kind not in FALL_BACK:
                raise
            return None

    def _steps(self, newest: Newest, old: HeldPart) -> list[Step]:
        """The deltas from ``old`` to the newest; none where they are missing or together exceed the base."""
        steps: list[Step] = []
        left = newest.length
        if not 0 < newest.sequence - old.sequence <= self._limits.deltas:
            return []
        for sequence in range(old.sequence, newest.sequence):
            with known():
                files = self._files(newest.part, f"-{sequence}")
                for file in files:
                    if (file.number("from"), file.number("to")) != (sequence, sequence + 1):
                        raise Problem("damaged")
                steps.append(Step(files[0].text("state"), files))
            left -= steps[-1].length
            if left <= 0:
                return []
        return steps

    def _apply(self, old: State, step: Step, number: int) -> State:
        with known():
            keys, records = self._fetched(step.files)
            made = regfile.apply(old, keys, records, self._folder / f"state-{number}")
            if made.sha256 != step.state:
                raise Problem("damaged")
            return made

    def _from_base(self, newest: Newest) -> State:
        with known():
            keys, records = self._fetched(newest.files)
            made = unpack(keys, records, self._folder / "state-base", self._stopped)
            if made.sha256 != newest.state:
                raise Problem("damaged")
            return made

    def _check_jump(self, states: list[State], consent: Consent) -> None:
        """Refuse a large change that nobody vouched for but this part's own key.

        What counts is the distance to the newest state from the one we have, or from the last one on the
        way that the rules role consented to: who missed a jump while it was the newest is not stuck.
        """
        start, end = states[0], states[-1]
        changes = self._too_many(start, end)
        if not changes:
            return
        vouched = consent()
        known_good = [state for state in states if state.sha256 in vouched]
        if not known_good or self._too_many(known_good[-1], end):
            raise Problem("jump", {"changes": changes, "keys": start.keys})

    def _too_many(self, start: State, end: State) -> int:
        """How many keys change between two states, where that is a jump; else 0."""
        with known():
            changes = regfile.changes(start, end)
        return changes if changes > max(self._limits.jump_share * start.keys, self._limits.jump_least) else 0

    def _files(self, part: str, suffix: str) -> tuple[Target, Target]:
        keys, records = (self._client.find(f"registry/{part}/{name}{suffix}") for name in FILES)
        if keys is None or records is None:
            raise Problem("missing")
        return keys, records

    def _fetched(self, files: tuple[Target, Target]) -> tuple[bytes, bytes]:
        """The bytes of both files, which don't stay on disk."""
        keys, records = (self._bytes(file) for file in files)
        return keys, records

    def _bytes(self, file: Target) -> bytes:
        path = self._client.fetch(file, self._folder / "fetched", self._limits.registry)
        data = path.read_bytes()
        path.unlink()
        return data
