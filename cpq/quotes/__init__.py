"""Quotes that live: versions, states, approvals, differences, edits."""
