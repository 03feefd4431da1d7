"""HTML pages and files that every face shares."""

from __future__ import annotations

import re
import secrets
from html import escape
from http import HTTPStatus
from pathlib import Path
from string import Template

from demo import csp
from demo.answer import NO_STORE, Answer, Headers, PlainForm, Visit

HERE = Path(__file__).parent
TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
PLAIN_PAGES = {"/mulai": "start.html", "/_demo/frame": "frame.html"}
ERROR = re.compile(r"/galat/([45]\d\d)")
LATER = "<!--later-->"
NONCE = "%nonce%"


def shared(visit: Visit) -> Answer | None:
    """The answer to what is the same on every face: files, the start page, the plain page, error pages."""
    path = visit.path
    if path in PLAIN_PAGES:
        return page(visit, PLAIN_PAGES[path])
    if path == "/nojs":
        return page(visit, "nojs.html", forms="\n".join(map(_form, visit.face.forms())))
    if path == "/sw.js" or path.startswith("/_demo/"):
        return _file(path.rpartition("/")[2], visit.options.kept)
    if match := ERROR.fullmatch(path):
        return error_page(visit, int(match[1]))
    return None


def page(visit: Visit, template: str = "shell.html", status: int = 200, **holes: str) -> Answer:
    """A page made from a template, with the policy the visit asks for.

    ``holes`` are HTML, in which ``NONCE`` stands for the page's own.
    """
    nonce, kind, domain = secrets.token_urlsafe(12), visit.options.csp or visit.face.csp, visit.face.domain
    known = {"nonce": nonce, "meta": csp.meta(kind, nonce, domain), "face": visit.face.name, "data": ""}
    filled = known | {name: html.replace(NONCE, nonce) for name, html in holes.items()}
    text = Template((HERE / "templates" / template).read_text("utf-8")).substitute(filled)
    lasting = visit.options.pages_kept
    headers: Headers = [
        ("content-type", "text/html; charset=utf-8"),
        ("cache-control", f"max-age={lasting}") if lasting else NO_STORE,
    ]
    if policy := csp.header(kind, nonce, domain):
        headers.append(("content-security-policy", policy))
    first, _, rest = text.partition(LATER)
    parts = [(0.0, first.encode()), (visit.options.slow, rest.encode())]
    return Answer(status, headers, parts if rest else parts[:1])


def error_page(visit: Visit, status: int) -> Answer:
    """An error page in HTML."""
    known = status in {code.value for code in HTTPStatus}
    return page(
        visit, "error.html", status, code=str(status), phrase=HTTPStatus(status).phrase if known else ""
    )


def script_json(text: str) -> str:
    """JSON text as it may stand inside a script element."""
    return text.replace("<", "\\u003c")


def _form(form: PlainForm) -> str:
    if form.link:
        return f'<p><a href="{escape(form.action)}" data-testid="nojs-link">{escape(form.label)}</a></p>'
    fields = "".join(f'<input type="hidden" name="{escape(k)}" value="{escape(v)}">' for k, v in form.fields)
    return (
        f'<form method="post" action="{escape(form.action)}">{fields}'
        f'<button data-testid="nojs-act">{escape(form.label)}</button></form>'
    )


def _file(name: str, kept: int) -> Answer:
    path = HERE / "static" / name
    if not re.fullmatch(r"[\w-]+\.(?:js|css|svg)", name) or not path.is_file():
        return Answer(404, [("content-type", "text/plain")], [(0.0, b"not found")])
    headers: Headers = [
        ("content-type", f"{TYPES[path.suffix]}; charset=utf-8"),
        ("cache-control", f"max-age={kept}"),
    ]
    return Answer(200, headers, [(0.0, path.read_bytes())])
