"""What is answered where there is nothing, or where we fail."""

from __future__ import annotations

import pytest

from ext_api.app import create_app
from ext_api.serving.headers import SECURITY
from tests.support.publisher import Publisher


def test_a_fault_of_ours_tells_nothing(publisher: Publisher, caplog: pytest.LogCaptureFixture) -> None:
    """500 without a word, not cached, and no line in a log."""
    app = create_app(publisher.public)

    @app.get("/fault")
    def fault() -> str:
        raise RuntimeError("a secret")

    answer = app.test_client().get("/fault")
    assert (answer.status_code, answer.data) == (500, b"")
    assert answer.headers["Cache-Control"] == "no-store"
    assert caplog.records == []


@pytest.mark.parametrize(
    "path", ["/", "/metadata/9.root.json", "/<script>", "/metadata/1.root.json/", "/health/"]
)
def test_nothing_is_said_of_what_is_not_there(publisher: Publisher, path: str) -> None:
    """404 with no body, and the same headers for all."""
    answer = create_app(publisher.public).test_client().get(path)
    assert (answer.status_code, answer.data) == (404, b"")
    assert set(SECURITY.items()) <= set(answer.headers.items())
