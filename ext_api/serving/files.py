"""The files: metadata by version, targets by hash, and the timestamp. No other name leads to the disk."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from flask import Blueprint, Response, abort, current_app, send_file

from ext_api.serving.headers import IMMUTABLE, TIMESTAMP

blueprint = Blueprint("files", __name__)

_METADATA: Final = re.compile(r"(?:timestamp|[1-9][0-9]{0,9}\.[a-z][a-z0-9.-]{0,150})\.json")
_TARGET: Final = re.compile(r"(?:[a-z0-9-]{1,60}/){1,5}[0-9a-f]{64}\.[a-z][a-z0-9.-]{0,80}")


@blueprint.get("/metadata/<name>", provide_automatic_options=False)
def metadata(name: str) -> Response:
    """Signed metadata."""
    if not _METADATA.fullmatch(name):
        abort(404)
    return _file(f"metadata/{name}", TIMESTAMP if name == "timestamp.json" else IMMUTABLE)


@blueprint.get("/targets/<path:name>", provide_automatic_options=False)
def target(name: str) -> Response:
    """The content of a target."""
    if not _TARGET.fullmatch(name):
        abort(404)
    return _file(f"targets/{name}", IMMUTABLE)


def _file(name: str, cached: str) -> Response:
    """A file of the public folder, or a part of it; nothing a client could be recognised by later."""
    public: Path = current_app.config["PUBLIC"]
    path = public / name
    if not path.is_file() or not path.resolve().is_relative_to(public):
        abort(404)
    kind = "application/json" if name.endswith(".json") else "application/octet-stream"
    answer = send_file(path, mimetype=kind, conditional=True, etag=False)
    answer.headers.pop("Last-Modified", None)
    answer.headers.pop("Content-Disposition", None)
    answer.headers["Cache-Control"] = cached
    return answer
