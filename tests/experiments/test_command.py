"""How an experiment's command ends."""

import runpy
import sys

import pytest

from ood_core import benchmarks
from ood_core.canvas import painting
from ood_core.errors import UserError
from ood_core.runs.run import Run

MODULES = (
    "ablation_confident_gan",
    "baseline_twin",
    "claims",
    "pretrained",
    "seeds_confident_gan",
    "seeds_digits",
    "seeds_oodness",
)
REFUSED = UserError("error.test", "Nothing can be trained here.")


@pytest.mark.filterwarnings("ignore:.*found in sys.modules")
@pytest.mark.parametrize(("raised", "code"), [(REFUSED, 2), (KeyboardInterrupt(), 130)])
@pytest.mark.parametrize("module", MODULES)
def test_it_ends_with_one_line_and_its_exit_code(
    module, raised, code, monkeypatch, capsys, tmp_path
):
    def refuse(*_):
        raise raised

    for place, name in ((benchmarks, "get"), (Run, "load"), (painting, "paint")):
        monkeypatch.setattr(place, name, refuse)
    monkeypatch.setattr("ood_core.paths.RUNS", tmp_path)
    monkeypatch.setattr(sys, "argv", [f"{module}.py"])
    with pytest.raises(SystemExit) as end:
        runpy.run_module(f"ood_core.experiments.{module}", run_name="__main__")
    said = capsys.readouterr().err
    assert end.value.code == code and said.startswith(f"{module}: ") and said.count("\n") == 1
    assert ("Nothing can be trained here." in said) == (code == 2)
