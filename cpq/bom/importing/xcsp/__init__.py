"""XCSP 2.1."""

from cpq.bom.importing.xcsp.reader import read_xcsp

__all__ = ["read_xcsp"]
