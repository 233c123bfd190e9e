"""The phases of the waterfall that belong to pricing, one file each."""
