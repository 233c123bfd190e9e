"""Configuration models in the formats of others, read into the normal form of the solver."""

from cpq.bom.importing.dimacs import read_dimacs
from cpq.bom.importing.imported import Format, Grouping, Imported
from cpq.bom.importing.uvl import read_uvl
from cpq.bom.importing.xcsp import read_xcsp

__all__ = ["Format", "Grouping", "Imported", "read_dimacs", "read_uvl", "read_xcsp"]
