"""Imported models as rulebooks."""

from cpq.bom.importing.writing.product import Written, write_product

__all__ = ["Written", "write_product"]
