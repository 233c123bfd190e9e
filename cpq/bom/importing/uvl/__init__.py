"""UVL, the Universal Variability Language."""

from cpq.bom.importing.uvl.reader import read_uvl

__all__ = ["read_uvl"]
