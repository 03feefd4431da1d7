"""The headers of every answer."""

from __future__ import annotations

from ext_api.app import create_app
from ext_api.serving import headers
from tests.support.publisher import Publisher


def test_a_timestamp_is_the_only_file_that_is_looked_at_again(publisher: Publisher) -> None:
    """Sixty seconds for it, a year for all else; a missing file as long as a timestamp."""
    client = create_app(publisher.public).test_client()
    for path, expected in (
        ("/metadata/timestamp.json", headers.TIMESTAMP),
        ("/metadata/1.root.json", headers.IMMUTABLE),
        ("/metadata/2.root.json", headers.MISSING),
        ("/metadata/root.json", headers.MISSING),
    ):
        with client.get(path) as answer:
            assert answer.headers["Cache-Control"] == expected
    assert "max-age=60" in headers.TIMESTAMP
    assert "stale-while-revalidate" in headers.TIMESTAMP
    assert headers.MISSING.endswith("max-age=60")
