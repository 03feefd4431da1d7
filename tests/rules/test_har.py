"""HAR files are read as browsers export them, whatever is missing."""

from __future__ import annotations

import base64
import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.findings import BadData
from rules.har import exchange, read
from rules.view import View

ENTRY: dict[str, Any] = {
    "request": {
        "method": "post",
        "url": "https://kicau.example/a",
        "headers": [
            {"name": ":authority", "value": "kicau.example"},
            {"name": "Cookie", "value": "a=1"},
            {"name": "cookie", "value": "b=2"},
            {"name": "Accept", "value": "x"},
            {"name": "accept", "value": "y"},
        ],
        "postData": {"mimeType": "application/json", "text": '{"a":"é"}'},
    },
    "response": {
        "status": 200,
        "content": {
            "mimeType": "application/json",
            "text": base64.b64encode(b"{}").decode(),
            "encoding": "base64",
        },
    },
}


def test_an_entry() -> None:
    """Method, headers and bodies come out as they went over the wire."""
    read_ = exchange(ENTRY)
    assert read_.request.method == "POST"
    assert read_.request.headers == {"cookie": "a=1; b=2", "accept": "x, y"}
    assert read_.request.body == '{"a":"é"}'.encode()
    assert read_.response is not None
    assert (read_.response.status, read_.response.content_type, read_.response.body) == (
        200,
        "application/json",
        b"{}",
    )


def test_params_and_cookies_stand_in() -> None:
    """Where the text of a form, or the cookie header, is left out, the lists beside it count."""
    entry = {
        "request": {
            "url": "u",
            "cookies": [{"name": "a", "value": "1"}],
            "postData": {"params": [{"name": "x", "value": "1 2"}, {"name": "y", "value": "é"}]},
        }
    }
    read_ = exchange(entry)
    assert read_.request.headers == {"cookie": "a=1"}
    assert read_.request.body == b"x=1+2&y=%C3%A9"
    assert read_.response is None


def test_params_that_are_encoded_already() -> None:
    """Chrome leaves the fields of a form percent-encoded."""
    params = [{"name": "x", "value": "%7B%22a%22%3A1%7D"}, {"name": "y", "value": "1+2"}]
    read_ = exchange({"request": {"url": "u", "postData": {"params": params}}})
    assert read_.request.body == b"x=%7B%22a%22%3A1%7D&y=1+2"


@pytest.mark.parametrize(
    ("posted", "headers"),
    [
        ({"text": '{"a":1}'}, {}),
        ({"text": gzip.compress(b'{"a":1}').decode("latin-1")}, {"content-encoding": "gzip"}),
        (
            {"text": base64.b64encode(gzip.compress(b'{"a":1}')).decode(), "encoding": "base64"},
            {"content-encoding": "gzip"},
        ),
    ],
    ids=["mitmproxy: unpacked", "Chrome: bytes as characters", "base64"],
)
def test_a_packed_request(posted: dict[str, Any], headers: dict[str, str]) -> None:
    """A compressed body is read whether the recorder unpacked it or not."""
    sent = {"url": "u", "headers": [{"name": "Content-Encoding", "value": "gzip"}], "postData": posted}
    request = exchange({"request": sent}).request
    assert request.headers == headers
    assert View(request, "/")["json"] == {"a": 1}


def test_a_packed_response() -> None:
    """A body that a recorder left compressed is unpacked; one that it unpacked is left alone."""
    for body in (gzip.compress(b"{}"), b"{}"):
        content = {"text": base64.b64encode(body).decode(), "encoding": "base64"}
        back = {"headers": [{"name": "content-encoding", "value": "gzip"}], "content": content}
        read_ = exchange({"response": back}).response
        assert read_ is not None
        assert read_.body == b"{}"


def test_a_multipart_form_keeps_its_boundary() -> None:
    """Where headers were left out, the type beside the body stands in for a form in parts."""
    posted = {"mimeType": "multipart/form-data; boundary=x", "text": "--x--"}
    read_ = exchange({"request": {"url": "u", "postData": posted}})
    assert read_.request.headers == {"content-type": "multipart/form-data; boundary=x"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "a.har:1: is not JSON"),
        ("[]", "log.entries: expected a HAR"),
        ('{"log":{}}', "log.entries: expected a HAR"),
        ('{"log":{"entries":1}}', "log.entries: expected a list"),
    ],
)
def test_what_is_no_har(tmp_path: Path, text: str, message: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that is no HAR is refused, in plain words."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.har").write_text(text)
    with pytest.raises(BadData) as caught:
        read(tmp_path / "a.har")
    assert message in str(caught.value)


def test_a_compressed_file(tmp_path: Path) -> None:
    """It is refused with what to do."""
    (tmp_path / "a.har").write_bytes(gzip.compress(b"{}"))
    with pytest.raises(BadData, match="not UTF-8 text; a compressed file must be unpacked"):
        read(tmp_path / "a.har")


def test_a_file(tmp_path: Path) -> None:
    """Entries come in order; a byte order mark doesn't matter."""
    (tmp_path / "a.har").write_text("\ufeff" + json.dumps({"log": {"entries": [ENTRY, {}]}}))
    assert [one.request.method for one in read(tmp_path / "a.har")] == ["POST", "GET"]


JUNK = st.recursive(
    st.none() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "request",
                    "response",
                    "headers",
                    "name",
                    "value",
                    "postData",
                    "text",
                    "content",
                    "url",
                    "params",
                    "encoding",
                ]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=15,
)


@given(JUNK)
def test_total(entry: Any) -> None:
    """No entry, however odd, makes it raise."""
    exchange(entry)
