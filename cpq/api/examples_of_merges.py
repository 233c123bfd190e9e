"""Examples of what is sent about merges and likely duplicates, in Chinese and in English."""

from __future__ import annotations

from cpq.api.examples import examples

MERGE = examples(
    "合并两条线索，电话取并入的那条",
    "Two leads, with the number of the one that is merged",
    {
        "survivor": "lead_01k0x3v9m2q4r6t8w0y2z4a6b8",
        "merged": "lead_01k0x3v9m2q4r6t8w0y2z4a6b9",
        "fields": {"phone": "merged", "name": "survivor"},
        "reason": "同一人在两次展会留资",
    },
)
DUPLICATE_CHANGED = examples("不是同一个", "They are two", {"state": "different"})
