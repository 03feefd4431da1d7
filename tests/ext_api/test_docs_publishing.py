"""Every command of docs/keys.md and docs/serving.md exists, and those of the ceremony do what the page
says.
"""

from __future__ import annotations

import argparse
import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from ext_api import cli
from ext_api.importing import load_folder
from ext_api.publishing import Content, Expiries, KeyRing, Repository, publish
from ext_api.publishing.parts import role_of
from ext_api.serving import headers, health
from ext_api.store import open_store
from tests.support.election import SHIPPED
from tests.support.publisher import PHRASE, ask, demo, fewer, ruleset

ROOT = Path(__file__).parents[2]
KEYS = (ROOT / "docs" / "keys.md").read_text("utf-8")
SERVING = (ROOT / "docs" / "serving.md").read_text("utf-8")
SECTIONS = dict(re.findall(r"^## (.+)\n((?:(?!## ).*\n?)*)", KEYS, re.MULTILINE))


def commands(text: str) -> list[str]:
    """The lines of `jari-api` in the code of a text."""
    blocks = re.findall(r"^ *```sh\n(.*?)^ *```$", text, re.DOTALL | re.MULTILINE)
    lines = (line for block in blocks for line in re.sub(r"\\\n\s*", "", block).splitlines())
    return [line.strip() for line in lines if "jari-api" in line.split()[:1]]


def actions(parser: argparse.ArgumentParser, name: str = "") -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Every command of a parser by its name."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for word, child in action.choices.items():
                yield from actions(child, f"{name} {word}".strip())
            return
    yield name, parser


PUBLISHING = {
    name: parser
    for name, parser in actions(cli.parser())
    if name.partition(" ")[0] != "registry" and name.partition(" ")[0] in (
        "keys", "publish", "refresh", "consent", "delegate", "accept", "serve", "quickstart",
    )
}  # fmt: skip


REGISTRY = (ROOT / "docs" / "registry.md").read_text("utf-8")
README = re.sub(r"\\\n\s*", "", (ROOT / "README.md").read_text("utf-8"))
OFFICE = [line.partition(" #")[0].strip() for line in README.splitlines() if line.startswith("    jari-api ")]


@pytest.mark.parametrize("command", [*commands(KEYS), *commands(SERVING), *OFFICE])
def test_every_documented_command_exists(command: str) -> None:
    """What a page shows, the parser takes."""
    cli.parser().parse_args(shlex.split(command)[1:])


@pytest.mark.parametrize("name", sorted(PUBLISHING))
def test_every_command_is_documented(name: str) -> None:
    """Each command that signs or serves stands on one of the two pages."""
    assert f"jari-api {name}" in KEYS + SERVING


@pytest.mark.parametrize("name", sorted(PUBLISHING))
def test_every_option_says_what_it_does(name: str) -> None:
    """No option is without its help."""
    assert all(action.help for action in PUBLISHING[name]._actions)


def test_the_lifetimes_are_those_of_the_code() -> None:
    """The table of keys tells the lifetimes that signatures get."""
    table = dict(re.findall(r"^\| `([a-z-]+[0-9]?)`[^|]*\|[^|]*\|[^|]*\| (\d+) days \|", KEYS, re.MULTILINE))
    assert {role.rstrip("-1"): int(days) for role, days in table.items()} == {
        role: Expiries().of(role).days
        for role in ("root", "targets", "rules", "registry", "snapshot", "timestamp")
    }
    told = (f"good for {Expiries().timestamp} days", f"less than {Expiries().renew_timestamp} days left")
    assert all(one in SERVING for one in told)
    assert f"less than {Expiries().renew_snapshot} of its {Expiries().snapshot}" in " ".join(SERVING.split())
    assert f"last {Expiries().publications} publications" in SERVING
    assert f"less than {health.SOON.days} days left" in SERVING


def test_the_cache_headers_are_those_of_the_code() -> None:
    """The table of paths and nginx's configuration tell the headers that the service sends."""
    nginx = (ROOT / "deploy" / "nginx.conf").read_text()
    for header in (headers.TIMESTAMP, headers.IMMUTABLE, headers.MISSING):
        assert f"`{header}`" in SERVING
        assert f'"{header}"' in nginx
    assert all(name in nginx for name in headers.SECURITY)


def test_the_units_run_commands_that_exist() -> None:
    """What systemd starts, the parser takes."""
    units = sorted((ROOT / "deploy" / "systemd").glob("*.service"))
    assert len(units) == 2
    for unit in units:
        (line,) = re.findall(r"^ExecStart=(.*)$", unit.read_text(), re.MULTILINE)
        program, *arguments = shlex.split(line)
        assert Path(program).name == "jari-api"
        cli.parser().parse_args(arguments)


def test_the_page_makes_all_that_the_units_need() -> None:
    """The program's folder, the publisher's and its account are made by commands of the page, under the names
    that units, nginx and all examples have.
    """
    made = SERVING.partition("## The machine")[2].partition("\n## ")[0]
    units = "".join(unit.read_text() for unit in sorted((ROOT / "deploy" / "systemd").glob("*.service")))
    (program,) = set(re.findall(r"^ExecStart=(\S+)/bin/jari-api ", units, re.MULTILINE))
    (account,) = set(re.findall(r"^User=(\S+)$", units, re.MULTILINE))
    (folder,) = set(re.findall(r"^ReadWritePaths=(\S+)$", units, re.MULTILINE))
    assert f"python3 -m venv {program}\n" in made
    assert re.search(rf"^useradd .* {account}$", made, re.MULTILINE)
    assert re.search(rf"^install -d -o {account} .* {folder}$", made, re.MULTILINE)
    assert f"--public {folder}/public " in units
    assert f"root {folder}/public;" in (ROOT / "deploy" / "nginx.conf").read_text()
    named = [line for line in commands(KEYS + SERVING) if "--folder " in line and "jatim" not in line]
    assert {re.findall(r"--folder (\S+)", line)[0] for line in named} == {folder}


@pytest.mark.parametrize("name", sorted(PUBLISHING))
def test_every_option_is_documented(name: str) -> None:
    """An option that nobody reads of is nobody's."""
    words = {word for action in PUBLISHING[name]._actions for word in action.option_strings[-1:]}
    hidden = {
        action.option_strings[-1] for action in PUBLISHING[name]._actions if action.help == argparse.SUPPRESS
    }
    pages = f"{KEYS}{SERVING}{REGISTRY}"
    assert sorted(word for word in words - hidden - {"--help"} if word not in pages) == []


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with a database of the made-up campaign, and nothing signed yet."""
    monkeypatch.setenv("JARI_PASSPHRASE", PHRASE)
    monkeypatch.setenv("JARI_DATABASE", str(tmp_path / "registry.sqlite3"))
    monkeypatch.chdir(tmp_path)
    with open_store() as store:
        store.load_contests(ruleset()["contests"], by="test", why="test")
        load_folder(store, SHIPPED / "campaigns" / "demo", by="test", why="test", reviewed=True)
    for name in ("stick", "new", "one", "two", "three", "office", "carry", "jatim"):
        (tmp_path / "media" / name).mkdir(parents=True)
    return tmp_path


def run(machine: Path, line: str) -> None:
    """Run a documented command on this machine."""
    line = line.replace("/srv/", f"{machine}/srv/").replace("/media/", f"{machine}/media/")
    assert cli.main(shlex.split(line)[1:]) == 0, line


def small(machine: Path) -> Repository:
    """What a small office has after its first publication."""
    for line in commands(SECTIONS["A small office"])[:2]:
        run(machine, line)
    return Repository(machine / "srv" / "publisher")


def ring(machine: Path) -> KeyRing:
    """Every offline key of the machine."""
    return KeyRing([path for path in (machine / "media").iterdir() if path.is_dir()], ask)


def test_the_ceremony_of_a_small_office(machine: Path) -> None:
    """Each command of the section runs as it stands."""
    for line in commands(SECTIONS["A small office"]):
        run(machine, line)
    repository = Repository(machine / "srv" / "publisher")
    assert repository.root().signed.version == 2
    assert not list((machine / "srv").rglob("root*.pem"))


def test_the_ceremony_of_a_large_office(machine: Path) -> None:
    """Each command of the section runs as it stands; the parcels hold no key."""
    for line in commands(SECTIONS["A large office"]):
        run(machine, line)
    assert not list((machine / "media" / "carry").rglob("*.pem"))
    repository = Repository(machine / "srv" / "publisher")
    assert repository.root().signed.version == 2
    published = repository.current("registry")
    assert published
    assert published.signed.targets["registry/id/keys"].custom["sequence"] == 1


def test_the_ceremony_of_a_province(machine: Path) -> None:
    """Each command of the section runs as it stands, until the delegation is taken back."""
    repository = small(machine)
    lines = commands(SECTIONS["A province or an agency with its own part"])
    for line in lines[:-1]:
        run(machine, line)
        for public in (machine / "media" / "jatim").glob("*.pub"):
            shutil.copy(public, machine)
    assert repository.current(role_of("id/jatim"))
    assert repository.work.joinpath("publications", "2.json").exists(), "the centre noted what it accepted"
    run(machine, lines[-1])
    assert role_of("id/jatim") not in repository.delegations()


def test_the_commands_of_a_jump(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A jump is published with consent, or consented to later."""
    repository = small(machine)
    monkeypatch.setattr(Expiries, "is_jump", lambda _self, changed, _keys: changed > 5)
    for line in commands(SECTIONS["When the registry jumps"]):
        if line.startswith("jari-api publish"):
            publish(repository, ring(machine), Content.of(None, {"id": fewer(10)}), jump="wait")
        run(machine, line)
    published = repository.current("registry")
    assert published
    assert published.signed.targets["registry/id/keys"].custom["sequence"] == 5


def test_the_command_that_rolls_back(machine: Path) -> None:
    """A former publication comes back under new numbers."""
    repository = small(machine)
    publish(repository, ring(machine), Content.of(None, {"id": fewer(10)}), jump="wait")
    for line in commands(SECTIONS["When a publication was wrong"]):
        run(machine, line)
    published = repository.current("registry")
    assert published
    assert published.signed.targets["registry/id/keys"].custom["sequence"] == 3


@pytest.mark.parametrize("section", ["A key is to be replaced in good order", "A key is lost or stolen"])
def test_the_commands_that_replace_keys(machine: Path, section: str) -> None:
    """Each command of the section runs as it stands, one after the other, and publishing goes on."""
    repository = small(machine)
    for line in commands(SECTIONS[section]):
        if "--parcel" in line:
            shutil.copy(repository.online / "timestamp-2.pub", machine)
        run(machine, line)
    publish(repository, ring(machine), Content.of(None, {"id": demo()}), jump="wait")
    assert repository.refresh(force=True) == ["snapshot", "timestamp"]
