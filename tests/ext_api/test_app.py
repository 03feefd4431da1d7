"""The application's factory."""

from __future__ import annotations

from pathlib import Path

from flask.testing import FlaskClient

from ext_api.app import create_app


def content(client: FlaskClient, path: str) -> bytes:
    """What is answered."""
    with client.get(path) as answer:
        return answer.data


def test_each_application_has_its_own_folder(tmp_path: Path) -> None:
    """Two of them in one process serve two publications, and a change on disk is served at once."""
    for name in ("a", "b"):
        (tmp_path / name / "metadata").mkdir(parents=True)
        (tmp_path / name / "metadata" / "1.root.json").write_text(name)
    first, second = (create_app(tmp_path / name).test_client() for name in ("a", "b"))
    assert content(first, "/metadata/1.root.json") == b"a"
    assert content(second, "/metadata/1.root.json") == b"b"
    (tmp_path / "a" / "metadata" / "2.root.json").write_text("new")
    assert content(first, "/metadata/2.root.json") == b"new"


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    """Even a link in the public folder leads to nothing outside of it."""
    (tmp_path / "public" / "metadata").mkdir(parents=True)
    (tmp_path / "secret").write_text("secret")
    (tmp_path / "public" / "metadata" / "1.root.json").symlink_to(tmp_path / "secret")
    assert create_app(tmp_path / "public").test_client().get("/metadata/1.root.json").status_code == 404


def test_no_session_is_possible(tmp_path: Path) -> None:
    """The application has no secret to sign a cookie with, and serves no folder of its own."""
    app = create_app(tmp_path)
    assert app.secret_key is None
    assert not app.has_static_folder
