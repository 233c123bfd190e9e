"""Exact numbers of solutions, however large: modulo enough primes, put together by the Chinese remainder theorem."""

from __future__ import annotations

from functools import cache
from math import log2
from typing import TYPE_CHECKING

import numpy as np

from cpq.bom.solve.circuit.passes import count_modulo, find_digits

if TYPE_CHECKING:
    from collections.abc import Callable

    from cpq.bom.solve.circuit.circuit import Circuit
    from cpq.bom.solve.circuit.kernels import Bytes

LARGEST = 2**31
"""Products of two residues stay within 64 bits."""


def count_solutions(circuit: Circuit, mask: Bytes) -> int:
    """The number of solutions whose leaves are all in the mask."""
    room = np.empty(len(mask) + len(circuit.either), np.int64)
    bits = find_digits(circuit, mask, np.empty(len(room), np.float64))
    return by_remainders(bits, lambda prime: int(count_modulo(circuit, mask, prime, room)))


def by_remainders(bits: float, residue: Callable[[int], int]) -> int:
    """The number of no more than so many binary digits that leaves these residues."""
    found, modulus, place = 0, 1, 0
    while log2(modulus) <= bits:
        prime = _prime(place)
        found += modulus * ((residue(prime) - found) * pow(modulus, -1, prime) % prime)
        modulus *= prime
        place += 1
    return found


@cache
def _prime(place: int) -> int:
    """The primes below `LARGEST`, from the largest down."""
    candidate = (LARGEST if place == 0 else _prime(place - 1)) - 1
    while not _is_prime(candidate):
        candidate -= 1
    return candidate


def _is_prime(number: int) -> bool:
    """Of an odd number from 63 to 4 759 123 140, or an even one. G. Jaeschke, Math. Comp. 61, 1993."""
    twos = ((number - 1) & -(number - 1)).bit_length() - 1
    odd = (number - 1) >> twos
    return all(
        pow(base, odd, number) == 1 or any(pow(base, odd << twice, number) == number - 1 for twice in range(twos))
        for base in (2, 7, 61)
    )
