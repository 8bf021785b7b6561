"""Who made-up children are: NHS numbers of the test range, or plain ids where those run out."""

from __future__ import annotations

from functools import cache
from math import gcd

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

TEST_PREFIX = 999
DIGITS_AFTER_PREFIX = 6
WEIGHTS = range(10, 1, -1)
MODULUS = 11


@cache
def usable_nhs_numbers() -> NDArray[np.int64]:
    """Every NHS number that starts with 999 and has a right check digit (modulus 11), about 909,000.

    Worked out for all at once: asking the nhs-number package for each takes minutes for a tenth of
    England, and a test holds the two equal.
    """
    count = 10**DIGITS_AFTER_PREFIX
    stems = TEST_PREFIX * count + np.arange(count)
    weighed = np.zeros(count, dtype=np.int64)
    for place, weight in enumerate(WEIGHTS):
        weighed += stems // 10 ** (len(WEIGHTS) - 1 - place) % 10 * weight
    check = (MODULUS - weighed % MODULUS) % MODULUS
    valid = check < 10
    numbers: NDArray[np.int64] = (stems * 10 + check)[valid]
    return numbers


def child_ids(first: int, count: int, total: int, seed: int) -> pa.Array:
    """Ids of `count` children from the `first` on, of a population of `total`: no two alike for one seed.

    NHS numbers of the test range while they last for the whole population, else ids that are plainly
    no NHS number.
    """
    places = np.arange(first, first + count)
    numbers = usable_nhs_numbers()
    if total > len(numbers):
        return pa.array([f"child-{place:09d}" for place in places.tolist()], pa.string())
    rng = np.random.default_rng([seed, TEST_PREFIX])
    start, step = (int(value) for value in rng.integers(1, len(numbers), 2))
    while gcd(step, len(numbers)) != 1:
        step += 1
    return pa.array(numbers[(start + places * step) % len(numbers)]).cast(pa.string())
