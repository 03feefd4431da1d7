"""Every warning that can arise has its texts: whole, calm, in both languages, by audience."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, get_args

import pytest

from rules.model import AUDIENCES, KINDS, Action, Audience, Circular, Hit, Kind, Level, Settings, Verdict
from rules.texts import compose
from rules.texts_load import leaves
from tests.support.election import NOW, policy, record, texts, window

LANGUAGES = get_args(Settings.__annotations__["language"]) or ("id", "en")
ASN_ONLY = re.compile(
    r"\bASN\b|PNS|PP 94/2021|PP 42/2004|KASN|BKN|\bSKB\b|Keputusan Bersama|joint decree|civil serv", re.I
)
THREATS = re.compile(r"penjara|pidana|kurungan|tahanan|bui\b|denda|prison|jail|crim|imprison|fine of", re.I)
UNLISTED_IS_FINE = re.compile(
    r"tidak (tercantum|terdaftar)[^.]*(boleh|aman)|not listed[^.]*(allowed|fine|safe)", re.I
)


def _verdict(kind: Kind, reason: str, role: str = "author", *, candidates_set: bool = True) -> Verdict:
    action = Action("x", kind, "rule")
    if reason == "reminder":
        return Verdict(Level.ADVISE, "reminder", action)
    if role == "hashtag":
        return Verdict(Level.ADVISE, "advice", action, (), ("pilihratna",))
    level = policy().level(role)
    hit = Hit(record("calon", "1"), role, window(candidates_set=candidates_set))
    return Verdict(level, "registered" if level is Level.WARN else "advice", action, (hit,))


def _settings(audience: Audience, language: Any) -> Settings:
    return Settings(
        audience=audience, language=language, agency="Pemerintah Kota Contoh", contact="tanya@contoh.go.id"
    )


def _verdicts() -> Iterator[Verdict]:
    for kind, role, known in itertools.product(KINDS, [*policy().levels, "hashtag", "new"], (True, False)):
        yield _verdict(kind, "", role, candidates_set=known)
    for kind in KINDS:
        yield _verdict(kind, "reminder")


@pytest.fixture(scope="module", params=[(a, lang) for a in AUDIENCES for lang in ("id", "en")], ids="-".join)
def warnings(request: pytest.FixtureRequest) -> tuple[Audience, str, list[dict[str, Any]]]:
    """Every warning that one audience can get in one language."""
    audience, language = request.param
    made = [compose(verdict, _settings(audience, language), texts(), NOW) for verdict in _verdicts()]
    return audience, language, made


def _shown(warning: dict[str, Any]) -> list[str]:
    """The texts of a warning as they are read, without those the dialog fills itself."""
    return [
        text
        for key, value in warning.items()
        if key not in ("ui", "page", "notice")
        for _, text in leaves(value)
    ]


def test_every_audience_kind_role_and_class_has_whole_texts(
    warnings: tuple[str, str, list[dict[str, Any]]],
) -> None:
    """Nothing is empty, and no placeholder is left."""
    for warning in warnings[2]:
        for key in ("heading", "doing", "rule", "cost", "allowed", "assurance"):
            assert warning[key], (key, warning["kind"])
        assert not [
            text for text in _shown(warning) if "{" in text or "}" in text or "<" in text or "  " in text
        ]
        assert json.loads(json.dumps(warning)) == warning


def test_a_warning_is_read_in_three_seconds(warnings: tuple[str, str, list[dict[str, Any]]]) -> None:
    """Each part is one short line or two."""
    bounds = {"heading": 40, "doing": 90, "rule": 130, "cost": 130, "allowed": 100, "assurance": 50}
    for warning in warnings[2]:
        assert not {key: warning[key] for key, bound in bounds.items() if len(warning[key]) > bound}


def test_consequences_are_possible_never_certain(warnings: tuple[str, str, list[dict[str, Any]]]) -> None:
    """The officials decide, so the text says "dapat"."""
    word = re.compile(r"\bdapat\b" if warnings[1] == "id" else r"\b(may|can)\b")
    assert all(word.search(warning["cost"]) for warning in warnings[2])


def test_nobody_is_threatened(warnings: tuple[str, str, list[dict[str, Any]]]) -> None:
    """No criminal law, in no part; and nothing suggests that an account not listed is fine."""
    for text in {text for warning in warnings[2] for text in _shown(warning)}:
        assert not THREATS.search(text), text
        assert not UNLISTED_IS_FINE.search(text), text


def test_it_says_that_nothing_was_sent_and_what_stays_allowed(
    warnings: tuple[str, str, list[dict[str, Any]]],
) -> None:
    """Reading always; voting for those who vote: members of TNI and Polri don't."""
    audience, language, made = warnings
    sent = (
        "Belum ada yang terkirim. Tidak ada yang dicatat." if language == "id" else "Nothing has been sent."
    )
    votes = "memilih" if language == "id" else "voting"
    reads = "membaca" if language == "id" else "reading"
    for warning in made:
        assert warning["assurance"].startswith(sent)
        assert reads in warning["allowed"]
        assert (votes in warning["allowed"]) is (audience in ("asn", "ppnpn"))


def test_soldiers_and_police_never_see_the_civil_servants_rules(
    warnings: tuple[str, str, list[dict[str, Any]]],
) -> None:
    """Their own law only; civil servants see theirs."""
    audience, _, made = warnings
    mixed = [text for warning in made for text in _shown(warning) if ASN_ONLY.search(text)]
    assert bool(mixed) is (audience in ("asn", "ppnpn"))


def test_supervisors_are_named_from_the_data() -> None:
    """PPK, BKN and Bawaslu today; KASN only while it existed."""
    settings = _settings("asn", "id")
    warning = compose(_verdict("like", ""), settings, texts(), NOW)
    headings = " ".join(detail["heading"] for detail in warning["details"])
    assert [name for name in ("(PPK)", "(KASN)", "(BKN)", "(Bawaslu)") if name in headings] == [
        "(PPK)",
        "(BKN)",
        "(Bawaslu)",
    ]
    earlier = compose(_verdict("like", ""), settings, texts(), datetime(2023, 12, 1, tzinfo=UTC))
    headings = " ".join(detail["heading"] for detail in earlier["details"])
    assert "(KASN)" in headings
    assert "(BKN)" not in headings


@pytest.mark.parametrize(
    ("candidates_set", "cost", "rule", "law", "not_law"),
    [
        (False, "sanksi moral", "bakal calon.", "PP 42/2004", "PP 94/2021"),
        (True, "dapat dijatuhi hukuman disiplin berat", " calon.", "PP 94/2021", "PP 42/2004"),
    ],
)
def test_the_class_of_the_breach_follows_the_phase(
    candidates_set: bool, cost: str, rule: str, law: str, not_law: str
) -> None:
    """Code of ethics before candidates are set, discipline after."""
    warning = compose(
        _verdict("like", "", candidates_set=candidates_set), _settings("asn", "id"), texts(), NOW
    )
    assert cost in warning["cost"]
    assert warning["rule"].endswith(rule)
    headings = " ".join(detail["heading"] for detail in warning["details"])
    assert law in headings
    assert not_law not in headings


def test_a_sanction_holds_from_its_day() -> None:
    """Before any is in force the text stays careful instead of inventing one."""
    warning = compose(
        _verdict("like", ""), _settings("ppnpn", "id"), texts(), datetime(2022, 12, 1, tzinfo=UTC)
    )
    assert warning["cost"] == "Hal ini dapat diperiksa oleh pejabat yang berwenang di instansi Anda."


def test_following_is_spoken_of_more_softly() -> None:
    """Another heading, no sanction, and both opinions in the details."""
    like, follow = (
        compose(_verdict(k, ""), _settings("asn", "id"), texts(), NOW) for k in ("like", "follow")
    )
    assert follow["level"] == "warn"
    assert follow["heading"] != like["heading"]
    assert "pendapat pengawas berbeda" in follow["rule"]
    assert "hukuman" not in follow["cost"]
    headings = [detail["heading"] for detail in follow["details"]]
    assert [name for name in headings if "KASN, November" in name or "Blitar" in name] == [
        "Imbauan KASN, November 2023",
        "Pernyataan Bawaslu Blitar, 2024",
    ]
    assert not [detail for detail in like["details"] if "Blitar" in detail["heading"]]


def test_what_is_about_to_happen_follows_kind_and_role() -> None:
    """The sentence names what is touched and how."""
    say = {
        role: compose(_verdict("like", "", role), _settings("asn", "id"), texts(), NOW)["doing"]
        for role in policy().levels
    }
    assert say["author"] == "Anda akan menyukai unggahan akun kampanye ini."
    assert say["quoted"] == "Unggahan yang akan Anda sukai mengutip akun kampanye ini."
    kinds = {compose(_verdict(kind, ""), _settings("asn", "id"), texts(), NOW)["doing"] for kind in KINDS}
    assert len(kinds) == len(KINDS)


def test_hashtags_are_named_where_no_account_is() -> None:
    """There is no card then, and of many hashtags three are enough."""
    action = Action("x", "post", "rule")
    verdict = Verdict(Level.ADVISE, "advice", action, (), ("a", "b", "c", "d"))
    warning = compose(verdict, _settings("asn", "id"), texts(), NOW)
    assert warning["account"] is None
    assert warning["doing"] == "Unggahan Anda memuat tagar kampanye #a #b #c."


def test_the_account_is_shown_as_people_know_it() -> None:
    """Name, handle, platform, who runs it, where, and who says so."""
    hit = Hit(
        record("calon", "1", contest="demo", region="*", source_class="agency-curated"), "author", window()
    )
    verdict = Verdict(Level.WARN, "registered", Action("x", "like", "rule"), (hit, hit, hit))
    data = {**texts(), "platforms": {"x": "Situs X"}}
    warning = compose(verdict, _settings("asn", "id"), data, NOW)
    assert warning["account"] == {
        "name": "Nama calon",
        "handle": "@calon",
        "platform": "Situs X",
        "participant": "Ratna Contoh",
        "contest": "Pemilihan contoh (rekaan)",
        "region": "Semua wilayah",
        "source": "Disusun dan diperiksa oleh instansi",
    }
    assert warning["others"] == 2


def test_the_card_does_without_what_nobody_knows() -> None:
    """No handle, a contest without a name, a platform without a name: what there is, is shown."""
    hit = Hit(record("", "1", contest="tak-dikenal"), "author", window())
    warning = compose(
        Verdict(Level.WARN, "registered", Action("x", "like", "r"), (hit,)), Settings(), texts(), NOW
    )
    account = warning["account"]
    assert (account["handle"], account["contest"], account["platform"]) == ("", "tak-dikenal", "x")
    assert (warning["agency"], warning["contact"]) == ("", "")


def test_removal_from_the_list_has_a_route() -> None:
    """To the agency's contact, or to the agency."""
    for contact, expected in (
        ("tanya@contoh.go.id", "ke tanya@contoh.go.id."),
        ("", "mintalah instansi Anda"),
    ):
        warning = compose(_verdict("like", ""), Settings(contact=contact), texts(), NOW)
        assert any(expected in detail["text"] for detail in warning["details"])


@pytest.mark.parametrize(
    ("circular", "expected"),
    [
        (
            ("800/169/2023", "2 Mei 2023", "https://a.go.id/se"),
            ("Surat Edaran Nomor 800/169/2023 tanggal 2 Mei 2023", True),
        ),
        (("1", "", ""), ("Surat Edaran Nomor 1", False)),
        (("1", "", "javascript:alert(1)"), ("Surat Edaran Nomor 1", False)),
        (("{seconds}", "{x}", "HTTPS://a.go.id"), ("Surat Edaran Nomor {seconds} tanggal {x}", True)),
    ],
)
def test_the_agencys_circulars_are_named(circular: tuple[str, str, str], expected: tuple[str, bool]) -> None:
    """With a link only where it leads to the web."""
    settings = Settings(circulars=(Circular(*circular),))
    (found,) = compose(_verdict("like", ""), settings, texts(), NOW)["circulars"]
    assert (found["text"], bool(found["link"])) == expected


def test_the_switches_of_the_dialog_come_from_the_settings() -> None:
    """Delay, seconds, language."""
    settings = Settings(language="en", delay_seconds=5, hold_seconds=20)
    warning = compose(_verdict("like", ""), settings, texts(), NOW)
    assert (warning["lang"], warning["delay"], warning["seconds"]) == ("en", 5, 20)
    assert warning["ui"]["cancel"] == "Cancel"
    assert {"proceed_wait", "wait", "queue", "aborted", "expired", "again", "failed"} <= warning["ui"].keys()
    assert warning["page"]["back"]
    assert warning["notice"]["text"]
