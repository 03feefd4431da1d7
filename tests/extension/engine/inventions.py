"""Platforms that nobody has: rules put together at random from all words, and what is sent there."""

from __future__ import annotations

import base64
import json
from random import Random
from typing import Any
from urllib.parse import urlencode

from rules.model import Request, Response
from tests.extension.engine.mutations import VALUES

KEYS = ["a", "b", "c", "id", "7", "0", "x-y", "ä b"]
TEXTS = [":", "/", "x", "a", "u=", "@", "#", "5", "%", "ab"]
FORMS = {
    "handle": {"chars": "A-Za-z0-9._", "max": 12},
    "account_id": {"chars": "0-9", "max": 20},
    "post_id": {"chars": "0-9a-z_-", "min": 1, "max": 30},
}
NAMED = {"tail": [{"after": ":"}, "percent"], "open": ["base64", "json"]}
KINDS = ["like", "comment", "share", "follow", "join", "post", "vote"]
ITEMS = ["post", "comment", "room", "question", "group"]
TEMPLATES = ["/{a}", "/u/{a}", "/@{b}", "/u/{a}/x", "/{a}/{rest...}", "/u/", "/u/{a}-x", "/{b}/x"]
ROOTS = [
    "json",
    "json",
    "json",
    "form",
    "query",
    "header",
    "cookie",
    "text",
    "bytes",
    "url",
    "pathname",
    "path",
    "one",
    "two",
]


def word(random: Random) -> str:
    """A key as it stands in a path."""
    key = random.choice(KEYS)
    return f"'{key}'" if " " in key or random.random() < 0.1 else key


def path(random: Random, root: str | None = None) -> str:
    """A field path, below a root or not."""
    ways = []
    for _ in range(random.choice([1, 1, 1, 2, 3])):
        way = root or word(random)
        for _ in range(random.randint(0, 4)):
            way += random.choice([f".{word(random)}", f".{word(random)}", "[]", "[0]", "[-1]", ".*", ".**"])
        ways.append(way)
    return random.choice(["|", " | "]).join(ways)


def step(random: Random) -> Any:
    """A step of ``via``."""
    words = [
        "json",
        "percent",
        "base64",
        "gunzip",
        "keys",
        "form",
        "lower",
        "plain",
        "shortcode",
        "mentions",
        "hashtags",
        "urls",
    ]
    text = random.choice(TEXTS)
    steps: list[Any] = [
        random.choice(words),
        random.choice([*words, "tail", "open"]),
        {"get": path(random)},
        {"get": random.choice(["[]", "**.id", "*", "[0].a", "."])},
        {random.choice(["after", "before", "strip", "starts"]): text},
        {random.choice(["after", "before", "strip", "starts"]): text},
        {"part": {"of": text, "at": random.randint(-2, 2)}},
        {"split": text},
        {"skip": random.randint(1, 5)},
        {"is": random.choice(["digits", "handle", "post_id"])},
        {"protobuf": random.choice([1, 2, "1.2", "2.1", "**", "5.1"])},
    ]
    templates = random.sample(TEMPLATES, k=random.randint(1, 3))
    named = [name for name in ("a", "b", "rest") if any(f"{{{name}" in one for one in templates)]
    steps.append({"url": {"path": templates, "take": random.choice([*named, "?id", "?v"])}})
    return random.choice(steps)


def value(random: Random, roots: list[str] | None) -> Any:
    """A value, below one of the roots, or of an object."""
    shape = random.random()
    if roots is None and shape > 0.5:
        return random.choice(["id", "a", "b", "c", ".", "#key", "a[].id", "**.id", word(random)])
    if shape < 0.12:
        return [plain_value(random, roots) for _ in range(random.randint(2, 3))]
    if shape < 0.22:
        return {"every": [plain_value(random, roots) for _ in range(random.randint(2, 3))]}
    if shape < 0.28:
        return {"compose": [value(random, roots) for _ in range(2)], "with": random.choice(TEXTS)}
    return plain_value(random, roots)


def plain_value(random: Random, roots: list[str] | None) -> Any:
    """A path, mostly with steps."""
    start = path(random, random.choice(roots) if roots else None)
    if random.random() < 0.4:
        return start
    spec: dict[str, Any] = {"from": start, "via": [step(random) for _ in range(random.randint(1, 3))]}
    if random.random() < 0.2:
        spec["take"] = random.choice(["first", "all"])
    return spec


def when(random: Random, roots: list[str] | None) -> list[dict[str, Any]]:
    """Conditions; mostly none."""
    tests: list[dict[str, Any]] = [
        {"equals": random.choice(["5", 5, True, "a"])},
        {"one_of": ["5", 6, False, "x"]},
        {"not": random.choice(["5", ["5", "a"]])},
        {"starts": random.choice(TEXTS)},
        {"present": random.random() < 0.5},
    ]
    return [
        {"field": value(random, roots), **random.choice(tests)} for _ in range(random.choice([0, 0, 1, 2]))
    ]


def names(random: Random, roots: list[str] | None) -> dict[str, Any]:
    """An account: id, handle or both; sometimes each of several."""
    each = random.random() < 0.25
    inner = None if each else roots
    spec: dict[str, Any] = {"each": value(random, roots)} if each else {}
    kinds = random.choice([["id"], ["handle"], ["id", "handle"]])
    return spec | {kind: value(random, inner) for kind in kinds}


def route(random: Random) -> dict[str, Any]:
    """Where an envelope or a rule listens."""
    spec: dict[str, Any] = {"path": random.sample(TEMPLATES, k=random.randint(1, 3))}
    if random.random() < 0.3:
        spec["method"] = random.choice(["GET", ["POST", "PUT"], "POST"])
    if random.random() < 0.2:
        spec["hosts"] = ["api.kicau.example"]
    return spec


def entry(random: Random) -> dict[str, Any]:
    """What actions and look-alikes have in common."""
    if random.random() < 0.3:
        return {**route(random), "when": when(random, ROOTS[:-2])}
    spec: dict[str, Any] = {"envelope": random.choice(["api", "web"]), "when": when(random, ROOTS)}
    if random.random() < 0.6:
        spec["operation"] = random.choice(["u", ["a*", "x"], "*", ["5", "Like*"], "*b*"])
    return spec


def action(random: Random, place: int) -> dict[str, Any]:
    """A rule."""
    spec = {"rule": f"r{place}", "kind": random.choice(KINDS), **entry(random)}
    roots = list(ROOTS if "envelope" in spec else ROOTS[:-2])
    if random.random() < 0.3:
        spec["each"] = random.choice(["json.a[]", "json.b[]|json.c", "json.**"])
        roots += ["item"] * 8
        spec["when"] = when(random, roots)
    spec["targets"] = [target(random, roots) for _ in range(random.randint(0, 3))]
    if random.random() < 0.6:
        spec["text"] = value(random, roots)
    if random.random() < 0.4:
        spec["media"] = value(random, roots)
    return spec


def target(random: Random, roots: list[str]) -> dict[str, Any]:
    """Whom a rule is aimed at."""
    spec: dict[str, Any] = {
        kind: value(random, roots) for kind in random.sample(ITEMS, k=random.randint(0, 2))
    }
    if not spec or random.random() < 0.4:
        spec["account"] = names(random, roots)
        spec["as"] = random.choice(["account", "author", "quoted"])
    return spec


def shape(random: Random, place: int) -> dict[str, Any]:
    """A shape of objects in responses."""
    spec: dict[str, Any] = {
        "shape": f"s{place}",
        "of": random.choice([*ITEMS, "post", "account"]),
        "has": [
            random.choice([word(random), path(random, word(random))]) for _ in range(random.choice([1, 1, 2]))
        ],
        "when": when(random, None)[:1] if random.random() < 0.3 else [],
        "id": value(random, None),
    }
    if spec["of"] == "account":
        return spec | {"handle": value(random, None), "page": random.random() < 0.5}
    if random.random() < 0.3:
        spec["join"] = value(random, None)
    if random.random() < 0.5:
        spec["text"] = value(random, None)
    roles = random.sample(["author", "coauthor", "original"], k=random.randint(0, 2))
    spec["accounts"] = [{"role": role, **names(random, None)} for role in roles]
    if spec["accounts"] and random.random() < 0.3:
        spec["accounts"][-1]["when"] = when(random, None)[:1]
    if spec["accounts"] and random.random() < 0.3:
        spec["accounts"][0]["page"] = True
    return spec


def platform(random: Random) -> dict[str, Any]:
    """A platform with rules of all kinds."""
    envelopes = {}
    for name in ("api", "web"):
        envelopes[name] = {
            **route(random),
            "let": {"one": value(random, ROOTS), "two": value(random, ROOTS)},
        }
        if random.random() < 0.8:
            envelopes[name]["operation_from"] = random.choice(
                ["path.a", "path.a|path.b", ["query.id", "json.id"], value(random, ROOTS[:-2])]
            )
    return {
        "platform": "kicau",
        "name": "Kicau",
        "hosts": ["kicau.example", "k.example"],
        "instances": random.random() < 0.2,
        "forms": FORMS,
        "steps": NAMED,
        "viewer": [value(random, ROOTS[:-2]) for _ in range(random.randint(0, 2))],
        "envelopes": envelopes,
        "never": [entry(random) for _ in range(random.randint(0, 1))],
        "actions": [action(random, place) for place in range(random.randint(1, 5))],
        "hints": [
            {
                random.choice(ITEMS): value(random, ROOTS),
                "account": {"id": value(random, ROOTS), "handle": value(random, ROOTS)},
            }
            for _ in range(random.randint(0, 2))
        ],
        "read": reading(random),
        "page_accounts": [names(random, ROOTS[:-3]) for _ in range(random.randint(0, 1))],
        "learn": [shape(random, place) for place in range(random.randint(1, 4))],
    }


def reading(random: Random) -> dict[str, Any]:
    """How responses are read."""
    entries: list[dict[str, str]] = [
        {"script_type": "application/json"},
        {"script_id": "d"},
        {"after": "data"},
        {"attribute": "data-x"},
        {"element": "code"},
        {"element": "p", "with": "id"},
    ]
    html = random.sample(entries, k=random.randint(1, 4))
    return {
        "html": html,
        "types": ["multipart/mixed"],
        "guards": random.sample(["])}while(1);</x>", "<!--", "x", '{"a'], k=random.randint(0, 2)),
        "json_strings": ["a"],
        "html_strings": ["b"],
        "keyed": ["c", "a"],
        "never": ["/private/{rest...}"],
    }


def document(random: Random, depth: int = 0) -> Any:
    """A document with the keys that paths ask for."""
    kind = random.random()
    if depth > 3 or (depth > 0 and kind < 0.35):
        return leaf(random)
    if kind < 0.55:
        return [document(random, depth + 1) for _ in range(random.choice([0, 1, 2, 3]))]
    return {random.choice(KEYS): document(random, depth + 1) for _ in range(random.randint(0, 7))}


def leaf(random: Random) -> Any:
    """A value without parts, also one that steps can take apart."""
    if random.random() < 0.5:
        return random.choice(
            [
                "5",
                "6",
                7,
                "a:5",
                "u=5",
                "Budi.Contoh",
                "@Budi",
                "x/5",
                "ab",
                True,
                "@a #b https://k.example/u/5?id=3",
            ]
        )
    inner = json.dumps({random.choice(KEYS): random.choice(["5", ["6"], {"id": "7"}])})
    packed = base64.b64encode(
        random.choice([inner.encode(), b"\x0a\x0212\x12\x03abc", b"\x08\x96\x01\x12\x04\x0a\x02hi"])
    ).decode()
    links = [
        "https://kicau.example/u/5?id=9",
        "//k.example/@budi",
        "/u/5/",
        "/7",
        "https://other.example/u/5",
        " /@b ",
    ]
    return random.choice(
        [inner, packed, random.choice(links), random.choice(VALUES), "%35%zz", "<p>a&amp;b</p>5<br>6"]
    )


def request(random: Random) -> Request:
    """A request to the platform."""
    where = ["/u/5", "/u/a5-x", "/@budi", "/u/ab/x", "/u", "/u/", "/x", "/5/b/c", "/Like%35", "/b/x/"]
    query = random.choice(["", "", f"?id={random.choice(['5', 'a', 'u', 'a%3A5'])}&a=1&a=2", "?id=&b=x"])
    host = random.choice(["kicau.example", "api.kicau.example", "K.example", "k.example:8443"])
    headers = {"cookie": "a=5; id=u%3D6", "a": "5", "b": "x", "x-y": "7", "id": "a"}
    form = random.random() < 0.3
    content = document(random)
    body = json.dumps(content).encode()
    if form:
        pairs = [(random.choice(KEYS), json.dumps(document(random, 2))) for _ in range(3)]
        body = urlencode([*pairs, ("id", "5")]).encode()
    return Request(
        random.choice(["POST", "POST", "POST", "GET", "PUT"]),
        f"https://{host}{random.choice(where)}{query}",
        headers,
        body,
    )


def response(random: Random) -> Response:
    """A response of the platform, JSON or a page."""
    asked = request(random)
    documents = [json.dumps(document(random)) for _ in range(random.choice([1, 1, 2, 3]))]
    if random.random() < 0.6:
        return Response(
            asked,
            200,
            "application/json",
            random.choice(["", "\n", ",", "for (;;);"]).join(documents).encode(),
        )
    pieces = []
    for text in documents:
        quoted = text.replace("&", "&amp;").replace('"', "&quot;")
        literal = text.replace("\\", "\\\\").replace("'", "\\x27").replace("<", "\\u003c")
        forms = [
            f'<script type="application/json">{text}</script>',
            f"<script id=d>{text}</SCRIPT >",
            f"<script>var data = {text};</script>",
            f"<script>data('{literal}')</script>",
            f"<script>data('/a', {text})</script>",
            f'<div data-x="{quoted}">',
            f'<code id=x class="5">{quoted}</code>',
            f'<p id="5" a=7>{quoted}</p>',
        ]
        pieces.append(random.choice(forms))
    return Response(asked, 200, "text/html", ("<!doctype html>" + "\n".join(pieces)).encode())
