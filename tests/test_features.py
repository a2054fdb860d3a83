"""Features of photographs: computed once, by content, with their turns and crops."""

import io
import socket
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from skimage import data as image_data

from ood_core import features
from ood_core.augment import one_of, rotate
from ood_core.benchmarks import photographs, photos
from ood_core.benchmarks.photographs import Photographs
from ood_core.errors import UserError
from ood_core.features import by_core, compute, read_inputs
from ood_core.networks import backbone
from ood_core.networks.gan import build_discriminator, build_generator
from ood_core.networks.head import FeatureHead


def photograph(seed: int, turns: int = 0) -> bytes:
    """A coarse pattern, turned by quarter turns, as a PNG file."""
    coarse = np.random.default_rng(seed).integers(0, 256, (8, 8, 3), np.uint8)
    pixels = np.rot90(np.kron(coarse, np.ones((32, 32, 1), np.uint8)), turns)
    buffer = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(pixels)).save(buffer, "PNG")
    return buffer.getvalue()


def asked(seeds, crops: int = 0) -> Photographs:
    return Photographs(tuple(photograph(seed) for seed in seeds), backbone.OURS, crops)


@pytest.fixture(autouse=True)
def folder(monkeypatch, tmp_path):
    monkeypatch.setenv("OODLAB_FEATURES", str(tmp_path / "features"))
    return tmp_path / "features"


def test_the_features_of_a_turned_photograph_are_those_of_the_photograph_rolled():
    """What CSI's turn of features claims, by turning the picture itself."""
    files = tuple(photograph(0, turns) for turns in range(4))
    list(compute([Photographs(files, backbone.OURS)]))
    found = photographs.features(Photographs(files, backbone.OURS))
    assert found.shape == (4, 4, 1280) and found.dtype == np.float16
    upright = torch.from_numpy(found[:1])
    for turns in range(4):
        turned = rotate(upright, turns)[0].float()
        assert torch.allclose(turned, torch.from_numpy(found[turns]).float(), atol=0.02)
    assert not np.allclose(found[0, 0], found[0, 1], atol=0.1)


def test_they_are_computed_once_and_kept_by_content(monkeypatch, folder):
    monkeypatch.setattr(photographs, "CHUNK", 2)
    with pytest.raises(UserError, match="have not been computed yet"):
        photographs.features(asked(range(3)))
    steps = compute([asked(range(3))])
    assert [next(steps), next(steps)] == [(0, 3), (2, 3)]
    steps.close()  # cancelled: what was done stays
    assert len(list(folder.iterdir())) == 1
    assert list(compute([asked(range(3))])) == [(2, 3), (3, 3)]
    monkeypatch.setattr("ood_core.features.backbone", None)  # it is not needed any more
    assert list(compute([asked(range(3))])) == [(3, 3)]
    assert len(photographs.features(asked(range(3)))) == 3
    assert asked([0, 1]).key != asked([1, 0]).key != asked([1, 0], crops=2).key


def test_crops_differ_from_the_whole_and_from_each_other_and_are_drawn_alike():
    list(compute([asked(range(2), crops=2)]))
    found = photographs.features(asked(range(2), crops=2)).astype(np.float32)
    assert found.shape == (2, 2, 4, 1280)
    assert np.abs(found[:, 0] - found[:, 1]).max() > 0.1
    next(photographs.folder().iterdir()).unlink()
    list(compute([asked(range(2), crops=2)]))
    assert np.allclose(photographs.features(asked(range(2), crops=2)), found, atol=0.02)


def test_a_photograph_becomes_an_input_without_a_network_connection(monkeypatch, tmp_path):
    def refused(*_):
        raise AssertionError("a socket was asked for")

    monkeypatch.setattr(socket, "socket", refused)
    backbone.backbone.cache_clear()
    rocket = Path(image_data.__file__).parent / "rocket.jpg"
    x = read_inputs([rocket], photos.photos())
    assert x.shape == (1, 4, 1280) and x.dtype == np.float16
    head = backbone.backbone(backbone.OURS, backbone.precision()).head
    assert head(torch.from_numpy(x[:, 0]).float()).argmax() == 657  # ImageNet's class "missile"
    (tmp_path / "no.jpg").write_bytes(b"no picture")
    with pytest.raises(UserError, match=r"no.jpg is not a readable image"):
        read_inputs([tmp_path / "no.jpg"], photos.photos())


def test_a_photograph_of_sixteen_bits_is_seen_as_its_world_sees_them(tmp_path, monkeypatch):
    """Of twelve bits that ID fills half: white is what is white there."""
    monkeypatch.setattr(features, "of_pixels", lambda x, *_: x)
    deep = np.random.default_rng(0).integers(0, 2048, (256, 256)).astype(np.uint16)
    Image.fromarray(deep).save(tmp_path / "deep.png")
    for levels in ((0, 2047), (0, 4095)):
        world = replace(photos.photos(), levels=levels)
        seen = read_inputs([tmp_path / "deep.png"], world)[0, 0]
        assert (seen == deep.astype(int) * 255 // levels[1]).all()


def test_a_few_at_a_time_on_each_core_they_are_the_same_in_the_same_order():
    threads, x = torch.get_num_threads(), torch.rand(5, 3, 256, 256)
    network = backbone.backbone(backbone.OURS, "float32")
    with torch.inference_mode():
        whole = network.features(x)
    assert torch.allclose(by_core(network.features, x), whole, atol=1e-4)
    assert torch.get_num_threads() == threads

    def fails(few):
        raise UserError("key", "No.")

    with pytest.raises(UserError):
        by_core(fails, x)
    assert torch.get_num_threads() == threads


def test_damaged_features_are_one_clear_sentence(folder):
    list(compute([asked([0])]))
    next(folder.iterdir()).write_bytes(b"no array")
    with pytest.raises(UserError, match="is damaged: remove it"):
        photographs.features(asked([0]))


def test_one_of_the_crops_is_drawn_for_each():
    x = torch.arange(2).view(1, 2, 1, 1).expand(64, 2, 4, 3)
    drawn = one_of(x, torch.Generator().manual_seed(0))
    assert drawn.shape == (64, 4, 3) and set(drawn[:, 0, 0].tolist()) == {0, 1}


def test_heads_look_at_the_upright_photograph_alone():
    x = torch.rand(3, 4, 8)
    other = torch.cat([x[:, :1], torch.rand(3, 3, 8)], dim=1)
    head, discriminator = FeatureHead((4, 8), 5), build_discriminator((4, 8))
    assert torch.equal(head(x), head(other)) and head(x).shape == (3, 5)
    assert torch.equal(discriminator(x), discriminator(other)) and discriminator(x).shape == (3,)
    made = build_generator((4, 8), latent=2)(torch.randn(6, 2))
    assert made.shape == (6, 4, 8) and (made >= 0).all()
