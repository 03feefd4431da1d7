"""What the platforms of one company share."""

from __future__ import annotations

import json
import re

from demo.meta_envelope import block, documents, failed, increment, preloaded


def test_a_block_tells_its_length_and_ends_no_script() -> None:
    """The stated length is that of the text, in which no tag can close the element."""
    found = re.fullmatch(
        r'<script type="application/json" data-content-len="(\d+)" data-sjs>(.*)</script>',
        block({"teks": "</script> é"}),
    )
    assert found
    assert "<" not in found[2]
    assert int(found[1]) == len(found[2].encode())
    assert json.loads(found[2]) == {"teks": "</script> é"}


def test_a_preloaded_result_stands_where_the_real_one_does() -> None:
    """Scheduler, then the cache, then the result under its query's name."""
    value = json.loads(json.dumps(preloaded("SomeQuery", {"node": 1})))
    (call,) = value["require"][0][3][0]["__bbox"]["require"]
    assert call[:2] == ["RelayPrefetchedStreamCache", "next"]
    assert call[3][0].startswith("adp_SomeQueryRelayPreloader_")
    assert call[3][1]["__bbox"]["result"] == {"data": {"node": 1}}


def test_documents_follow_one_another_and_call_themselves_html() -> None:
    """One line each, of the type that the real ones have."""
    answer = documents([{"data": 1}, increment("a$stream", ["edges", 1], {"node": 2})], 0.5)
    ((pause, body),) = answer.parts
    first, second = map(json.loads, body.split(b"\r\n"))
    assert (pause, first, second["path"]) == (0.5, {"data": 1}, ["edges", 1])
    assert answer.headers[0] == ("content-type", "text/html; charset=utf-8")


def test_a_failure_has_errors() -> None:
    """Its status is the one asked for, and its body has errors beside empty data."""
    answer = failed(500)
    body = json.loads(answer.parts[0][1])
    assert (answer.status, body["data"], bool(body["errors"])) == (500, None, True)
