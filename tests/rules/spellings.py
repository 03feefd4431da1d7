"""Posts of a registered account, each written in a way that a look at the mere bytes would miss."""

from __future__ import annotations

import json
from typing import Any

JSON = "application/json"
PAGE = "text/html"


def shape(*paths: str, **more: Any) -> dict[str, Any]:
    """A shape that has these, of which the first is the post's id."""
    return {"shape": "post", "has": list(paths), "id": paths[0], **more}


POST: list[Any] = [shape("post_id", "author.id", accounts=[{"id": "author.id", "handle": "author.name"}])]
NUMERIC = "{&#34;post_id&#34;: 7001, &#34;author&#34;: {&#34;id&#34;: &#34;42&#34;}}"
HEX = NUMERIC.replace("&#34;", "&#x22;")
ONE = {"post_id": "7001", "author": {"id": 42}}
SPELLINGS: dict[str, tuple[dict[str, Any], list[Any], str, str]] = {
    "a quote by its number, in an attribute": (
        {"html": [{"attribute": "data-post"}]},
        POST,
        f'<html><div data-post="{NUMERIC}"></div></html>',
        PAGE,
    ),
    "a quote by its hexadecimal number, in an element": (
        {"html": [{"element": "code"}]},
        [shape("#json.post_id", accounts=[{"id": "#json.author.id"}])],
        f"<html><code>{HEX}</code></html>",
        PAGE,
    ),
    "a quote as a script escapes it": (
        {"html": [{"after": "JSON.parse("}]},
        POST,
        f"<html><script>d = JSON.parse('{json.dumps(ONE)}')</script>".replace('"', "\\u0022"),
        PAGE,
    ),
    "an id in base64": (
        {},
        [shape("id", accounts=[{"id": {"from": "owner.id", "via": ["base64", {"strip": "User:"}]}}])],
        '{"id": "7001", "owner": {"id": "VXNlcjo0Mg=="}}',
        JSON,
    ),
    "an id behind a comma": (
        {},
        [shape("id", accounts=[{"id": {"from": "urn", "via": [{"after": "member:"}, {"before": ")"}]}}])],
        '{"id": "7001", "urn": "urn:x:(urn:x:activity:7001,urn:x:member:42)"}',
        JSON,
    ),
    "a handle behind a space": (
        {},
        [shape("id", accounts=[{"handle": {"from": "by", "via": [{"after": "/u/"}, {"before": '"'}]}}])],
        json.dumps({"id": "7001", "by": 'Oleh <a class="x" href="/u/budi">Budi</a>'}),
        JSON,
    ),
    "a handle with a space": (
        {},
        [shape("id", accounts=[{"handle": "by"}])],
        '{"id": "7001", "by": "Budi Santoso"}',
        JSON,
    ),
    "an element in a string": (
        {"html": [{"element": "x-post", "with": "author"}], "html_strings": ["html"]},
        [shape("post-id", "author", accounts=[{"handle": "author"}])],
        json.dumps({"html": '<x-post post-id="7001" author="budi"></x-post>'}),
        JSON,
    ),
    "an object of ids": (
        {},
        [shape("id", accounts=[{"id": "authors.*"}])],
        '{"id": "7001", "authors": {"main": "42"}}',
        JSON,
    ),
    "a list in a list": (
        {},
        [shape("id", accounts=[{"id": "u[0][0]"}])],
        '{"id": "7001", "u": [["42", "budi"]]}',
        JSON,
    ),
    "the end of a long list": (
        {},
        [shape("id", accounts=[{"id": "authors[-1]"}])],
        json.dumps({"id": "7001", "authors": [*(str(10**18 + n) for n in range(200)), "42"]}),
        JSON,
    ),
    "a list with an object before": (
        {},
        [shape("id", accounts=[{"id": "by"}])],
        '{"id": "7001", "by": [{"x": 1}, "42"]}',
        JSON,
    ),
    "a key with an escape": ({}, POST, '{"post_id": 7001, "author": {"\\u0069d": "42"}}', JSON),
    "a string in a list that is a document": (
        {"json_strings": ["edges"]},
        POST,
        json.dumps({"edges": [json.dumps(ONE)]}),
        JSON,
    ),
    "an object before such a string": (
        {"json_strings": ["edges"]},
        POST,
        json.dumps({"edges": [{}, json.dumps(ONE)]}),
        JSON,
    ),
    "an id in an object of a text": (
        {},
        [shape("id", accounts=[{"each": {"from": "blob", "via": ["json"]}, "id": "by"}])],
        json.dumps({"id": "7001", "blob": '{"by": "42"}'}),
        JSON,
    ),
    "an id below a step": (
        {},
        [shape("id", accounts=[{"id": {"from": "by", "via": [{"get": "u"}]}}])],
        '{"id": "7001", "by": {"u": 42}}',
        JSON,
    ),
    "an id that is a key": (
        {},
        [shape("id", accounts=[{"id": {"from": "by", "via": ["keys"]}}])],
        '{"id": "7001", "by": {"42": 1}}',
        JSON,
    ),
    "an id that is the key of its object": (
        {"keyed": ["by"]},
        [shape("id", accounts=[{"id": "#key"}])],
        '{"by": {"42": {"id": 7001}}}',
        JSON,
    ),
    "an id that is an element": (
        {},
        [shape("id", accounts=[{"each": "by[]", "id": "."}])],
        '{"id": "7001", "by": [42]}',
        JSON,
    ),
    "a name in two parts": (
        {},
        [shape("id", accounts=[{"handle": {"compose": ["a", "b"], "with": " "}}])],
        '{"id": 7001, "a": "budi", "b": "santoso"}',
        JSON,
    ),
    "half a character": ({}, POST, '{"post_id": 7001, "x": "\\ud83d", "author": {"id": "42"}}', JSON),
    "a hashtag across an element": (
        {},
        [shape("id", text={"from": "text", "via": ["plain"]})],
        '{"id": "7001", "text": "<a>#<b>pilihcontoh</b></a>"}',
        JSON,
    ),
    "a hashtag before a sign": (
        {},
        [shape("id", text="text")],
        '{"id": "7001", "text": "#pilihcontoh\u2026"}',
        JSON,
    ),
    "a wide hashtag": ({}, [shape("id", text="text")], '{"id": "7001", "text": "\uff03pilihcontoh"}', JSON),
}
