"""HEIC photographs, as telephones take them, where what reads them is installed, and elsewhere."""

import base64
import sys

import numpy as np
import pytest

from ood_core import images
from ood_core.errors import UserError
from ood_core.serving import decoder

SHAPE = (3, 80, 80)
# 120 x 80 pixels: red grows to the right, green downwards, blue is 128; x265 at quality 50. Only an
# encoder could make it here, and pi-heif has none.
PHOTOGRAPH = base64.b64decode(
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAVZtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAA"
    "AAAAAAAAAAAAACJpbG9jAAAAAERAAAEAAQAAAAABegABAAAAAAAAAWQAAAAjaWluZgAAAAAAAQAAABVpbmZlAgAA"
    "AAABAABodmMxAAAAAA5waXRtAAAAAAABAAAA1mlwcnAAAAC3aXBjbwAAAHhodmNDAQNwAAAAkAAAAAAAHvAA/P34"
    "+AAADwNgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroCQGEAAQArQgEBA3AAAAMAkAAAAwAAAwAeoDyBRZbqSSmu"
    "bgIaDAgAAAMAyAAAAwAIQGIAAQAHRAHBcrAiQAAAABNjb2xybmNseAABAA0ABoAAAAAUaXNwZQAAAAAAAAB4AAAA"
    "UAAAABBwaXhpAAAAAAMICAgAAAAXaXBtYQAAAAAAAAABAAEEgQIDBAAAAWxtZGF0AAABYCgBrxOAkGhT9h0dhf+z"
    "xEQuRYsjrkfkd942Bx487vl8uLFOqKVTbdl6KRAMLB7fI03UciE96wskN3XgIjWlC8vS3/pVSfZ6BUuCy9fe0Vas"
    "5rrvzPv+b1vmVPRBDaRiax7hcF7Ldb4BOxluHajWZvOibwEII9dnpzJ9DZugeBFHdFBps+4d8bvT2xAIND8tQsyB"
    "2a4Ita4K1F9/fQpg4zaKE7EHSbNaP+QkJK5cFie6wjvSc0XvE+9mSyvIe3/+k8FV5LkMWrElqfHqltNqMEs7rlJL"
    "IW3CDSycZCWvXVYV9GV4Iw3VePv2RRYI7VmLIay088CVABnCeBcAW1WudZXcwOzWaz86w4oSRBNCp9ENYk8NLOu7"
    "Y6EWhUjLPYdJYwfuH6X+pF09YKTJ00K1Vhmw+CQitiw6VLCAv0L0lqLInPPQmRRvnAvOQgLesk+ED5cb1HsqfcoF"
    "XgjYjmx5quU="
)


@pytest.fixture
def without(monkeypatch):
    monkeypatch.setitem(sys.modules, "pi_heif", None)  # as if it were not installed
    images.reads_heic.cache_clear()
    yield
    images.reads_heic.cache_clear()


@pytest.fixture
def reader():
    pytest.importorskip("pi_heif")
    assert images.reads_heic()


def test_where_it_cannot_be_read_a_sentence_says_what_is_missing(without):
    with pytest.raises(UserError, match="HEIC or AVIF photograph, which is not read here"):
        images.decode(PHOTOGRAPH, SHAPE)


def test_its_pixels_are_those_of_the_photograph(reader):
    for decode in (images.decode, decoder.decode):
        seen = decode(PHOTOGRAPH, SHAPE)
        assert seen.size == (120, 80) and seen.changes == ("cut",)
        columns, rows = np.meshgrid(np.arange(20, 100), np.arange(80))
        expected = np.stack([255 * columns / 120, 255 * rows / 80, 0 * rows + 128])
        outside = (rows >= 40) | (columns >= 60)  # above on the left is a pink rectangle
        assert np.abs(seen.pixels - expected)[:, outside].mean() < 5


@pytest.mark.parametrize("share", [0.3, 0.7, 0.9, 0.99])
def test_one_that_was_not_copied_whole_is_refused(reader, share):
    with pytest.raises(UserError, match="damaged, or was not copied whole"):
        images.decode(PHOTOGRAPH[: int(share * len(PHOTOGRAPH))], SHAPE)


def test_one_that_holds_less_than_it_says_is_refused(reader):
    """What libheif can read of it would be stretched to the size it should have had."""
    at = PHOTOGRAPH.index(b"ispe") + 8
    claimed = (1200).to_bytes(4, "big") + (800).to_bytes(4, "big")
    with pytest.raises(UserError, match="damaged, or was not copied whole"):
        images.decode(PHOTOGRAPH[:at] + claimed + PHOTOGRAPH[at + 8 :], SHAPE)
