"""Why nothing was seen in a request or a response: what `jari-rules explain` tells whoever misses a tap.

Nothing is decided here. Each reason is the key of a text in the section ``explain`` of the messages.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from rules.bounds import MAX_REQUEST_BODY
from rules.condition import Condition
from rules.engine import legible
from rules.model import Request, Response
from rules.routes import NO_ACTION_METHODS, Route, Rule
from rules.sites import Site, Sites
from rules.view import View, elements

_NO_TYPES = frozenset({"", "x-unknown", "application/octet-stream"})
"""What recordings say of a type that nobody told them."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: the key of its text, and what fills it."""

    key: str
    values: dict[str, object] = field(default_factory=dict)


def unread(response: Response, further: frozenset[str] = frozenset()) -> Reason | None:
    """Why a response isn't read, for its status or its type; what a recording doesn't tell is no reason.

    ``further`` are types that its platform reads beside those that are read everywhere.
    """
    known = response.content_type.strip().lower() not in _NO_TYPES
    kind = response.content_type if known else "application/json"
    status = response.status or 200
    if legible(status, kind, further):
        return None
    if legible(status, "application/json"):
        return Reason("type", {"type": response.content_type})
    return Reason("status", {"status": response.status})


def why_nothing(sites: Sites, request: Request, response: Response | None) -> list[Reason]:
    """Why an exchange is no action and taught nothing."""
    found = sites.of(request.url)
    if found is None:
        return [Reason("host", {"host": _host(request.url)})]
    site, host, path = found
    reasons = [_no_action(site, request, host, path)]
    if response is not None or request.method == "GET":  # few answers to a POST teach anything
        reasons.append(_nothing_learned(site, path, response))
    return reasons


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or "?"
    except ValueError:
        return "?"


def _no_action(site: Site, request: Request, host: str, path: str) -> Reason:
    """Why a request is no action: the reason that came nearest to one."""
    if request.method in NO_ACTION_METHODS:
        return Reason("method", {"method": request.method})
    if len(request.body) > MAX_REQUEST_BODY:
        return Reason("large", {"limit": MAX_REQUEST_BODY})
    sent: dict[str, object] = {}
    reasons: list[Reason] = []
    for route, parts in site.matcher.routes(request.method, host, path):
        view = View(request, path, parts, route.lets, sent)
        reasons += _by_route(site.id, route, view)
    order = ("never", "body", "condition", "elements", "operation", "nameless")
    reasons.sort(key=lambda one: order.index(one.key))
    return next(iter(reasons), Reason("path", {"method": request.method, "platform": site.name}))


def _by_route(platform: str, route: Route, view: View) -> Iterator[Reason]:
    names = route.names(view)
    taking = route.taking(names)
    for rule in taking.never:
        if all(when.holds(view) for when in rule.whens):
            yield Reason("never", {"why": rule.why})
    if view.request.body and not view.body:
        yield Reason("body")
    for rule in taking.rules:
        failed = _failed(rule, view)
        if failed is not None:
            yield Reason("condition", {"rule": f"{platform}.{rule.name}", "field": failed.text})
        elif rule.each is not None:
            yield Reason("elements", {"rule": f"{platform}.{rule.name}"})
    if not taking.rules and names:
        yield Reason("operation", {"operation": ", ".join(names)})
    elif not taking.rules and route.operation:
        yield Reason("nameless")


def _failed(rule: Rule, view: View) -> Condition | None:
    """The condition that kept a rule from applying; None where there was no element to apply to."""
    roots = [view] if rule.each is None else elements(view, rule.each, {})
    return next((when for root in roots for when in rule.whens if not when.holds(root)), None)


def _nothing_learned(site: Site, path: str, response: Response | None) -> Reason:
    """Why a response taught nothing."""
    if response is None:
        return Reason("no_response")
    if not site.learner.shapes:
        return Reason("no_shapes", {"platform": site.name})
    if not site.learner.readable(path):
        return Reason("private")
    not_read = unread(response, site.learner.reader.types)
    if not_read is not None:
        return not_read
    documents = sum(1 for _ in site.learner.reader.read(response.body, response.content_type))
    return Reason("no_shape", {"documents": documents}) if documents else Reason("no_documents")
