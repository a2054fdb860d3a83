"""Whatever is uploaded is answered: by a picture or by a sentence, soon, and the server stays.

`pytest -m fuzz` runs all 10,500 damaged pictures; a few hundred of them are always run.
"""

import io
import subprocess
import sys
import time

import numpy as np
import pytest
import tifffile
from PIL import Image, ImageFile

from ood_core import images
from ood_core.errors import UserError
from ood_core.serving import decoder
from tests import hostile
from tests.hostile import resident

SHAPE = (3, 32, 32)
SECONDS = 2.0
GROWN = 50  # MB


def answer(data: bytes, decode=decoder.decode) -> str | images.Seen:
    """What a visitor gets of a file; anything but a picture or one short sentence fails."""
    start = time.monotonic()
    try:
        found = decode(data, SHAPE)
    except UserError as error:
        found = str(error)
    assert time.monotonic() - start <= SECONDS
    if isinstance(found, str):
        assert found.endswith(".") and "\n" not in found and len(found) < 160, found
    else:
        assert found.pixels.shape == SHAPE and found.pixels.dtype == np.uint8
        assert max(found.preview.shape) <= images.PREVIEW
    return found


@pytest.fixture(scope="module", autouse=True)
def warm():
    good = hostile.saved(hostile.photograph())
    decoder.decode(good, SHAPE)
    yield
    assert isinstance(answer(good), images.Seen)  # after everything, it still reads


@pytest.mark.parametrize("kind", hostile.KINDS)
def test_every_kind_gets_its_answer_and_the_next_file_counts(kind):
    make, begins = hostile.KINDS[kind]
    data = make()
    before = resident()
    found = answer(data)
    assert resident() - before <= GROWN
    if begins is None:
        assert isinstance(found, images.Seen), found
    elif begins != hostile.EITHER:
        assert isinstance(found, str) and found.startswith(begins), found
    assert isinstance(answer(hostile.saved(hostile.photograph())), images.Seen)


def test_the_size_is_judged_before_a_pixel_is_decoded(monkeypatch):
    loaded = []
    monkeypatch.setattr(ImageFile.ImageFile, "load", loaded.append)
    with pytest.raises(UserError, match="more than 16 megapixels"):
        images.decode(hostile.bomb(9000, 9000), SHAPE)
    assert loaded == []


def test_a_telephones_photograph_is_read_at_full_size():
    """50 megapixels as JPEG, which is decoded at an eighth; as PNG it is refused."""
    image = hostile.photograph(width=8000, height=6000)
    found = answer(hostile.saved(image, "JPEG"))
    assert isinstance(found, images.Seen) and found.size == (8000, 6000)
    with pytest.raises(UserError, match="more than 16 megapixels"):
        images.decode(hostile.bomb(8000, 6000), SHAPE)


def fuzz(count: int, seed: int) -> None:
    before, processes = resident(), [helper._process for helper in decoder.POOL.helpers]
    read = sum(isinstance(answer(data), images.Seen) for data in hostile.mutated(count, seed))
    assert resident() - before <= GROWN
    after = [helper._process for helper in decoder.POOL.helpers]
    assert after == processes  # no picture ended one
    assert 0.05 * count < read < 0.95 * count  # the damage is neither too small nor too large


def test_some_damaged_pictures():
    fuzz(400, seed=0)


@pytest.mark.fuzz
@pytest.mark.parametrize("seed", range(1, 8))
def test_many_damaged_pictures(seed):
    fuzz(1500, seed)


# ---- what is read is read rightly ----

PAPER = (1, 28, 28)


def read(image: Image.Image, shape=SHAPE, format="PNG", **options) -> np.ndarray:
    return images.decode(hostile.saved(image, format, **options), shape).pixels


def noise(*shape: int) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, shape, dtype=np.uint8)


UPRIGHT = {  # EXIF orientation -> the stored rows and columns as one should see them (CIPA DC-008)
    1: lambda x: x,
    2: lambda x: x[:, ::-1],
    3: lambda x: x[::-1, ::-1],
    4: lambda x: x[::-1],
    5: lambda x: x.swapaxes(0, 1),
    6: lambda x: x[::-1].swapaxes(0, 1),
    7: lambda x: x[::-1, ::-1].swapaxes(0, 1),
    8: lambda x: x.swapaxes(0, 1)[::-1],
}


@pytest.mark.parametrize("tag", UPRIGHT)
def test_pictures_are_turned_as_the_camera_was_held(tag):
    x, exif = noise(32, 32, 3), Image.Exif()
    exif[0x0112] = tag
    expected = UPRIGHT[tag](x).transpose(2, 0, 1)
    assert (read(Image.fromarray(x), exif=exif) == expected).all()


def test_sixteen_bits_palettes_and_alpha_become_eight_bits_on_white():
    x = noise(28, 28)
    deep = Image.fromarray(x.astype(np.uint16) * 257)
    assert (read(deep, PAPER)[0] == x).all()
    assert (read(deep, (3, 28, 28)) == x).all()
    few = Image.fromarray(x % 7 * 30).convert("RGB")
    assert (read(few.convert("P", palette=Image.Palette.ADAPTIVE), PAPER)[0] == x % 7 * 30).all()
    clear = Image.fromarray(np.dstack([noise(32, 32, 3), noise(32, 32)]))
    colour, alpha = np.split(np.asarray(clear, dtype=float), [3], axis=2)
    expected = 255 + (colour - 255) * alpha / 255
    assert np.abs(read(clear).transpose(1, 2, 0) - expected).max() <= 1
    cmyk = Image.new("CMYK", (32, 32), (0, 255, 255, 0))  # magenta and yellow ink: red
    red, green, blue = read(cmyk, format="JPEG").mean((1, 2))
    assert red > 200 and max(green, blue) < 60


def tiff(x: np.ndarray, **how) -> bytes:
    buffer = io.BytesIO()
    tifffile.imwrite(buffer, x, **how)
    return buffer.getvalue()


def test_tiffs_of_either_byte_order_are_read_and_a_turned_one_is_told():
    x = noise(32, 32).astype(np.uint16) * 16
    there, here = (images.decode(tiff(x, byteorder=order), (1, 32, 32)) for order in "><")
    assert (there.pixels == here.pixels).all() and there[2:] == here[2:]
    for order in "><":
        pages = tiff(np.stack([x, x]), photometric="minisblack", byteorder=order)
        assert "first_frame" in images.decode(pages, (1, 32, 32)).changes
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = images.decode(hostile.saved(Image.fromarray(noise(32, 32)), "TIFF", exif=exif), PAPER)
    assert "turned" in turned.changes


@pytest.mark.parametrize("kind", [np.float64, np.complex64])
def test_a_rare_tiff_is_not_called_no_tiff(kind):
    with pytest.raises(UserError, match="begins as a PNG, JPEG, WebP, TIFF or BMP image does"):
        images.decode(tiff(noise(32, 32).astype(kind)), SHAPE)


def test_what_git_keeps_in_the_place_of_an_image_is_named():
    pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 12345\n"
    with pytest.raises(UserError, match="git lfs pull"):
        images.decode(pointer, SHAPE)


def test_what_could_be_transparent_and_is_not_is_not_called_so():
    opaque, clear = (Image.new("RGBA", (32, 32), (0, 0, 0, alpha)) for alpha in (255, 254))
    palette = Image.new("P", (32, 32), 1)
    palette.putpalette([0, 0, 0, 9, 9, 9])
    deep = Image.new("I;16", (32, 32), 500)
    cases = [(opaque, {}, False), (clear, {}, True)]
    cases += [(palette, {"transparency": value}, value == 1) for value in (0, 1)]
    cases += [(deep, {"transparency": value}, value == 500) for value in (0, 500)]
    for image, how, is_clear in cases:
        changes = images.decode(hostile.saved(image, "PNG", **how), SHAPE).changes
        assert ("on_white" in changes) == is_clear, (image.mode, how)


def test_the_first_frame_counts_and_metadata_are_gone():
    x = noise(2, 32, 32, 3)
    frames = [Image.fromarray(frame) for frame in x]
    for format in ("PNG", "WEBP"):
        more = {"save_all": True, "append_images": frames[1:], "lossless": True}
        assert (read(frames[0], format=format, **more) == x[0].transpose(2, 0, 1)).all()
    exif = Image.Exif()
    exif[0x8298] = "a name"  # copyright
    seen = decoder.decode(hostile.saved(frames[0], "JPEG", exif=exif), SHAPE)
    assert all(isinstance(part, np.ndarray | tuple) for part in seen) and "a name" not in str(seen)


def test_the_decoding_process_gives_what_the_function_gives():
    for kind in ("PNG, P", "JPEG, CMYK", "WEBP, RGBA", "held 6"):
        data = hostile.KINDS[kind][0]()
        there, here = decoder.decode(data, SHAPE), images.decode(data, SHAPE)
        assert (there.pixels == here.pixels).all() and (there.preview == here.preview).all()
        assert there[2:] == here[2:]


@pytest.mark.skipif(sys.platform == "win32", reason="the limit is the operating system's")
def test_the_decoding_process_cannot_write_files(tmp_path):
    """The limits that it sets for itself, in a process of this test's own."""
    kept = tmp_path / "kept"
    for limit, fails in (("", False), ("decoder.limit(decoder.MEMORY);", True)):
        imports = "from pathlib import Path; from ood_core.serving import decoder;"
        code = f"{imports} {limit} Path({str(kept)!r}).write_text('x')"
        done = subprocess.run([sys.executable, "-c", code], capture_output=True)
        assert bool(done.returncode) == fails and kept.stat().st_size == (not fails)
