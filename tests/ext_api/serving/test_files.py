"""What is served, byte by byte and header by header; by the service and by nginx alike."""

from __future__ import annotations

import socket
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from tests.support.publisher import Client, Publisher, ruleset

TRACES = {"etag", "last-modified", "set-cookie", "vary", "expires", "content-disposition"}
"""Headers by which an asker could be known again, or a cache keep one answer per asker."""


def test_the_real_client_follows_it(url: str, publisher: Publisher, tmp_path: Path) -> None:
    """python-tuf's own client gets and verifies everything."""
    client = Client(tmp_path / "client", url, publisher.root)
    got = client.fetch(
        "rules/ruleset.json.gz", "rules/consent.json", "registry/id/keys", "registry/id/records"
    )
    assert all(got)
    assert client.custom("rules/ruleset.json.gz")["version"] == ruleset()["version"]


def test_every_file_is_served_as_it_is(http: httpx.Client, files: dict[str, Path]) -> None:
    """Each published file arrives byte by byte, cacheable for good but for the timestamp."""
    for path, file in files.items():
        answer = http.get(path)
        assert (answer.status_code, answer.content) == (200, file.read_bytes())
        cached = answer.headers["cache-control"]
        if path == "/metadata/timestamp.json":
            assert cached == "public, max-age=60, stale-while-revalidate=600"
        else:
            assert cached == "public, max-age=31536000, immutable"


def test_no_answer_carries_a_trace(http: httpx.Client, files: dict[str, Path]) -> None:
    """No cookie, no ETag, no date of change: an asker can't be known again by what they send back."""
    for path in (*files, "/metadata/9.root.json", "/nothing"):
        assert not TRACES & set(http.get(path).headers)


def test_every_file_has_the_security_headers(http: httpx.Client, files: dict[str, Path]) -> None:
    """Nothing served is a page, and any origin may read it."""
    for path in files:
        headers = http.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'; sandbox"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["access-control-allow-origin"] == "*"


def test_a_condition_changes_nothing(http: httpx.Client) -> None:
    """A client that tells what it had before gets the same answer as anyone."""
    plain = http.get("/metadata/1.root.json")
    for name, value in (
        ("If-None-Match", '"1-2-3"'),
        ("If-Modified-Since", "Fri, 01 Jan 2100 00:00:00 GMT"),
        ("Cookie", "a=b"),
        ("Authorization", "Basic YTpi"),
        ("User-Agent", "somebody"),
    ):
        answer = http.get("/metadata/1.root.json", headers={name: value})
        assert (answer.status_code, answer.content) == (200, plain.content)
        assert {*answer.headers} == {*plain.headers}


def test_a_missing_root_is_briefly_cacheable(http: httpx.Client) -> None:
    """The root that isn't there yet is asked for at every look, so a cache may answer that for a minute."""
    answer = http.get("/metadata/2.root.json")
    assert (answer.status_code, answer.headers["cache-control"]) == (404, "public, max-age=60")
    assert answer.headers["access-control-allow-origin"] == "*", "the extension has to see this"


def test_a_query_is_refused(http: httpx.Client) -> None:
    """A query would give a cache as many copies as somebody asks for."""
    for query in ("?a=b", "?x", "?2.root.json"):
        answer = http.get(f"/metadata/1.root.json{query}")
        assert answer.status_code == 400
        assert "immutable" not in answer.headers.get("cache-control", "")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_only_reading_is_allowed(http: httpx.Client, method: str) -> None:
    """Any other method gets 405, for files and for what isn't there."""
    assert http.request(method, "/metadata/timestamp.json").status_code == 405


def test_a_head_has_no_body(http: httpx.Client) -> None:
    """HEAD is like GET without the content."""
    head, get = http.head("/metadata/1.root.json"), http.get("/metadata/1.root.json")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == get.headers["content-length"]


def test_a_part_of_a_file_can_be_had(http: httpx.Client, files: dict[str, Path]) -> None:
    """A download that broke off can go on; a part that isn't there is said to be none."""
    path, file = max(files.items(), key=lambda item: item[1].stat().st_size)
    size = file.stat().st_size
    answer = http.get(path, headers={"Range": "bytes=10-19"})
    assert (answer.status_code, answer.content) == (206, file.read_bytes()[10:20])
    assert answer.headers["content-range"] == f"bytes 10-19/{size}"
    beyond = http.get(path, headers={"Range": f"bytes={size}-"})
    assert (beyond.status_code, beyond.headers["content-range"]) == (416, f"bytes */{size}")


def raw(url: str, target: str) -> bytes:
    """The answer to a path that no client library would send."""
    address = urlsplit(url)
    with socket.create_connection((str(address.hostname), int(address.port or 0)), timeout=10) as connection:
        connection.sendall(f"GET {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode("latin-1"))
        parts = []
        while part := connection.recv(65_536):
            parts.append(part)
    return b"".join(parts)


@pytest.mark.parametrize(
    "path",
    [
        "/metadata/../../online/timestamp.pem",
        "/metadata/..%2f..%2fonline%2ftimestamp.pem",
        "/metadata/%2e%2e/%2e%2e/online/timestamp.pem",
        "/targets/../../online/timestamp.pem",
        "/targets/..%2f..%2fonline/timestamp.pem",
        "/targets//../../online/timestamp.pem",
        "/targets/rules/../../../online/timestamp.pem",
        "//etc/passwd",
        "/metadata//etc/passwd",
        "/targets/%00/etc/passwd",
        "/metadata/..\\..\\online\\timestamp.pem",
        "/metadata/%c0%ae%c0%ae/online/timestamp.pem",
        "/online/timestamp.pem",
        "/work/garbage.json",
        "/metadata/",
        "/targets/",
        "/",
        "/metadata/.1.root.json.new",
    ],
)
def test_no_path_leads_out(url: str, path: str) -> None:
    """Whatever is asked for, nothing outside of the published files is answered, nor any listing of them."""
    answer = raw(url, path)
    assert answer.split()[1] in (b"404", b"400")
    assert b"PRIVATE KEY" not in answer
    assert b"root:" not in answer
