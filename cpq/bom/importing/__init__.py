"""Configuration models in the formats of others: read into the normal form of the solver, written as rulebooks."""

from cpq.bom.importing.dimacs import read_dimacs
from cpq.bom.importing.formats import READERS, read_model
from cpq.bom.importing.imported import Format, Grouping, Imported
from cpq.bom.importing.summary import Summary, summary_of
from cpq.bom.importing.uvl import read_uvl
from cpq.bom.importing.writing import Written, write_product
from cpq.bom.importing.xcsp import read_xcsp

__all__ = [
    "READERS",
    "Format",
    "Grouping",
    "Imported",
    "Summary",
    "Written",
    "read_dimacs",
    "read_model",
    "read_uvl",
    "read_xcsp",
    "summary_of",
    "write_product",
]
