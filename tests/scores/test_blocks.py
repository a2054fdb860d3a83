"""Work by blocks of rows, on every core."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import numpy as np
from threadpoolctl import threadpool_info

from ood_core.scores.blocks import BLOCK, by_blocks


def cores() -> set[int]:
    """That a product of NumPy's may use."""
    return {of["num_threads"] for of in threadpool_info() if "numpy.libs" in of["filepath"]}


def test_every_row_is_in_one_block():
    for n in (0, 1, BLOCK, BLOCK + 1, 3 * BLOCK):
        rows = np.arange(n)
        assert np.array_equal(np.concatenate([rows[:0], *by_blocks(rows.__getitem__, n)]), rows)


def test_products_have_one_core_each_and_all_cores_afterwards():
    assert by_blocks(lambda rows: cores(), 3 * BLOCK) == [{1}] * 3
    before, met = cores(), Barrier(2)

    def work() -> None:
        met.wait()
        by_blocks(lambda rows: cores(), 9 * BLOCK)

    for _ in range(5):
        with ThreadPoolExecutor(2) as pool:
            done = [pool.submit(work) for _ in range(2)]
        assert [each.exception() for each in done] == [None, None]
        assert cores() == before
