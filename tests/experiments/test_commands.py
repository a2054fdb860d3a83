"""Every command that is printed for a reader can be given."""

import json
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from ood_core import experiments

ROOT = Path(__file__).resolve().parents[2]
COMMAND = re.compile(r"python -m ((?:ood_core|tests|app)\b[\w.]*)")
PAGES = [*ROOT.glob("app/**/*.py"), *ROOT.glob("app/**/*.md"), *ROOT.glob("ood_core/**/*.py")]
FILES = [*ROOT.glob("pretrained/**/*.json")]


def printed(paths: list[Path]) -> set[str]:
    """The modules that those files' commands run."""
    found = {m for path in paths for m in COMMAND.findall(path.read_text("utf-8"))}
    return {name.rstrip(".") for name in found}


def can_be_run(module: str) -> bool:
    try:
        spec = find_spec(module)
        return spec is not None and find_spec(f"{module}.__main__" if is_package(spec) else module)
    except ModuleNotFoundError:
        return False


def is_package(spec) -> bool:
    return spec.submodule_search_locations is not None


@pytest.mark.parametrize("module", sorted(printed([ROOT / "README.md", *PAGES, *FILES])))
def test_a_printed_command_names_a_module(module):
    assert can_be_run(module)


def test_what_pages_and_committed_files_print_needs_no_tests():
    """They are in the Docker image, which has no tests."""
    assert "ood_core.experiments.baseline_twin" in printed(FILES)
    assert not any(module.startswith("tests") for module in printed([*PAGES, *FILES]))


HELP = """
import runpy, sys
for module in sys.argv[1:]:
    sys.argv = [module, "--help"]
    try:
        runpy.run_module(f"ood_core.experiments.{module}", run_name="__main__")
    except SystemExit as end:
        assert end.code == 0, module
"""


def test_every_experiment_answers_help_and_does_nothing_else():
    folder = Path(experiments.__file__).parent
    modules = [p.stem for p in folder.glob("*.py") if "__main__" in p.read_text("utf-8")]
    assert {"claims", "baseline_twin", "seeds_digits"} < set(modules)
    command = [sys.executable, "-c", HELP, *modules]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.count("usage: ") == len(modules)


def test_the_measured_files_name_the_experiment_that_writes_them():
    for path in (ROOT / "pretrained" / "lessons").glob("*.json"):
        module = json.loads(path.read_text("utf-8"))["command"].removeprefix("python -m ")
        source = Path(find_spec(module).origin).read_text("utf-8")
        assert f"pretrained/lessons/{path.name}" in source
