"""Documents as servers may write them: with any spelling of a character, in strings, scripts and pages."""

from __future__ import annotations

import base64
import json
from random import Random
from typing import Any

FORMS = {
    "handle": {"chars": "A-Za-z0-9_.@ -", "max": 60},
    "account_id": {"chars": "0-9", "max": 20},
    "post_id": {"chars": "A-Za-z0-9_-", "max": 40},
}
LEARN: list[dict[str, Any]] = [
    {"shape": "keyed", "has": ["q"], "id": "q", "accounts": [{"id": "#key"}]},
    {
        "shape": "plain",
        "has": ["a", "user.id"],
        "id": "a",
        "accounts": [{"id": "user.id", "handle": "user.name"}],
    },
    {"shape": "last", "has": ["b", "authors"], "id": "b", "accounts": [{"id": "authors[-1]"}]},
    {"shape": "list", "has": ["c", "by"], "id": "c", "accounts": [{"handle": "by"}]},
    {"shape": "map", "has": ["d", "map"], "id": "d", "accounts": [{"id": "map.*"}]},
    {"shape": "rows", "has": ["e", "u"], "id": "e", "accounts": [{"id": "u[0][0]", "handle": "u[0][1]"}]},
    {
        "shape": "base64",
        "has": ["f", "node"],
        "id": "f",
        "accounts": [{"id": {"from": "node", "via": ["base64", {"strip": "User:"}]}}],
    },
    {
        "shape": "html",
        "has": ["g", "byline"],
        "id": "g",
        "accounts": [{"handle": {"from": "byline", "via": [{"after": "/u/"}, {"before": '"'}]}}],
    },
    {
        "shape": "urn",
        "has": ["h", "urn"],
        "id": "h",
        "accounts": [{"id": {"from": "urn", "via": [{"after": "member:"}, {"before": ")"}]}}],
    },
    {"shape": "tags", "has": ["i", "tags"], "id": "i", "accounts": [{"each": "tags[].who", "id": "x|y"}]},
    {"shape": "text", "has": ["j", "says"], "id": "j", "text": {"from": "says", "via": ["plain"]}},
    {"shape": "user", "of": "account", "has": ["pk", "nick"], "id": "pk", "handle": "nick"},
    {"shape": "quoted", "has": ["'k \"/'", "user"], "id": "'k \"/'", "accounts": [{"id": "user.id"}]},
    {
        "shape": "inner",
        "has": ["l", "blob"],
        "id": "l",
        "accounts": [{"id": {"from": "blob", "via": ["json", {"get": "id"}]}}],
    },
    {
        "shape": "attributes",
        "has": ["post-id", "author"],
        "id": "post-id",
        "accounts": [{"handle": "author"}],
    },
]
READ = {
    "keyed": ["friends"],
    "json_strings": ["payload"],
    "html_strings": ["html"],
    "html": [
        {"attribute": "data-post"},
        {"script_type": "application/json"},
        {"after": "JSON.parse("},
        {"element": "code"},
        {"element": "x-post", "with": "author"},
    ],
}  # fmt: skip
PLATFORM: dict[str, Any] = {
    "platform": "kicau",
    "name": "Kicau",
    "hosts": ["kicau.example"],
    "forms": FORMS,
    "read": READ,
    "learn": LEARN,
}
IDS = ["42", 42, "7", 7, "100"]
HANDLES = ["budi", "Budi Santoso", "@budi", "sári", "warga_1"]


PATHS = [
    *("user.id", "user.name|by", "authors[-1]", "authors[]", "by", "by[]", "**.id", "node", "byline", "urn"),
    *("tags[].who.y", "says", "pk|nick", "blob", "user", "map", "map.main", "p", "'k \"/'", "user|by"),
]
HARD = ["map.*", "u[0][1]", "u[].**", "by|map.*", "user.**"]
BELOW = ["id", "name", "who.y", "main", "x|y"]
STEPS: list[Any] = [
    *("plain", "base64", "lower", "mentions", "percent", "json", "json"),
    *({"after": ":"}, {"before": " "}, {"after": "/u/"}, {"split": ","}, {"is": "handle"}),
    *({"part": {"of": ":", "at": -1}}, {"get": "id"}, {"get": "name|main"}, {"get": "[0]"}),
]


def rules(random: Random) -> dict[str, Any]:
    """A platform whose shapes have names anywhere in these documents, by any steps."""
    forms = {"handle": FORMS["handle"]}
    learn = [_shape(random, f"s{n}") for n in range(random.choice([1, 1, 2]))]
    return {**PLATFORM, "forms": forms, "learn": learn}


def _shape(random: Random, name: str) -> dict[str, Any]:
    shape: dict[str, Any] = {"shape": name, "has": ["p"], "id": "p"}
    if random.random() < 0.2:
        return {**shape, "of": "account", "id": _value(random, PATHS), "handle": _value(random, PATHS)}
    if random.random() < 0.3:
        each = _value(random, ["tags[]", "user", "map", "u[]", "authors[]", "blob"])
        account = {"each": each, "id": _value(random, BELOW), "handle": _value(random, BELOW)}
    else:
        account = {random.choice(["id", "handle"]): _value(random, PATHS)}
    return {**shape, "accounts": [account], "text": _value(random, PATHS)}


def _value(random: Random, paths: list[str]) -> Any:
    """A value, mostly one that stands under a key."""
    one, other = random.choice(paths), random.choice(paths)
    steps = [random.choice(STEPS) for _ in range(random.randint(1, 2))]
    if random.random() < 0.1:
        seldom: list[Any] = [random.choice(HARD), {"compose": [one, other], "with": ":"}, "."]
        return random.choice([*seldom, {"from": one, "via": ["keys"]}, {"from": one, "via": [{"get": "id"}]}])
    ways: list[Any] = [one, one, {"from": one, "via": steps}, [one, {"from": other, "via": steps}]]
    return random.choice([*ways, {"every": [one, other]}])


def document(random: Random) -> Any:
    """A document in which some of the shapes are, with names and without."""
    objects = [{"p": f"p{n}", **_object(random), **_object(random)} for n in range(random.randint(1, 4))]
    return random.choice([objects, {"data": {"edges": objects}}, objects[0]])


def _object(random: Random) -> dict[str, Any]:
    id_, handle = random.choice(IDS), random.choice(HANDLES)
    made: list[dict[str, Any]] = [
        {"a": "1", "user": {"id": id_, "name": handle}},
        {"b": "2", "authors": [*map(str, range(1000, 1000 + random.choice([0, 3, 900]))), id_]},
        {"c": "3", "by": random.choice([[handle], [{"x": 1}, handle], handle])},
        {"d": "4", "map": {"main": id_}},
        {"e": "5", "u": [[id_, handle]]},
        {"f": "6", "node": base64.b64encode(f"User:{id_}".encode()).decode()},
        {"g": "7", "byline": f'Oleh <a class="x" href="/u/{handle}">Budi</a>'},
        {"h": "8", "urn": f"urn:(urn:activity:7001,urn:member:{id_})"},
        {"i": "9", "tags": [{"who": {"y": id_}}, {"who": None}]},
        {"j": "10", "says": f"Ayo <b>#</b>Pilih&#67;ontoh, {random.choice(['@', '&#64;'])}{handle}"},
        {"pk": id_, "nick": handle},
        {'k "/': "11", "user": {"id": id_}},
        {"l": "12", "blob": json.dumps({"id": id_})},
        {"friends": {str(id_): {"q": "14", "who": {"y": id_}}}},
        {"n": {"x": [{"user": {"id": id_}}]}},
    ]
    return random.choice(made)


def disguised(value: Any, random: Random) -> tuple[bytes, str]:
    """A body that says ``value``, and its content type."""
    text = written(value, random)
    for _ in range(random.choice([0, 0, 1, 2])):
        inner: Any = random.choice([{"payload": text}, {"payload": [text]}, {"html": _page(text, random)}])
        text = written(inner, random)
    if random.random() < 0.5:
        return _page(text, random).encode("utf-8", "surrogatepass"), "text/html"
    before = random.choice(["", "", "for (;;);", '{"n":1}\n', "\ufeff"])
    return (before + text + random.choice(["", "\n", '\n{"n":1}'])).encode(), "application/json"


def written(value: Any, random: Random) -> str:
    """JSON with white space and escapes where the standard lets them be."""
    space = random.choice(["", "", " ", "\n\t"])
    if isinstance(value, dict):
        pairs = [f"{written(k, random)}{space}:{space}{written(v, random)}" for k, v in value.items()]
        return f"{{{space}{(',' + space).join(pairs)}{space}}}"
    if isinstance(value, list):
        return f"[{space}{(',' + space).join(written(one, random) for one in value)}{space}]"
    return _string(value, random) if isinstance(value, str) else json.dumps(value)


def _string(text: str, random: Random) -> str:
    often = random.choice([0, 0, 0.1, 1])
    letters = [
        f"\\u{ord(one):04x}" if random.random() < often else json.dumps(one, ensure_ascii=False)[1:-1]
        for one in text
    ]
    return f'"{"".join(letters)}"'


def _page(text: str, random: Random) -> str:
    """A page that holds a document, or an element with attributes."""
    closed = text.replace("</", "<\\/")
    quote = random.choice("'\"`")
    marked = "".join(_in_script(one, quote, random) for one in text)
    entities = "".join(_entity(one, random) for one in text)
    handle = "".join(_entity(one, random) for one in random.choice(HANDLES))
    return "<!doctype html><p>" + random.choice(
        [
            f'<div data-post="{entities}">',
            f'<script type="application/json">{closed}</script>',
            f"<script>var d = JSON.parse({quote}{marked}{quote});</script>",
            f"<code>{entities}</code>",
            f'<x-post post-id="13" author="{handle}">{entities}</x-post>',
        ]
    )


def _in_script(one: str, quote: str, random: Random) -> str:
    needed = one in "\\\n\t<" or one == quote
    if not needed and random.random() < 0.9:
        return one
    code = ord(one)
    return random.choice([f"\\u{code:04x}", f"\\u{{{code:x}}}", f"\\x{code:02x}" if code < 256 else one])


def _entity(one: str, random: Random) -> str:
    if one not in "\"'<>&" and random.random() < 0.9:
        return one
    named = {'"': "&quot;", "<": "&lt;", ">": "&gt;", "&": "&amp;"}.get(one, f"&#0{ord(one)};")
    return random.choice([named, f"&#{ord(one)};", f"&#x{ord(one):x};", f"&#X0{ord(one):X};"])
