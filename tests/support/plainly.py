"""Matching as the manual says it, and no faster: everything is decoded first, and every rule is asked.

It shares with the engine the compiled values and conditions, which it asks about plain objects, and the way
an action is put together. What the engine does to be fast (asking for one field, keeping answers, passing
over rules that can't apply) is all missing here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote_plus, urlsplit

from rules.bounds import MAX_VALUES
from rules.jsontext import loads
from rules.model import Action, Request
from rules.routes import NO_ACTION_METHODS, Route, Rule
from rules.sites import Sites
from rules.template import Template
from rules.urlencoded import MAX_FIELDS
from rules.view import View

type Tree = dict[str, Any]


def actions(sites: Sites, request: Request) -> tuple[Action, ...]:
    """The actions of a request."""
    found = sites.of(request.url)
    if found is None or request.method in NO_ACTION_METHODS:
        return ()
    site, host, path = found
    matcher = site.matcher
    if any(holds(one, tree) for one, tree in asked(matcher.look_alikes, request, host, path)):
        return ()
    applied: list[Action] = []
    taken: set[tuple[str, int]] = set()
    for rule, tree in asked(matcher.rules, request, host, path):
        if rule.each is None:
            if not applied and holds(rule, tree):
                return (matcher.action(rule, tree, [tree]),)
            continue
        elements = [(n, {**tree, "item": one}) for n, one in enumerate(rule.each.raw(tree))]
        mine = [(n, one) for n, one in elements if (rule.each_text, n) not in taken and holds(rule, one)]
        taken |= {(rule.each_text, n) for n, _ in mine}
        if mine:
            applied.append(matcher.action(rule, tree, [one for _, one in mine]))
    return tuple(applied)


def asked(rules: list[Rule], request: Request, host: str, path: str) -> Iterator[tuple[Rule, Tree]]:
    """The rules that listen here and take the operation, in order, each with the request as it sees it."""
    for rule in rules:
        route = rule.route
        if request.method in route.methods and route.listens(host):
            for shape in sorted(route.paths, key=rank):
                parts = shape.match(path)
                if parts is not None:
                    tree = decoded(request, path, parts, route)
                    if rule.named(tuple(route.operation.texts(tree)) if route.operation else ()):
                        yield rule, tree


def rank(shape: Template) -> tuple[bool, bool, bool]:
    """The order of several templates of one envelope."""
    return (shape.literal is None, shape.count is None, shape.head is not None)


def holds(rule: Rule, tree: Tree) -> bool:
    """Whether all conditions of a rule hold."""
    return all(when.holds(tree) for when in rule.whens)


def decoded(request: Request, path: str, parts: dict[str, str], route: Route) -> Tree:
    """All roots of a request as one plain object."""
    view = View(request, path)
    body = view.body
    multipart = request.headers.get("content-type", "").startswith("multipart/form-data")
    form = body and body[:1] not in (b"{", b"[")
    tree: Tree = {
        "url": request.url,
        "pathname": path,
        "path": parts,
        "query": fields(urlsplit(request.url).query),
        "header": dict(request.headers),
        "cookie": view["cookie"],
        "form": view["form"] if multipart else fields(body.decode("utf-8", "replace")) if form else None,
        "json": loads(body) if body else None,
        "text": body.decode("utf-8", "replace"),
        "bytes": body,
    }
    for _ in route.lets:  # as often as one can lead to another
        tree |= {name: next(iter(value.raw(tree)), None) for name, value in route.lets.items()}
    return tree


def fields(text: str) -> dict[str, Any]:
    """A query or a form, by the standard library."""
    found: dict[str, list[str]] = {}
    for pair in text.split("&") if text.count("&") < MAX_FIELDS else ():
        if pair:
            name, _, value = pair.partition("=")
            found.setdefault(unquote_plus(name), []).append(unquote_plus(value))
    return {name: all_[:MAX_VALUES] if len(all_) > 1 else all_[0] for name, all_ in found.items()}
