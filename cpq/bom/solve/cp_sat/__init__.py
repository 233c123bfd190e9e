"""Answers by OR-Tools CP-SAT: coupled sums, and the best of what is possible, proven within a limit."""

from cpq.bom.solve.cp_sat.engine import CpSatEngine

__all__ = ["CpSatEngine"]
