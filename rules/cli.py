"""`jari-rules`: check rules, explain a recording, compile a ruleset."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rules import har
from rules.compile import SHIPPED, campaigns, load_ruleset, registry, ruleset
from rules.engine import Engine
from rules.explain import as_json, as_text, explain
from rules.findings import BadData, Finding
from rules.load import load_platforms
from rules.model import AUDIENCES, Settings
from rules.phrases import FALLBACK, Phrases
from rules.registry import Registry


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. 0: all is well; 1: something is wrong with the data; 2: with the call."""
    options = _parser().parse_args(arguments)
    try:
        code: int = options.run(options)
    except BadData as error:
        _say(error.findings)
        code = 1
    except BrokenPipeError:
        sys.stderr.close()
        code = 0
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="jari-rules", description="Check, explain and compile the rules.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    check = commands.add_parser("check", help="find every mistake in rules, texts, contests and registries")
    check.add_argument(
        "path",
        nargs="?",
        type=Path,
        default=SHIPPED,
        help="a rules folder, a folder of platform files, or one platform file",
    )
    check.set_defaults(run=_check)
    explained = commands.add_parser("explain", help="say what the engine sees in a HAR")
    explained.add_argument("har", type=Path, help="a HAR file as browsers export it")
    explained.add_argument(
        "--rules", type=Path, default=SHIPPED, help="the rules folder (default: the shipped one)"
    )
    explained.add_argument(
        "--registry",
        type=Path,
        action="append",
        help="a CSV of accounts, or a campaign folder (default: the shipped campaigns)",
    )
    explained.add_argument("--at", type=_moment, help="the moment to judge at, ISO 8601 (default: now)")
    explained.add_argument(
        "--audience", choices=AUDIENCES, default="asn", help="whom to judge for (default: asn)"
    )
    explained.add_argument("--json", action="store_true", help="one JSON object a line")
    explained.set_defaults(run=_explain)
    compiled = commands.add_parser("compile", help="write the compiled ruleset as JSON")
    compiled.add_argument(
        "--rules", type=Path, default=SHIPPED, help="the rules folder (default: the shipped one)"
    )
    compiled.add_argument("--out", type=Path, help="where to write it (default: standard output)")
    compiled.set_defaults(run=_compile)
    return parser


def _moment(text: str) -> datetime:
    """An ISO time; without a zone it is UTC."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text}: expected a time such as 2027-01-31T08:00") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _check(options: argparse.Namespace) -> int:
    findings = _findings(options.path)
    _say(findings)
    errors = sum(finding.severity == "error" for finding in findings)
    print(f"{options.path}: errors: {errors}, warnings: {len(findings) - errors}", file=sys.stderr)
    return 1 if errors else 0


def _findings(path: Path) -> list[Finding]:
    """Everything wrong with a rules folder, a folder of platforms, or one platform file."""
    if not path.exists():
        return [Finding(str(path), 0, "", "is not there")]
    if path.is_file() and path.suffix != ".yaml":
        return [Finding(str(path), 0, "", "is not read: the name of a file of rules ends in .yaml")]
    if path.is_file() or not (path / "platforms").is_dir():
        folder = path.parent if path.is_file() else path
        folder = folder.parent if folder.name == "shared" else folder  # with the platforms that use it
        platforms, findings = load_platforms(folder)
        if not platforms and not findings:
            findings = [Finding(str(path), 0, "", "holds no platform")]
        return [one for one in findings if path.is_dir() or Path(one.file).name == path.name]
    compiled, findings = load_ruleset(path)
    return [*findings, *registry(campaigns(path), compiled)[1]]


def _explain(options: argparse.Namespace) -> int:
    compiled = _compiled(options.rules)
    records, findings = registry(options.registry or campaigns(options.rules), compiled)
    errors = [finding for finding in findings if finding.severity == "error"]
    if errors:
        raise BadData(errors)
    _say([finding for finding in findings if options.registry])
    engine = Engine(compiled, records, Settings(audience=options.audience), assume_open=True)
    _warn_unknown(records, engine)
    phrases = Phrases(compiled, _language(os.environ))
    for seen in explain(engine, har.read(options.har), options.at or datetime.now(UTC)):
        print(json.dumps(as_json(seen), ensure_ascii=False) if options.json else as_text(seen, phrases))
    return 0


def _compiled(folder: Path) -> dict[str, Any]:
    """The ruleset of a rules folder. Raises BadData, also where it is a folder or a file of another kind."""
    if not (folder / "platforms").is_dir():
        wanted = "platforms, contests, messages, regulations and policy.yaml"
        raise BadData([Finding(str(folder), 0, "", f"is no rules folder; expected one with {wanted} in it")])
    return ruleset(folder)


def _language(environ: Mapping[str, str]) -> str:
    """``en`` where the locale is English, else Indonesian."""
    named = next((environ[key] for key in ("LC_ALL", "LC_MESSAGES", "LANG") if environ.get(key)), "")
    return "en" if named.lower().startswith("en") else FALLBACK


def _warn_unknown(records: Registry, engine: Engine) -> None:
    """Say which contests have no window and are therefore taken as open."""
    for contest in sorted(records.contests() - engine.contests):
        print(f"contest {contest!r} is not in the calendar: taken as open", file=sys.stderr)


def _compile(options: argparse.Namespace) -> int:
    text = json.dumps(_compiled(options.rules), ensure_ascii=False, separators=(",", ":"))
    if options.out:
        try:
            options.out.write_text(text, "utf-8")
        except OSError as error:
            raise BadData(
                [Finding(str(options.out), 0, "", f"cannot be written: {error.strerror}")]
            ) from None
    else:
        print(text)
    return 0


def _say(findings: Sequence[Finding]) -> None:
    for finding in findings:
        print(finding, file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
