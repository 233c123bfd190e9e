"""The seller and its market: company, currencies, attributes, regions, channels, segments, customers."""
