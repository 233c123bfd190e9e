"""Configuration models in the formats of others, read into the normal form of the solver."""

from cpq.bom.importing.dimacs import read_dimacs
from cpq.bom.importing.imported import Format, Imported
from cpq.bom.importing.xcsp import read_xcsp

__all__ = ["Format", "Imported", "read_dimacs", "read_xcsp"]
