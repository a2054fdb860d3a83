"""The floors of the house: the contracts in pyproject.toml, and what they do not see."""

import ast
import json
import re
import subprocess
import sys
import tomllib
from graphlib import TopologicalSorter
from pathlib import Path

import grimp

ROOT = Path(__file__).resolve().parents[1]
CODE = [path for name in ("app", "ood_core") for path in sorted((ROOT / name).rglob("*.py"))]
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]


def test_the_contracts_are_kept():
    command = [Path(sys.executable).with_name("lint-imports"), "--no-cache", "--no-logo"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_a_contract_that_is_broken_is_found(tmp_path):
    """Imports inside functions count."""
    for place in ("app/views/a", "app/views/b", "app/text", "ood_core"):
        (tmp_path / place).mkdir(parents=True)
    for folder in [path for path in tmp_path.rglob("*") if path.is_dir()]:
        (folder / "__init__.py").touch()
    (tmp_path / "app/views/a/page.py").write_text("def f():\n    from app.views.b import x\n")
    (tmp_path / "app/text/names.py").write_text("def f():\n    import app.views.b\n")
    (tmp_path / "ood_core/files.py").write_text("from app.text import names\n")
    (tmp_path / ".importlinter").write_text(
        """
[importlinter]
root_packages =
    app
    ood_core

[importlinter:contract:core]
name = core
type = layers
layers =
    app
    ood_core

[importlinter:contract:floors]
name = floors
type = layers
containers = app
layers =
    views
    text

[importlinter:contract:pages]
name = pages
type = independence
modules =
    app.views.a
    app.views.b
"""
    )
    command = [Path(sys.executable).with_name("lint-imports"), "--no-cache", "--no-logo"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 1
    for broken in (
        "app.views.a.page -> app.views.b",
        "app.text.names -> app.views.b",
        "ood_core.files -> app.text.names",
    ):
        assert broken in done.stdout


def test_every_page_is_one_that_no_other_may_import():
    (pages,) = (c["modules"] for c in CONTRACTS["contracts"] if c["type"] == "independence")
    folders = {path.parent.name for path in (ROOT / "app" / "views").glob("*/__init__.py")}
    named = {page.removeprefix("app.views.").removesuffix(".*") for page in pages}
    assert named == folders and "app.views.lessons.*" in pages


def test_no_module_imports_itself_by_way_of_others():
    graph = grimp.build_graph("app", "ood_core", cache_dir=None)
    assert len(graph.modules) == len(CODE)  # what lies in a folder without __init__.py is not seen
    imported = {name: graph.find_modules_directly_imported_by(name) for name in graph.modules}
    TopologicalSorter(imported).prepare()  # CycleError names the circle


def test_only_data_keeps_what_pages_have_read():
    """A page that caches by itself keeps a second copy, or text of another visitor's language."""
    above = [path for path in CODE if path.relative_to(ROOT).parts[1] in ("views", "blocks")]
    assert not [path for path in above if "st.cache_" in path.read_text("utf-8")]


def test_every_folder_of_code_says_what_it_is():
    for folder in {path.parent for path in CODE}:
        text = (folder / "__init__.py").read_text("utf-8")
        assert (ast.get_docstring(ast.parse(text)) or "").endswith("."), folder


def test_what_widgets_may_use_undeclared_is_shared():
    """biome.json lists it; each widget's code comes after shared.js."""
    shared = (ROOT / "app/components/shared.js").read_text("utf-8")
    declared = set(re.findall(r"^(?:const|function) (\w+)", shared, re.MULTILINE))
    (listed,) = (
        rules["javascript"]["globals"]
        for rules in json.loads((ROOT / "biome.json").read_text("utf-8"))["overrides"]
        if rules["includes"] == ["app/components/*/*.js"]
    )
    assert set(listed) <= declared
