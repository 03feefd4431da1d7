"""The service: an application that serves one folder of public files, and knows nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask

from ext_api.serving import errors, files, guard, health


def create_app(public: Path, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> Flask:
    """An application over the folder with ``metadata`` and ``targets`` in it.

    It opens nothing outside of that folder, sets no cookie, reads no query, and keeps no log.
    """
    app = Flask("ext_api", static_folder=None, template_folder=None)
    app.config.update(PUBLIC=public.resolve(), CLOCK=clock)
    app.url_map.merge_slashes = False  # a name with two slashes is another name, not one to be redirected
    app.register_blueprint(files.blueprint)
    app.register_blueprint(health.blueprint)
    errors.register(app)
    app.wsgi_app = guard.Guard(app.wsgi_app)  # type: ignore[assignment,method-assign]  # as Flask says to do
    return app
