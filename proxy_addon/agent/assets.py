"""What the proxy puts before people: the script for pages it serves, and its own full pages.

The scripts are plain files that stand in git as they are served; here they are only read and joined.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment

from proxy_addon.page.inject import fit

HERE: Final = Path(__file__).parent
DIALOG: Final = HERE.parents[1] / "extension" / "content"

SCRIPTS: Final = (
    DIALOG / "natives.js",
    DIALOG / "dialog_style.js",
    DIALOG / "dialog_pen.js",
    DIALOG / "dialog_view.js",
    DIALOG / "dialog_stage.js",
    DIALOG / "dialog.js",
    HERE / "popup.js",
    HERE / "agent.js",
)
"""In this order they make one script; the extension lists the dialog's part in its manifest."""

FRAMED: Final = (*SCRIPTS[:6], HERE / "sight.js", HERE / "frame.js")
"""The script of the frame in which a person decides: the same dialog, and what watches over it."""

_BREAKS_OUT: Final = re.compile(r"</script|<script|<!--", re.IGNORECASE)
_NOT_NEEDED: Final = re.compile(r"/\*\*.*?\*/|^[ \t]*//[^\n]*|^[ \t]+|^\n", re.MULTILINE | re.DOTALL)
"""Doc comments, comment lines, indentation, empty lines. Template strings hold style, where none matters."""

_ICONS: Final = re.compile(r"^const DIALOG_ICONS = (\{.*?^\});", re.MULTILINE | re.DOTALL)
_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{1,128}")


class UnsafeAsset(ValueError):
    """A file or value that cannot stand inside a page."""


def agent_script(token: str) -> bytes:
    """One self-contained inline script: the dialog and the agent in one closure, which alone knows ``token``.

    Raises:
        UnsafeAsset: the token holds more than letters, digits, ``-`` and ``_``.
    """
    if not _TOKEN.fullmatch(token):
        raise UnsafeAsset("token")
    return b'(()=>{"use strict";try{\n' + _scripts() + b'runAgent("' + token.encode() + b'");\n}catch{}})();'


def warning_page(
    warning: Mapping[str, Any], *, form_action: str, field: str, token: str, back: str
) -> tuple[bytes, str]:
    """The page before a navigation that is an action, and its content security policy.

    Both buttons post to ``form_action``: the one-time ``token`` under the name ``field``, and ``decision``
    (``cancel`` or ``proceed``). ``back`` is where to go when time has run out; it may be empty.
    """
    return _page(warning, "page", form_action=form_action, field=field, token=token, back=back)


def notice_page(
    warning: Mapping[str, Any], *, back: str, form_action: str = "", field: str = "", token: str = ""
) -> tuple[bytes, str]:
    """The page that tells of something held while no dialog could be shown, and its content security policy.

    ``back`` leads on to where the person was going. With a ``form_action`` it asks for the decision, too.
    """
    return _page(warning, "notice", form_action=form_action, field=field, token=token, back=back)


def frame_page(warning: Mapping[str, Any], hold: str, secret: str) -> tuple[bytes, str]:
    """The warning about ``hold`` as a document for a frame, and its content security policy.

    Who has the ``secret`` decides; nothing but this document's own script ever has it.
    """
    # No byte of it can end the element it stands in.
    told = json.dumps({"warning": warning, "hold": hold, "secret": secret}).replace("<", "\\u003c")
    body = _frame_template().render(
        lang=warning["lang"], title=warning["heading"], told=told, script=_frame_script()
    )
    return body.encode(), _frame_policy()


@cache
def _frame_policy() -> str:
    """Nothing but our own script, by hash, and its answer to us. A link in it opens like any other."""
    return (
        f"default-src 'none'; script-src '{_hash(_frame_script())}'; connect-src 'self'; "
        "form-action 'none'; base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'; "
        "sandbox allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox"
    )


@cache
def _frame_script() -> str:
    return '(()=>{"use strict";\n' + "".join(map(_plain, FRAMED)) + "runFrame();\n})();"


@cache
def _frame_template() -> Any:
    return Environment(autoescape=True, trim_blocks=True).from_string(
        (HERE / "frame.html").read_text("utf-8")
    )


def _page(warning: Mapping[str, Any], kind: str, *, back: str, **form: str) -> tuple[bytes, str]:
    """Fill the page. Its texts are those of the dialog where ``warning[kind]`` has none of its own."""
    ui = {**warning["ui"], **warning.get(kind, {})}
    title = ui.get("title", warning["heading"])
    body = _template().render(
        warning={key: value for key, value in warning.items() if key != "ui"},
        ui=ui,
        heading=title if kind == "notice" else warning["heading"],
        title=title,
        lead=ui.get("lead") or ui.get("text"),
        back=back if _is_web(back) or re.match(r"/(?!/)", back) else "",
        icons=_icons(),
        style=_style(),
        script=_page_script(),
        **form,
    )
    return body.encode(), _policy()


@cache
def _policy() -> str:
    """Nothing but our own style and script, by hash. A post may lead on to another host of the site."""
    return (
        f"default-src 'none'; style-src '{_hash(_style())}'; script-src '{_hash(_page_script())}'; "
        "form-action 'self' https:; base-uri 'none'; frame-ancestors 'none'"
    )


@cache
def _scripts() -> bytes:
    """The files in order, without their comments: they travel with every page."""
    joined = "".join(_plain(path) for path in SCRIPTS)
    return fit(joined.encode())


@cache
def _page_script() -> str:
    return _plain(HERE / "page.js")


@cache
def _style() -> str:
    """The look of the dialog, read out of the script that carries it."""
    parts = _plain(DIALOG / "dialog_style.js").split("`")
    if len(parts) != 3:
        raise UnsafeAsset("dialog_style.js: one template string is expected")
    return parts[1].replace("\\\\", "\\")


@cache
def _icons() -> dict[str, list[str]]:
    """The drawings of the dialog, read out of the script that carries them."""
    found = _ICONS.search(_plain(DIALOG / "dialog_pen.js"))
    if not found:
        raise UnsafeAsset("dialog_pen.js: no icons")
    icons: dict[str, list[str]] = json.loads(found[1])
    return icons


@cache
def _template() -> Any:
    environment = Environment(autoescape=True, trim_blocks=True)
    environment.filters["is_web"] = _is_web
    return environment.from_string((HERE / "page.html").read_text("utf-8"))


def _plain(path: Path) -> str:
    """A script without its comment lines, fit to stand between script tags."""
    text = path.read_text("utf-8")
    # Twice: a comment that is gone leaves an empty line.
    text = _NOT_NEEDED.sub("", _NOT_NEEDED.sub("", text))
    if _BREAKS_OUT.search(text):
        raise UnsafeAsset(path.name)
    return text


def _is_web(link: str) -> bool:
    return link.startswith(("https://", "http://"))


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return "sha256-" + base64.b64encode(digest).decode()
