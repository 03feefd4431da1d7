"""The steps of ``via``: closed, small, total. Each takes one value and gives zero or more; nothing raises.

docs/rules.md specifies every step; the JavaScript engine has the same table.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape
from itertools import islice
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from rules.bounds import MAX_REQUEST_BODY, MAX_STRING, MAX_VALUES
from rules.fieldpath import FieldPath
from rules.forms import Form, form_of
from rules.inflate import gunzip
from rules.jsontext import loads
from rules.mentions import hashtags, mentions
from rules.protobuf import Fields, everything, picked, scanned
from rules.template import template
from rules.urlencoded import form_in, percent_decoded

type Transform = Callable[[Any], Sequence[Any]]
type Step = str | Mapping[str, Any]
type _Matched = tuple[Mapping[str, str], str]


@dataclass(frozen=True, slots=True)
class Platform:
    """What transforms need to know of a platform: its hosts, forms of names, and names for several steps."""

    hosts: tuple[str, ...]
    forms: Mapping[str, Form]
    steps: Mapping[str, Sequence[Step]] = field(default_factory=dict)
    instances: bool = False
    """Whether each of its hosts has ids of items of its own."""

    shared: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)
    """What its rules have in common, compiled once: a request is asked once for what many rules ask."""

    def owns(self, host: str) -> bool:
        """Whether ``host`` is one of the platform's hosts or below one."""
        return any(host == own or host.endswith("." + own) for own in self.hosts)


_MOST_BITS: Final = 64
_DIGITS: Final = form_of({"chars": "0-9"})
_ALPHABET: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_URL: Final = re.compile(r"https?://[^\s<>\"']{1,2000}", re.IGNORECASE)


def scalar(value: Any) -> str | None:
    """A value as text: strings, whole numbers, true and false; bytes where they are UTF-8; else None."""
    if type(value) is str:
        return value
    if type(value) is bool:
        return "true" if value else "false"
    if type(value) is int:
        return str(value) if value.bit_length() <= _MOST_BITS else None
    if type(value) is bytes:
        try:
            return value.decode("utf-8")
        except UnicodeDecodeError:
            return None
    return None


def _on_text(step: Callable[[str], Sequence[Any]]) -> Transform:
    """A step that wants text: other values give nothing; very long texts are cut."""

    def run(value: Any) -> Sequence[Any]:
        text = value if type(value) is str else scalar(value)
        return () if text is None else step(text if len(text) <= MAX_STRING else text[:MAX_STRING])

    return run


def _json(text: str) -> Sequence[Any]:
    value = loads(text)
    return () if value is None else (value,)


def _percent(value: Any) -> Sequence[str]:
    if type(value) is str and "%" not in value and len(value) <= MAX_STRING:
        return (value,)
    text = scalar(value)
    return () if text is None else (percent_decoded(text[:MAX_STRING]),)


def _base64(text: str) -> Sequence[bytes]:
    plain = text.strip().rstrip("=")
    if "-" in plain or "_" in plain:
        plain = plain.replace("-", "+").replace("_", "/")
    try:
        return (binascii.a2b_base64(plain + "=" * (-len(plain) % 4), strict_mode=True),)
    except (binascii.Error, ValueError):
        return ()


def _gunzip(value: Any) -> Sequence[bytes]:
    body = gunzip(value, MAX_REQUEST_BODY) if isinstance(value, bytes) else None
    return () if body is None else (body,)


def _shortcode(text: str) -> Sequence[str]:
    """A base64 number (most significant digit first) as decimal; 11 characters hold 64 bits."""
    if not 1 <= len(text) <= 11 or any(c not in _ALPHABET for c in text):
        return ()
    number = 0
    for char in text:
        number = number * 64 + _ALPHABET.index(char)
    return (str(number),)


def _plain(text: str) -> Sequence[str]:
    """HTML without its tags, entities undone; a break or a paragraph's end parts words."""
    parted = re.sub(r"<(?:br|/p|/div|/li)\b[^<>]*>", " ", text, flags=re.IGNORECASE)
    return (unescape(re.sub(r"<[^<>]*>", "", parted)),)


def _keys(value: Any) -> Sequence[str]:
    return list(islice(value, MAX_VALUES)) if type(value) is dict else ()


_PLAIN: Final[dict[str, Transform]] = {
    "json": _on_text(_json),
    "percent": _percent,
    "base64": _on_text(_base64),
    "gunzip": _gunzip,
    "keys": _keys,
    "form": _on_text(lambda text: (form_in(text),)),
    "plain": _on_text(_plain),
    "lower": _on_text(lambda text: (text.lower(),)),
    "shortcode": _on_text(_shortcode),
    "mentions": _on_text(lambda text: mentions([text])),
    "hashtags": _on_text(lambda text: hashtags([text])),
    "urls": _on_text(lambda text: list(dict.fromkeys(_URL.findall(text)))[:MAX_VALUES]),
}

PLAIN_STEPS: Final = frozenset(_PLAIN)

PERCENT: Final[Transform] = _percent
BASE64: Final[Transform] = _PLAIN["base64"]


def _after(mark: str) -> Transform:
    return _on_text(lambda text: (text[text.index(mark) + len(mark) :],) if mark in text else ())


def _before(mark: str) -> Transform:
    return _on_text(lambda text: (text[: text.index(mark)] if mark in text else text,))


def _strip(mark: str) -> Transform:
    return _on_text(lambda text: (text.removeprefix(mark),))


def _starts(mark: str) -> Transform:
    return _on_text(lambda text: (text,) if text.startswith(mark) else ())


def _part(of: str, at: int) -> Transform:
    def pick(text: str) -> Sequence[str]:
        parts = text.split(of) if of else [text]
        return (parts[place],) if -len(parts) <= place < len(parts) else ()

    place = int(at)  # a whole number may be written with a point
    return _on_text(pick)


def _split(of: str) -> Transform:
    """The parts between separators, without white space around them; empty ones are left out."""

    def split(text: str) -> Sequence[str]:
        parts = (part.strip() for part in (text.split(of) if of else [text]))
        return list(islice(filter(None, parts), MAX_VALUES))

    return _on_text(split)


def _skip(count: int) -> Transform:
    return lambda value: (value[int(count) :],) if type(value) is bytes and len(value) >= count else ()


def _is(form: Form) -> Transform:
    return _on_text(lambda text: (text,) if form.fits(text) else ())


def _url(templates: Sequence[str], take: str, platform: Platform) -> Transform:
    """The part ``take`` of a URL (of this platform) or of a path, by the first template that matches.

    Where that one has no such part there is none: so templates can set names apart that are no handles.
    """
    match, pick = _match(templates, platform), _take(templates, take)
    return lambda value: [part for matched in match(value) for part in pick(matched)]


def _match(templates: Sequence[str], platform: Platform) -> Transform:
    """The named parts of a URL or of a path, by the first template that matches, with the query."""
    parsed = [template(text) for text in templates]

    def match(text: str) -> Sequence[_Matched]:
        try:
            parts = urlsplit(text.strip())
            host = parts.hostname or ""
        except ValueError:
            return ()
        if host and not platform.owns(host.lower()):
            return ()
        for one in parsed:
            named = one.match(parts.path or "/")
            if named is not None:
                return ((named, parts.query),)
        return ()

    return _on_text(match)


def _take(templates: Sequence[str], take: str) -> Callable[[_Matched], Sequence[str]]:
    """Of what a URL was matched to, one part."""
    if not take.startswith("?") and not any(take in template(text).names for text in templates):
        raise ValueError(f"no template has the part {{{take}}}")

    def pick(matched: _Matched) -> Sequence[str]:
        named, query = matched
        if take.startswith("?"):
            return _query_part(query, take[1:])
        return (named[take],) if take in named else ()

    return pick


def _query_part(query: str, name: str) -> Sequence[str]:
    """The value of ``name`` in a query string."""
    for pair in query.split("&"):
        key, _, value = pair.partition("=")
        if key == name and value:
            return (unquote(value.replace("+", " ")),)
    return ()


def _message(value: Any) -> Sequence[Fields]:
    return (scanned(value),) if isinstance(value, bytes) else ()


MESSAGE: Final[Transform] = _message


def _pick(numbers: str) -> Callable[[Fields], Sequence[Any]]:
    if numbers == "**":
        return everything
    [number, *below] = (int(number) for number in numbers.split("."))
    if below:
        return lambda message: picked(message, (number, *below))

    def pick(message: Fields) -> Sequence[Any]:
        places = message[0]
        if places.count(number) != 1:
            return picked(message, (number,)) if number in places else []
        return [message[1][places.index(number)]]

    return pick


def _numbers(argument: Any) -> str:
    """The numbers of fields as a text; a whole number may be written with a point."""
    return argument if isinstance(argument, str) else str(int(argument))


def _protobuf(numbers: str) -> Transform:
    pick = _pick(numbers)
    return lambda value: [one for message in _message(value) for one in pick(message)]


def _get(path: str) -> Transform:
    return FieldPath(path).values


def spelled(via: Iterable[Step], platform: Platform) -> list[Step]:
    """The steps of ``via``, with the platform's own names for several steps written out.

    Steps that take one part of many are made two, so that values with different parts have the first alike.
    """
    named = platform.steps
    steps = [one for step in via for one in (named.get(step, (step,)) if isinstance(step, str) else (step,))]
    return [half for step in steps for half in _halves(step)]


def _halves(step: Step) -> Sequence[Step]:
    if isinstance(step, Mapping) and len(step) == 1:
        if "url" in step:
            paths = step["url"]["path"]
            paths = [paths] if isinstance(paths, str) else paths
            return {"url, matched": paths}, {"url, taken": (paths, step["url"]["take"])}
        if "protobuf" in step:
            return {"protobuf, read": None}, {"protobuf, taken": _numbers(step["protobuf"])}
    return (step,)


def transform(step: Step, platform: Platform) -> Transform:
    """Compile one step of ``via``. Raises ValueError, in the author's words, where it isn't one."""
    if isinstance(step, str):
        if step not in _PLAIN:
            known = sorted([*_PLAIN, *_WITH, *platform.steps])
            raise ValueError(f"unknown step {step!r}; known: {', '.join(known)}")
        return _PLAIN[step]
    if len(step) == 1 and (half := next(iter(step))) in _HALVES:
        return _HALVES[half](step[half], platform)
    if len(step) != 1 or next(iter(step)) not in _WITH:
        raise ValueError(
            f"expected one step of {', '.join(sorted(_WITH))}, found {', '.join(step) or 'none'}"
        )
    [(name, argument)] = step.items()
    return _WITH[name](argument, platform)


def _form(name: str, platform: Platform) -> Form:
    if name == "digits":
        return _DIGITS
    if name not in platform.forms:
        raise ValueError(
            f"the platform gives no form for {name!r}; it has {', '.join(platform.forms) or 'none'}"
        )
    return platform.forms[name]


_WITH: Final[dict[str, Callable[[Any, Platform], Transform]]] = {
    "get": lambda arg, _: _get(arg),
    "after": lambda arg, _: _after(arg),
    "before": lambda arg, _: _before(arg),
    "strip": lambda arg, _: _strip(arg),
    "starts": lambda arg, _: _starts(arg),
    "part": lambda arg, _: _part(arg["of"], arg["at"]),
    "split": lambda arg, _: _split(arg),
    "skip": lambda arg, _: _skip(arg),
    "protobuf": lambda arg, _: _protobuf(_numbers(arg)),
    "is": lambda arg, platform: _is(_form(arg, platform)),
    "url": lambda arg, platform: _url(
        [arg["path"]] if isinstance(arg["path"], str) else arg["path"], arg["take"], platform
    ),
}

_HALVES: Final[dict[str, Callable[[Any, Platform], Transform]]] = {
    "url, matched": _match,
    "url, taken": lambda arg, _: _take(*arg),
    "protobuf, read": lambda *_: _message,
    "protobuf, taken": lambda arg, _: _pick(arg),
}

ARGUMENT_STEPS: Final = frozenset(_WITH)
