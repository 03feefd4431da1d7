"""What health tells, and from when on it is bad."""

from __future__ import annotations

from pathlib import Path

from ext_api.app import create_app
from ext_api.serving.health import examine
from tests.support.publisher import Clock, Publisher


def test_health_tells_version_age_and_expiry(publisher: Publisher) -> None:
    """Good, with the numbers of what is published and until when; and nothing else."""
    answer = create_app(publisher.public, clock=publisher.clock).test_client().get("/health")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    told = answer.get_json()
    timestamp = publisher.repository.timestamp().signed
    assert told == {
        "status": "good",
        "timestamp": timestamp.version,
        "snapshot": timestamp.snapshot_meta.version,
        "age_seconds": told["age_seconds"],
        "expires": timestamp.expires.isoformat(),
    }
    assert 0 <= told["age_seconds"] < 3600


def test_health_warns_and_then_fails(publisher: Publisher) -> None:
    """A week before the end it says so and still answers 200; from the end on it answers 503."""
    clock = Clock(publisher.clock.time)
    client = create_app(publisher.public, clock=clock).test_client()
    clock.go(days=8)
    soon = client.get("/health")
    assert (soon.status_code, soon.get_json()["status"]) == (200, "expires-soon")
    clock.go(days=6)
    late = client.get("/health")
    assert (late.status_code, late.get_json()["status"]) == (503, "expired")


def test_health_without_a_publication(tmp_path: Path) -> None:
    """An empty folder is no publication, and a torn file isn't one either."""
    assert examine(tmp_path, Clock()()) == {"status": "nothing-published"}
    (tmp_path / "metadata").mkdir()
    (tmp_path / "metadata" / "timestamp.json").write_text('{"signed": {"meta"')
    assert create_app(tmp_path).test_client().get("/health").status_code == 503
