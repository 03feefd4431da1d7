"""The commands that publish, as a person runs them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ext_api import cli
from ext_api.publishing import Expiries
from ext_api.store import open_store
from tests.support.election import SHIPPED
from tests.support.publisher import PHRASE, Publisher

DEMO = SHIPPED / "campaigns" / "demo"


@pytest.fixture
def publisher(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Publisher:
    """A publisher with keys, whose passphrase is in the environment, and an empty database."""
    monkeypatch.setenv("JARI_PASSPHRASE", PHRASE)
    monkeypatch.setenv("JARI_DATABASE", str(tmp_path / "registry.sqlite3"))
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    open_store().close()
    return Publisher(tmp_path)


def run(publisher: Publisher, command: str, *more: str, code: int = 0) -> None:
    """Run a command on the publisher's folder; those that sign get its keys."""
    keys = [] if command in ("refresh", "accept") else ["--keys", str(publisher.keys)]
    assert cli.main([command, *more, "--folder", str(publisher.repository.folder), *keys]) == code


def shorter(tmp_path: Path, rows: int) -> str:
    """The made-up campaign with some of its accounts only."""
    lines = (DEMO / "accounts.csv").read_text("utf-8").splitlines(keepends=True)
    (tmp_path / "accounts.csv").write_text("".join(lines[: rows + 1]), "utf-8")
    return str(tmp_path / "accounts.csv")


def test_a_publication_is_told_in_numbers(publisher: Publisher, capsys: pytest.CaptureFixture[str]) -> None:
    """Its number, the rules' version, and how many accounts; again, that nothing changed."""
    run(publisher, "publish", "--campaign", str(DEMO))
    first = capsys.readouterr().out
    assert "Publication 1" in first
    assert "30 accounts" in first
    run(publisher, "publish", "--campaign", str(DEMO))
    again = capsys.readouterr().out
    assert "still number 1" in again
    assert "Nothing is new: publication 1," in again
    assert "\nPublication" not in f"\n{again}", "it is not told as one that was made just now"


def test_a_former_publication_that_is_in_force_is_not_made_again(
    publisher: Publisher, capsys: pytest.CaptureFixture[str]
) -> None:
    """Rolling back to what is published already changes nothing, and says so."""
    run(publisher, "publish", "--campaign", str(DEMO))
    capsys.readouterr()
    run(publisher, "publish", "--rollback", "1")
    said = capsys.readouterr().out
    assert "Nothing is new" in said
    assert "published again" not in said


def test_a_day_without_news_writes_no_parcel(
    publisher: Publisher, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What the centre would refuse is not written, and nobody is told to carry it."""
    shutil.copytree(publisher.public, tmp_path / "office" / "public")
    office = ["--folder", str(tmp_path / "office"), "--keys", str(publisher.keys)]
    publish = ["publish", *office, "--campaign", str(DEMO), "--only", "registry"]
    assert cli.main([*publish, "--parcel", str(tmp_path / "first")]) == 0
    run(publisher, "accept", str(tmp_path / "first"))
    capsys.readouterr()
    assert cli.main([*publish, "--parcel", str(tmp_path / "second")]) == 0
    said = capsys.readouterr().out
    assert "no parcel was written" in said
    assert "jari-api accept" not in said
    assert not (tmp_path / "second").exists()
    few = ["--campaign", shorter(tmp_path, 10), "--only", "registry", "--parcel", str(tmp_path / "third")]
    assert cli.main(["publish", *office, *few, "--without-consent"]) == 0
    run(publisher, "accept", str(tmp_path / "third"))


def test_a_publication_is_noted_in_the_database(publisher: Publisher) -> None:
    """Who published which state, and why."""
    run(publisher, "publish", "--by", "Sari", "--why", "first day")
    with open_store() as store:
        (noted,) = store.publications()
    assert (noted.part, noted.sequence, noted.by, noted.why) == ("id", 1, "Sari", "first day")
    published = publisher.repository.current("registry")
    assert published
    assert published.signed.targets["registry/id/keys"].custom["state"] == noted.state


def test_a_jump_stops_until_somebody_says_it_is_right(
    publisher: Publisher, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Refused with how many keys change and what to do; published without consent it waits; consented, it
    doesn't.
    """
    monkeypatch.setattr(Expiries, "is_jump", lambda _self, changed, _keys: changed > 5)
    run(publisher, "publish", "--campaign", str(DEMO))
    capsys.readouterr()
    few = shorter(tmp_path, 10)
    run(publisher, "publish", "--campaign", few, code=1)
    said = capsys.readouterr().err
    assert "--consent" in said
    assert "of 52 keys" in said
    run(publisher, "publish", "--campaign", few, "--only", "registry", "--without-consent")
    assert "jari-api consent id" in capsys.readouterr().out
    run(publisher, "consent", "id/jatim", code=1)
    run(publisher, "consent")
    assert "Consented: id" in capsys.readouterr().out
    run(publisher, "consent")
    assert "Nothing waits" in capsys.readouterr().out


def test_only_one_role_can_be_signed(publisher: Publisher) -> None:
    """`--only` leaves the other role as it was."""
    before = publisher.repository.current("rules")
    run(publisher, "publish", "--campaign", str(DEMO), "--only", "registry")
    assert publisher.repository.current("rules") == before
    registry = publisher.repository.current("registry")
    run(publisher, "publish", "--campaign", str(DEMO), "--only", "rules")
    assert publisher.repository.current("registry") == registry
    assert publisher.repository.current("rules") != before


def test_bad_rules_are_not_published(
    publisher: Publisher, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A mistake in the rules is told with its file, and nothing changes."""
    before = sorted(publisher.repository.public.files())
    (tmp_path / "rules").mkdir()
    run(publisher, "publish", "--campaign", str(DEMO), "--rules", str(tmp_path / "rules"), code=1)
    assert capsys.readouterr().err
    assert sorted(publisher.repository.public.files()) == before


def test_the_wrong_names_are_refused(publisher: Publisher, capsys: pytest.CaptureFixture[str]) -> None:
    """A part that is none, the country as a part, a key that is none, a publication that isn't kept."""
    run(publisher, "publish", "--part", "Jatim", "--campaign", str(DEMO), code=1)
    run(publisher, "delegate", "id", "--remove", code=1)
    run(publisher, "delegate", "id/jatim", "--remove", code=1)
    run(publisher, "delegate", "id/jatim", "--key", str(publisher.keys / "rules.pem"), code=1)
    run(publisher, "publish", "--rollback", "9", code=1)
    run(publisher, "accept", str(publisher.keys), code=1)
    assert capsys.readouterr().err.count("\n") == 6


def test_refresh_says_what_it_did(publisher: Publisher, capsys: pytest.CaptureFixture[str]) -> None:
    """What it signed and until when, or that nothing was due."""
    run(publisher, "refresh")
    assert "Not due" in capsys.readouterr().out
    run(publisher, "refresh", "--force")
    assert "snapshot, timestamp" in capsys.readouterr().out


def test_a_database_that_is_not_there_is_not_published(
    publisher: Publisher, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A slip in its name empties no list."""
    before = sorted(publisher.repository.public.files())
    run(publisher, "publish", "--database", str(tmp_path / "slip.sqlite3"), code=1)
    assert "there is no registry here" in capsys.readouterr().err
    assert sorted(publisher.repository.public.files()) == before
    assert not (tmp_path / "slip.sqlite3").exists()
