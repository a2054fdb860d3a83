import pytest
import torch
from torch.utils.flop_counter import FlopCounterMode

from ood_core.networks import precision
from ood_core.networks.wide_resnet import WideResNet


@pytest.mark.parametrize(
    ("depth", "widen", "millions"), [(16, 2, 0.7), (40, 2, 2.2), (16, 4, 2.7), (28, 10, 36.5)]
)
def test_wide_resnets_are_as_large_as_the_paper_says(depth, widen, millions):
    """Zagoruyko & Komodakis, 2016, tables 1, 4 and 5: parameters on CIFAR."""
    with torch.device("meta"):
        network = WideResNet((3, 32, 32), 10, depth, widen)
    count = sum(p.numel() for p in network.parameters())
    assert count / 1e6 == pytest.approx(millions, abs=0.06)


def test_its_head_reads_its_features_and_evaluation_is_at_full_precision():
    network = WideResNet((3, 32, 32), 10).eval()
    x = torch.rand(4, 3, 32, 32, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        features, logits = network.features(x), network(x)
        twice = network.double().head(network.body(2 * x.double() - 1))
    assert features.shape == (4, 128) and logits.shape == (4, 10)
    assert torch.allclose(logits.double(), twice, atol=1e-4)


def test_at_half_of_the_resolution_it_takes_a_quarter_of_the_multiplications():
    found = []
    for stride in (1, 2):
        with torch.device("meta"), FlopCounterMode(display=False) as counter:
            network = WideResNet((3, 32, 32), 10, stride=stride).eval()
            features = network.features(torch.ones(1, 3, 32, 32))
        assert features.shape == (1, 128)
        found.append(counter.get_total_flops())
    assert found[0] / found[1] == pytest.approx(4, abs=0.1)


@pytest.mark.parametrize("instruction", ["amx_bf16", "avx512_bf16", None])
def test_a_cpu_is_asked_for_its_instructions_and_nothing_is_timed(monkeypatch, instruction):
    found = {"avx2": True, "amx_bf16": False} | ({instruction: True} if instruction else {})
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: found)
    assert precision.has_bfloat16.__wrapped__("cpu") is bool(instruction)
    assert precision.has_bfloat16.__wrapped__("mps") is False


@pytest.mark.parametrize("supported", [True, False])
def test_a_gpu_is_believed_what_it_supports(monkeypatch, supported):
    def told(including_emulation=True):
        return supported or including_emulation

    monkeypatch.setattr(torch.cuda, "is_bf16_supported", told)
    assert precision.has_bfloat16.__wrapped__("cuda") is supported
