"""Every bound and every patience of the proxy, in one place. Nothing here is kept longer or grows larger."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds unless a name says otherwise. The defaults suit an office; tests shorten them.

    ``poll``: how long an agent's question stays open. ``agent_grace``: how long a tap waits for any agent to
    turn up, and for a silent one to ask. ``claim_grace``: after that an agent that fell silent loses its
    claim. ``retry_grace``: a site that gives up and tries again within it joins the hold it had.
    ``kept``: how long a decided hold is remembered for late answers. ``abort_check`` and ``poll_check``: how
    often we look whether the client of a held request or of an open question has left. ``idle``: sessions,
    and ``page``: warning pages and notices, are forgotten after that. ``learner_start``: how long the
    learning process may take to start. ``short_body``: bytes of a response that the event loop looks at
    itself, since handing so little to the learning process would cost more.
    """

    poll: float = 25.0
    agent_grace: float = 3.0
    claim_grace: float = 2.0
    retry_grace: float = 1.0
    kept: float = 60.0
    abort_check: float = 0.2
    poll_check: float = 1.0
    idle: float = 600.0
    page: float = 600.0
    learner_start: float = 60.0

    sessions: int = 10_000
    holds: int = 128
    agents: int = 64
    tokens: int = 50_000
    grants: int = 50_000
    pages: int = 512
    json_bytes: int = 1_024
    learn_jobs: int = 32
    short_body: int = 32_768
    days: int = 31
