"""The live path keeps what a walk of the whole response finds: the quick look before it loses nobody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import har
from rules.compile import ruleset
from rules.engine import Engine
from rules.learn import Lesson
from rules.mentions import hashtags, mentions
from rules.model import Record, Request, Response
from rules.registry import Hashtag, Registry, plain_handle
from rules.sites import Sites
from tests.extension.engine import inventions
from tests.rules import disguises
from tests.rules.spellings import SPELLINGS
from tests.rules.test_recordings import FOLDER
from tests.rules.test_vectors import ANSWERED, response_of

SEEDS = st.integers(0, 2**63)


@cache
def shipped() -> dict[str, Any]:
    """The shipped rules."""
    return ruleset()


@cache
def shipped_sites() -> Sites:
    """The shipped platforms."""
    return Sites(shipped()["platforms"])


def record(platform: str, id_: str, handle: str) -> Record:
    """A row."""
    words = ("Calon", "Calon A", "demo", "Kota Contoh", "kpu-registered", "KPU", date(2026, 1, 1), "")
    return Record(platform, handle, id_, *words)  # type: ignore[arg-type]


def engine(platforms: list[dict[str, Any]], registry: Registry) -> Engine:
    """An engine for these platforms."""
    return Engine({**shipped(), "platforms": platforms}, registry)


def names(lesson: Lesson) -> Iterator[tuple[str, str]]:
    """All names that a lesson tells, each as an id or as a handle."""
    for one in lesson.learned:
        yield from ((a.id or "", "") for a in one.accounts)
        yield from (("", a.handle or "") for a in one.accounts)
        yield from (("", handle) for handle in mentions(one.texts))
    for alias in lesson.aliases:
        yield from ((id_, "") for id_ in alias.ids)
        yield from (("", handle) for handle in alias.handles)


def unseen(sites: Sites, response: Response) -> set[str]:
    """What learning finds in a response and the look before it doesn't; nothing where it can't tell."""
    found = sites.of(response.request.url)
    if found is None or not found[0].learner.readable(found[2]):
        return set()
    site = found[0]
    owners = site.learner.page_owners(response.request, found[2])
    asked = {*(one.id for one in owners), *(one.handle for one in owners)}
    named = site.scanner.look(site.learner.reader.read(response.body, response.content_type))
    if named is None:
        return set()
    lesson = sites.learn(response)
    told = {form for id_, handle in names(lesson) for form in (id_, plain_handle(handle)) if form}
    tags = {f"#{tag}" for one in lesson.learned for tag in hashtags(one.texts) if tag not in named.hashtags}
    return {one for one in told - asked if one.encode("utf-8", "surrogatepass") not in named.names} | tags


def kept(of: Engine, lesson: Lesson, told: Lesson) -> list[Any]:
    """What an engine that took in a lesson knows of all that a response told."""
    of.absorb(lesson)
    platform = told.learned[0].platform if told.learned else "kicau"
    others = [f"id:{id_}" if id_ else f"@{handle.lower()}" for id_, handle in names(told)]
    items = [of.authors.recall(platform, one.item) for one in told.learned]
    return [*items, *(of.authors.alias_of(platform, other) for other in others)]


def same(platforms: list[dict[str, Any]], response: Response, registry: Registry) -> None:
    """Hold what a process of its own studies to what a walk finds."""
    here, there, whole = (engine(platforms, registry) for _ in range(3))
    told = whole.sites.learn(response)
    assert kept(here, there.study(response), told) == kept(whole, told, told)


def answer(body: str | bytes, kind: str) -> Response:
    """A response of the made-up platform."""
    raw = body if isinstance(body, bytes) else body.encode()
    return Response(Request("GET", "https://kicau.example/feed"), 200, kind, raw)


REGISTRY = Registry(
    [record("kicau", "42", ""), record("kicau", "", "budi"), record("kicau", "", "Budi Santoso")],
    [Hashtag("pilihcontoh", "Calon A", "demo", "*", "KPU")],
)


@pytest.mark.parametrize("name", SPELLINGS)
def test_nobody_is_missed(name: str) -> None:
    """However a registered account's post is written, the live path learns it."""
    read, learn, body, kind = SPELLINGS[name]
    spec = {**disguises.PLATFORM, "read": read, "learn": learn}
    lesson = engine([spec], REGISTRY).study(answer(body, kind))
    assert [one.item.id for one in lesson.learned] == ["7001"]
    same([spec], answer(body, kind), REGISTRY)


@pytest.mark.parametrize("case", [pytest.param(case, id=name) for name, case in ANSWERED])
def test_vectors(case: dict[str, Any]) -> None:
    """Of every response of the vectors the look sees all that learning finds, however quotes are written."""
    response = response_of(case["response"])
    quotes = (b"&quot;", b"&#34;", b"&#x22;", b"&#X0022")
    for body in {response.body.replace(b"&quot;", quote) for quote in quotes}:
        assert unseen(shipped_sites(), replace(response, body=body)) == set()


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.har")), ids=lambda path: path.stem)
def test_recordings(path: Path) -> None:
    """So it does of every recording, and needs no walk for it."""
    looked = 0
    for exchange in har.read(path):
        if exchange.response is not None:
            assert unseen(shipped_sites(), exchange.response) == set()
            looked += _looked(exchange.response)
    assert looked


def _looked(response: Response) -> bool:
    """Whether the look can tell whom a response names."""
    found = shipped_sites().of(response.request.url)
    if found is None:
        return False
    documents = found[0].learner.reader.read(response.body, response.content_type)
    return found[0].scanner.look(documents) is not None


def some(lesson: Lesson, random: Random) -> Registry:
    """A registry of one or two of the names that a lesson tells, and a hashtag."""
    told = [one for one in sorted(set(names(lesson))) if any(one) and "".join(one).isprintable()]
    rows = random.sample(told, k=min(len(told), random.randint(1, 2)))
    return Registry([record("kicau", *row) for row in rows], REGISTRY.hashtags)


DISGUISED = Sites([disguises.PLATFORM])
PLAINLY = Sites(
    [{**disguises.PLATFORM, "learn": [disguises.LEARN[n] for n in (1, 2, 6, 7, 8, 9, 10, 11, 12)]}]
)


@given(seed=SEEDS)
def test_disguises(seed: int) -> None:
    """However a document is written, the live path keeps of it what a walk keeps."""
    random = Random(seed)
    response = answer(*disguises.disguised(disguises.document(random), random))
    assert unseen(DISGUISED, response) == set()
    assert unseen(PLAINLY, response) == set()
    same([disguises.PLATFORM], response, some(DISGUISED.learn(response), random))


@given(seed=SEEDS)
def test_other_shapes(seed: int) -> None:
    """So it is wherever shapes have their names, and by whatever steps."""
    random = Random(seed)
    spec = disguises.rules(random)
    response = answer(*disguises.disguised(disguises.document(random), random))
    assert unseen(Sites([spec]), response) == set(), (spec, response)
    same([spec], response, some(Sites([spec]).learn(response), random))


@given(seed=SEEDS)
def test_invented_rules(seed: int) -> None:
    """So it is by rules that nobody has, made of all words there are."""
    random = Random(seed)
    spec, response = inventions.platform(random), inventions.response(random)
    sites = Sites([spec])
    assert unseen(sites, response) == set(), (spec, response)
    same([spec], response, some(sites.learn(response), random))
