"""A made-up platform for tests of the engine, with every word of the rule language in it somewhere."""

from __future__ import annotations

from typing import Any

KICAU: dict[str, Any] = {
    "platform": "kicau",
    "name": "Kicau",
    "hosts": ["kicau.example", "kicau.test"],
    "forms": {
        "handle": {"chars": "A-Za-z0-9_", "max": 15},
        "account_id": {"chars": "0-9", "max": 20},
        "post_id": {"chars": "0-9", "max": 20},
    },
    "viewer": [{"from": "cookie.me", "via": [{"after": "u="}]}],
    "envelopes": {
        "api": {
            "path": "/api/{version}/{operation}",
            "operation_from": ["header.x-op", "path.operation"],
            "let": {"input": "json.input"},
        },
    },
    "never": [
        {"envelope": "api", "operation": ["unlike", "*Seen"], "why": "undo and receipts"},
        {
            "envelope": "api",
            "operation": "like",
            "when": [{"field": "input.reaction", "equals": "0"}],
            "why": "undo",
        },
    ],
    "actions": [
        {
            "rule": "like",
            "kind": "like",
            "envelope": "api",
            "operation": "like",
            "targets": [{"post": "input.id"}],
        },
        {
            "rule": "reply",
            "kind": "comment",
            "envelope": "api",
            "operation": "send",
            "when": [{"field": "input.reply_to", "present": True}],
            "targets": [
                {"post": "input.reply_to"},
                {"as": "mentioned", "account": {"handle": {"from": "input.text", "via": ["mentions"]}}},
            ],
            "text": "input.text",
        },
        {
            "rule": "post",
            "kind": "post",
            "envelope": "api",
            "operation": "send",
            "text": "input.text",
            "media": "input.photos",
            "release": "again",
            "refusal": "soft",
        },
        {
            "rule": "follow",
            "kind": "follow",
            "method": ["POST", "PUT"],
            "path": ["/users/{id}/follow", "/follow"],
            "targets": [{"account": {"id": ["path.id", "form.id"], "handle": "form.name"}}],
        },
        {
            "rule": "batch-like",
            "kind": "like",
            "envelope": "api",
            "operation": "batch",
            "each": "json.writes[]",
            "when": [{"field": "item.type", "equals": "like"}],
            "targets": [{"post": "item.id"}],
        },
        {
            "rule": "batch-follow",
            "kind": "follow",
            "envelope": "api",
            "operation": "batch",
            "each": "json.writes[]",
            "when": [{"field": "item.type", "equals": "follow"}],
            "targets": [{"account": {"id": "item.id"}}],
        },
        {
            "rule": "tag",
            "kind": "post",
            "envelope": "api",
            "operation": "tag*Photo",
            "targets": [{"account": {"each": "json.people[]", "id": "id", "handle": "name"}}],
        },
        {
            "rule": "vote",
            "kind": "vote",
            "path": "/vote",
            "targets": [
                {"question": {"compose": ["form.owner", "form.id"], "with": "_"}},
                {"post": {"from": "json.writes[]", "via": ["keys"]}, "comment": "bytes"},
                {"room": {"from": "text", "via": [{"split": "&"}, "form", {"get": "id"}]}},
                {"account": {"each": {"from": "form.name", "via": [{"split": ","}]}, "handle": "."}},
            ],
        },
    ],
    "hints": [
        {
            "post": {
                "from": "header.referer",
                "via": [{"url": {"path": "/{handle}/post/{post}", "take": "post"}}],
            },
            "account": {
                "handle": {
                    "from": "header.referer",
                    "via": [{"url": {"path": "/{handle}/post/{post}", "take": "handle"}}],
                }
            },
        }
    ],
    "read": {
        "html": [{"script_type": "application/json"}, {"after": "var data = "}],
        "json_strings": ["payload"],
        "never": ["/messages/{rest...}"],
    },
    "page_accounts": [{"id": "query.owner"}],
    "learn": [
        {
            "shape": "post",
            "has": ["post_id", "author"],
            "id": "post_id",
            "accounts": [
                {"role": "author", "id": "author.id", "handle": "author.name"},
                {"role": "tagged", "each": "tags[]", "id": "id", "handle": "name"},
            ],
            "text": "text",
        },
        {
            "shape": "bare",
            "has": "bare_id",
            "id": "bare_id",
            "accounts": [{"role": "author", "page": True, "id": "by"}],
        },
        {"shape": "half-id", "has": ["story", "number"], "id": "number", "join": "story"},
        {
            "shape": "half-actor",
            "has": ["story", "actor"],
            "join": "story",
            "accounts": [{"role": "author", "id": "actor.id", "handle": "actor.name"}],
        },
        {
            "shape": "comment",
            "of": "comment",
            "has": ["comment_id", "by"],
            "id": "comment_id",
            "accounts": [{"id": "by"}],
        },
        {
            "shape": "user",
            "of": "account",
            "has": ["user_id", "user_name"],
            "id": "user_id|old_id",
            "handle": "user_name",
        },
        {"shape": "page", "of": "account", "has": "page_of", "id": "page_of", "page": True},
    ],
    "refusals": {
        "default": {"status": 403, "body": '{"ok":false}'},
        "soft": {"status": 200, "content_type": "text/plain", "body": "tidak", "headers": {"x-soft": "1"}},
    },
}
"""A platform as plain data, valid by the schema."""
