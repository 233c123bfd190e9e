"""Price tables: files of up to millions of prices that a price list names, indexed by item.

bytes → columns of text (reading) → checked and sorted (checking) → looked up by item and day (table)
"""

from cpq.pricing.tables.opened import PriceTables
from cpq.pricing.tables.table import PriceTable, Row

__all__ = ["PriceTable", "PriceTables", "Row"]
