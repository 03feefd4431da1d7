"""The vectors of every platform hold, and leave no rule, look-alike or shape of any platform untested."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest

from rules.compile import ruleset
from rules.condition import all_hold
from rules.model import Account, Action, Request, Response
from rules.routes import Rule
from rules.sites import Site, Sites
from rules.view import View

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "tests" / "vectors").glob("*.json"))

type Case = Mapping[str, Any]
type Named = tuple[str | None, str | None, str]


@cache
def specs() -> list[dict[str, Any]]:
    """The shipped platforms as data."""
    platforms: list[dict[str, Any]] = ruleset()["platforms"]
    return platforms


@cache
def sites() -> Sites:
    """The shipped platforms, compiled."""
    return Sites(specs())


def cases(path: Path) -> list[Case]:
    """The cases of one file that are about platforms."""
    loaded = json.loads(path.read_text("utf-8"))
    listed = loaded["cases"] if "platform" in loaded else []
    return [case for case in listed if "request" in case or "response" in case]


CASES = [(f"{path.stem}: {case['name']}", case) for path in FILES for case in cases(path)]
ASKED = [(name, case) for name, case in CASES if "request" in case]
ANSWERED = [(name, case) for name, case in CASES if "response" in case]
LOOK_ALIKES = [(name, case) for name, case in ASKED if case.get("never")]


def each(named_cases: list[tuple[str, Case]]) -> pytest.MarkDecorator:
    """One run of a test for each case, under the case's name."""
    return pytest.mark.parametrize("case", [pytest.param(case, id=name) for name, case in named_cases])


def body_of(spec: Case) -> bytes:
    """The bytes of a body, however the case writes it."""
    if "body_base64" in spec:
        return base64.b64decode(spec["body_base64"])
    if "json" in spec:
        return json.dumps(spec["json"]).encode()
    if "form" in spec:
        fields = {k: json.dumps(v) if isinstance(v, dict | list) else v for k, v in spec["form"].items()}
        return urlencode(fields).encode()
    return str(spec.get("body", "")).encode("utf-8", "surrogatepass")


def request_of(spec: Case, url: str = "", method: str = "POST") -> Request:
    """The request that a case writes down."""
    headers = {name.lower(): value for name, value in spec.get("headers", {}).items()}
    return Request(spec.get("method", method), spec.get("url", url), headers, body_of(spec))


def response_of(spec: Case) -> Response:
    """The response that a case writes down, with the request it answers."""
    request = request_of(spec.get("request", {}), spec["url"], "GET")
    kind = spec.get("content_type", "application/json")
    return Response(request, spec.get("status", 200), kind, body_of(spec))


def named(account: Account) -> Named:
    """An account as vectors compare it."""
    return (account.id, account.handle, account.role)


def wanted(accounts: list[Case], role: str) -> list[Named]:
    """The accounts of a vector; ``role`` where it says none."""
    return sorted(((a.get("id"), a.get("handle"), a.get("role", role)) for a in accounts), key=repr)


def said(action: Action, like: Case) -> dict[str, Any]:
    """An action in the words of a vector, with as much as ``like`` asks for."""
    full = {
        "kind": action.kind,
        "rule": action.rule,
        "items": sorted([item.of, item.id] for item in action.items),
        "accounts": sorted((named(one) for one in action.accounts), key=repr),
        "texts": list(action.texts),
        "media": action.media,
        "refusal": action.refusal,
        "viewer": list(action.viewer),
        "hints": [[item.of, item.id, named(account)] for item, account in action.hints],
    }
    return {key: full[key] for key in like}


def expected(spec: Case) -> dict[str, Any]:
    """The expectation of a vector, with its defaults filled in."""
    items = [*(["post", post] for post in spec.get("posts", ())), *map(list, spec.get("items", ()))]
    plain = {key: value for key, value in spec.items() if key != "posts"}
    plain |= {"items": sorted(items), "accounts": wanted(spec.get("accounts", []), "account")}
    if "hints" in plain:
        plain["hints"] = [[of, id_, wanted([who], "cited")[0]] for of, id_, who in plain["hints"]]
    return plain


@each(ASKED)
def test_request(case: Case) -> None:
    """A request is exactly the actions that its vector says; none, where it says none."""
    request = request_of(case["request"])
    actions = sites().match(request)
    wants = [expected(one) for one in case["actions"]]
    assert len(actions) == len(wants), actions
    assert [said(action, want) for action, want in zip(actions, wants, strict=True)] == wants
    if actions:
        head = Request(request.method, request.url, request.headers)
        assert sites().interesting(head), "from the head alone this can't be told to be no action"


@each(LOOK_ALIKES)
def test_look_alike(case: Case) -> None:
    """A look-alike is named by an entry of ``never``, so that no wider rule can ever catch it."""
    assert case["actions"] == []
    assert list(refused(case))


@each(ANSWERED)
def test_response(case: Case) -> None:
    """A response teaches exactly what its vector says."""
    lesson = sites().learn(response_of(case["response"]))
    learned = {(one.item.of, one.item.id): one for one in lesson.learned if one.accounts}
    wants = {(one.get("of", "post"), one["id"]): one for one in case.get("learned", ())}
    found = {key: sorted(map(named, one.accounts), key=repr) for key, one in learned.items()}
    assert found == {key: wanted(one["accounts"], "author") for key, one in wants.items()}
    for key, one in wants.items():
        assert list(learned[key].texts) == one.get("texts", list(learned[key].texts))
    if "aliases" in case:
        aliases = sorted((sorted(one.ids), sorted(one.handles)) for one in lesson.aliases)
        names = [(sorted(one.get("ids", [])), sorted(one.get("handles", []))) for one in case["aliases"]]
        assert aliases == sorted(names)


def entries(site: Site) -> list[Rule]:
    """The compiled entries of ``never``, in the order of the data."""
    return site.matcher.look_alikes


def refused(case: Case) -> Iterator[tuple[str, int]]:
    """The entries of ``never`` (platform, place) that name the request of a case."""
    request = request_of(case["request"])
    found = sites().of(request.url)
    if found is None:
        return
    site, host, path = found
    for listening, parts in site.matcher.routes(request.method, host, path):
        view = View(request, path, parts, listening.lets)
        names = tuple(listening.operation.texts(view)) if listening.operation else ()
        for place, entry in enumerate(entries(site)):
            if entry.route is listening and entry.named(names) and all_hold(entry.whens, view):
                yield site.id, place


def objects(value: Any) -> Iterator[dict[str, Any]]:
    """Every object in a document."""
    if isinstance(value, dict):
        yield value
    for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from objects(one)


def fitted(case: Case) -> Iterator[tuple[str, str]]:
    """The shapes (platform, name) that objects in the response of a case have."""
    response = response_of(case["response"])
    found = sites().of(response.request.url)
    if found is None or not (case.get("learned") or case.get("aliases")):
        return
    site = found[0]
    names = [shape["shape"] for shape in spec_of(site.id).get("learn", ())]
    named_shapes = list(zip(names, site.learner.shapes, strict=True))
    for document in read(site, response):
        for one in objects(document):
            yield from ((site.id, name) for name, shape in named_shapes if shape.fits(one))


def read(site: Site, response: Response) -> list[Any]:
    """The documents of a response, and those that are texts in them."""
    reader = site.learner.reader
    documents = list(reader.read(response.body, response.content_type))
    for document in documents:
        for one in objects(document):
            texts = [(k, text) for k, text in one.items() if k in reader.strings and isinstance(text, str)]
            inner = [reader.inner(key, text) for key, text in texts]
            documents += [found for found in inner if found is not None]
    return documents


def spec_of(platform: str) -> dict[str, Any]:
    """The data of one platform."""
    [spec] = [one for one in specs() if one["platform"] == platform]
    return spec


def of_platform(name: str) -> Iterator[Case]:
    """All cases whose URL lies on a platform."""
    for _, case in CASES:
        url = case.get("request", case.get("response", {})).get("url", "")
        site = sites().at(urlsplit(url).hostname or "")
        if site is not None and site.id == name:
            yield case


PLATFORMS = [spec["platform"] for spec in specs()]


@pytest.mark.parametrize("platform", PLATFORMS)
def test_every_rule_has_vectors(platform: str) -> None:
    """Every rule has a vector in which it applies, and one in which it nearly does."""
    rules = {f"{platform}.{rule['rule']}" for rule in spec_of(platform).get("actions", ())}
    requests = [case for case in of_platform(platform) if "request" in case]
    asked = [(case, {action["rule"] for action in case["actions"]}) for case in requests]
    applied = {rule for _, those in asked for rule in those}
    near = {case["near"] for case, those in asked if "near" in case and case["near"] not in those}
    assert sorted(rules - applied) == []
    assert sorted(rules - near) == []
    assert near <= rules, "a near miss of no rule"


@pytest.mark.parametrize("platform", PLATFORMS)
def test_every_look_alike_has_vectors(platform: str) -> None:
    """Every entry of ``never`` has a request that it names; an entry of a shared file on any platform."""
    tested = [spec_of(name)["never"][place] for _, case in ASKED for name, place in refused(case)]
    assert [one for one in spec_of(platform).get("never", ()) if one not in tested] == []


@pytest.mark.parametrize("platform", PLATFORMS)
def test_every_shape_has_vectors(platform: str) -> None:
    """Every shape has a response that holds an object of it and teaches something."""
    answers = [case for case in of_platform(platform) if "response" in case]
    seen = {name for case in answers for owner, name in fitted(case) if owner == platform}
    assert [one["shape"] for one in spec_of(platform).get("learn", ()) if one["shape"] not in seen] == []
