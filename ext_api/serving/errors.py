"""What is answered where there is nothing: without a page, and without repeating what was asked."""

from __future__ import annotations

from flask import Flask, Response
from werkzeug.exceptions import HTTPException, MethodNotAllowed, RequestedRangeNotSatisfiable

from ext_api.serving.headers import MISSING, SECURITY, UNCACHED


def register(app: Flask) -> None:
    """Give an application its empty answers and the headers of all answers."""
    app.register_error_handler(HTTPException, _nothing)
    app.register_error_handler(Exception, _failed)
    app.after_request(_secured)


def _nothing(error: HTTPException) -> Response:
    answer = Response(status=error.code, mimetype="text/plain")
    answer.headers["Cache-Control"] = MISSING if error.code == 404 else UNCACHED
    if isinstance(error, MethodNotAllowed):
        answer.headers["Allow"] = "GET, HEAD"
    if isinstance(error, RequestedRangeNotSatisfiable) and error.length is not None:
        answer.headers["Content-Range"] = f"bytes */{error.length}"
    return answer


def _failed(_: Exception) -> Response:
    """A fault of ours; what it was about is told to nobody."""
    return Response(status=500, mimetype="text/plain", headers={"Cache-Control": UNCACHED})


def _secured(answer: Response) -> Response:
    answer.headers.update(SECURITY)
    return answer
