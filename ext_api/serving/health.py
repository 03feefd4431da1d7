"""Whether what is published is still good, for whoever watches the service."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from flask import Blueprint, Response, current_app

from ext_api.serving.headers import UNCACHED

blueprint = Blueprint("health", __name__)
SOON: Final = timedelta(days=7)
"""With less left than this, somebody should look why nothing renews it."""


@blueprint.get("/health", provide_automatic_options=False)
def health() -> Response:
    """Version and expiry of what is published. 200 while it is good; 503 from the moment it is not."""
    told = examine(current_app.config["PUBLIC"], current_app.config["CLOCK"]())
    status = 200 if told["status"] in ("good", "expires-soon") else 503
    answer = current_app.response_class(json.dumps(told), status=status, mimetype="application/json")
    answer.headers["Cache-Control"] = UNCACHED
    return answer


def examine(public: Path, now: datetime) -> dict[str, Any]:
    """What `health` says: no more than what is published says about itself."""
    try:
        timestamp = _signed(public / "metadata" / "timestamp.json")
        number = timestamp["meta"]["snapshot.json"]["version"]
        snapshot = _signed(public / "metadata" / f"{int(number)}.snapshot.json")
        expires = min(datetime.fromisoformat(one["expires"]) for one in (timestamp, snapshot))
        age = now.timestamp() - (public / "metadata" / "timestamp.json").stat().st_mtime
    except (OSError, ValueError, KeyError, TypeError):
        return {"status": "nothing-published"}
    left = expires - now
    status = "expired" if left <= timedelta() else "expires-soon" if left < SOON else "good"
    return {
        "status": status,
        "timestamp": timestamp["version"],
        "snapshot": number,
        "age_seconds": max(int(age), 0),
        "expires": expires.isoformat(),
    }


def _signed(path: Path) -> dict[str, Any]:
    signed: dict[str, Any] = json.loads(path.read_bytes())["signed"]
    return signed
