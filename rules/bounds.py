"""Every limit of the engine, in one place. Beyond a limit the engine sees nothing: the request passes.

Sizes are bytes of decoded data. docs/rules.md repeats this table, and a test keeps the two equal.
"""

from __future__ import annotations

from typing import Final

MAX_YAML_BYTES: Final = 1_048_576
"""A file of rules, messages or settings."""

MAX_REQUEST_BODY: Final = 1_048_576
"""A request body that is looked into, as sent and as decompressed. Larger ones are not actions of a tap."""

MAX_RESPONSE_BODY: Final = 16_777_216
"""A response body that is learned from."""

MAX_JSON_DEPTH: Final = 200
"""How deep a walk goes into a document; what lies deeper is not seen."""

MAX_DOCUMENTS: Final = 5_000
"""JSON documents read from one body."""

MAX_NODES: Final = 2_000_000
"""Objects and lists visited in one body."""

MAX_VALUES: Final = 64
"""Values one field of a rule may have; also elements of a batch, targets of an action, accounts of a post."""

MAX_STEPS: Final = 20_000
"""Places a single `**` of a field may visit."""

MAX_STRING: Final = 262_144
"""A string that a transform takes in; texts longer than that are cut there."""

MAX_ID: Final = 256
"""An id or a handle; longer ones are none."""

MAX_LEARNED: Final = 5_000
"""Posts learned from one body."""

MAX_AUTHORS: Final = 200_000
"""Posts of registered accounts kept by the author index; the oldest go first."""

MAX_AUTHOR_AGE: Final = 24 * 3600
"""Seconds after which the author index forgets a post."""

MAX_ALIASES: Final = 100_000
"""Learned second names of registered accounts."""

MAX_HITS: Final = 8
"""Accounts that one verdict names."""

MAX_CSV_BYTES: Final = 536_870_912
"""A file of a registry."""

MAX_CELL: Final = 500
"""Characters in one cell of a registry."""

MAX_FINDINGS: Final = 200
"""Mistakes told of one registry file; the rest is not read."""

MAX_REGISTRY_WIRE: Final = 268_435_456
"""A published file of keys or records, as it travels."""

MAX_REGISTRY_TEXT: Final = 536_870_912
"""The records of a registry part, unpacked."""

MAX_REGISTRY_HEAD: Final = 1_048_576
"""What is said of them as a whole."""

MAX_REGISTRY_LINE: Final = 16_384
"""One row among them."""

MAX_REGISTRY_ROWS: Final = 10_000_000
"""Rows of a registry part, empty ones too."""

MAX_REGISTRY_KEYS: Final = 20_000_000
"""Keys of a registry part."""
