"""A multipart form is read as browsers write it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.multipart import multipart

KIND = "multipart/form-data; boundary=B"


def part(disposition: str, value: str = "1", kind: str = "") -> str:
    """One part as a browser writes it."""
    typed = f"Content-Type: {kind}\r\n" if kind else ""
    return f"--B\r\nContent-Disposition: form-data; {disposition}\r\n{typed}\r\n{value}\r\n"


@pytest.mark.parametrize(
    ("written", "fields"),
    [
        (part('name="a"'), {"a": "1"}),
        (part("name=a"), {"a": "1"}),
        (part('name="a"') + part('name="a"', "2"), {"a": ["1", "2"]}),
        (part('name="a"', "x\r\n\r\ny"), {"a": "x\r\n\r\ny"}),
        (part('name="a"', ""), {"a": ""}),
        (part('name="é b"', "ü"), {"é b": "ü"}),
        (part('name="a"; filename="b.jpg"', "x", "image/jpeg"), {}),
        (part('name="a"; filename=""', "x", "application/octet-stream"), {}),
        (part("name=\"a\"; filename*=UTF-8''b"), {}),
        (part('name="a"; filename = "b"'), {}),
        (part('name="a"; filename="blob"', "{}", "application/json"), {"a": "{}"}),
        (part('name="a"; filename="blob"', "{}", "application/ld+json; charset=utf-8"), {"a": "{}"}),
        (part('name="a"; filename="blob"', "{}", "application/jsonish"), {}),
        (part('name="a; filename=b"'), {"a; filename=b": "1"}),
        (part('x="; name=b"; name="a"'), {"a": "1"}),
        (part("filename=b"), {}),
        ("--B\r\n\r\nno headers\r\n", {}),
        ("--B\r\nContent-Disposition: form-data; name=a\r\n", {}),
        (part('name="a"') + "--B--\r\n" + part('name="b"'), {"a": "1"}),
        ("before it" + "\r\n" + part('name="a"'), {"a": "1"}),
        (part('name="a"', "--Bx"), {"a": "--Bx"}),
        (part('name="a"').replace("\r\n", "\n"), {"a": "1"}),
        ("", {}),
    ],
)
def test_fields(written: str, fields: dict[str, object]) -> None:
    """Fields are there under their names, files are not; a Blob of JSON is a field."""
    assert multipart((written + "--B--\r\n").encode(), KIND) == fields


@pytest.mark.parametrize("kind", ["multipart/form-data", "multipart/form-data; boundary=C", 'x; boundary=""'])
def test_without_its_boundary(kind: str) -> None:
    """Without the boundary that parts it a body has no fields."""
    assert multipart(part('name="a"').encode(), kind) == {}


def test_too_many_parts() -> None:
    """As in other forms, more than 1,000 parts are none."""
    assert len(multipart((part('name="a"') * 1_000 + "--B--").encode(), KIND)["a"]) == 64
    assert multipart((part('name="a"') * 1_001 + "--B--").encode(), KIND) == {}


@given(st.text(alphabet='-B\r\n "\\;=anmeflitd:', max_size=80), st.text(max_size=20))
def test_total(body: str, boundary: str) -> None:
    """No body and no boundary makes it raise."""
    multipart(body.encode(), KIND)
    multipart(body.encode(), f'x; boundary="{boundary}"')
    multipart(part(body).encode("utf-8", "surrogatepass"), KIND)
