"""Errors keep their key and values wherever they go, so that a page can say them."""

import ast
import json
import pickle
import re
from copy import copy
from dataclasses import asdict
from pathlib import Path
from string import Formatter

import pytest

from ood_core.errors import UserError
from ood_core.jobs.job import Job, saved_in
from ood_core.jobs.orders import Training
from ood_core.paths import ROOT

INNER = UserError("error.test.size", "It has {size:.1f} MB.", size=12.34)
ERROR = UserError("error.test.file", "{file}: {why}", file=Path("a.png"), why=INNER)
SENTENCE = "a.png: It has 12.3 MB."


def calls():
    """Every `UserError(...)` of the core and the app: where it is, and the call."""
    for folder in ("app", "ood_core"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                match node:
                    case ast.Call(func=ast.Name(id="UserError")) if path.name != "errors.py":
                        yield f"{path.relative_to(ROOT)}:{node.lineno}", node


def test_an_error_is_the_same_in_another_process():
    for again in (pickle.loads(pickle.dumps(ERROR)), UserError.from_json(ERROR.to_json())):
        assert str(again) == str(ERROR) == SENTENCE and again.key == "error.test.file"
        assert again.values["why"].key == "error.test.size"
        assert again.values["why"].values == {"size": 12.34}
    assert copy(ERROR) is not ERROR and str(copy(ERROR)) == SENTENCE


def test_braces_of_a_sentence_without_values_stay():
    assert str(UserError("error.test.braces", "{bytes, path}")) == "{bytes, path}"


@pytest.mark.parametrize(
    "nonsense",
    [
        "",
        "It failed.",
        "[" * 100_000,
        json.dumps({"key": "a", "text": "b"}),
        json.dumps({"key": "a", "text": "{b}", "values": {"c": 1}}),
        json.dumps({"key": "a", "text": "{b:d}", "values": {"b": "1"}}),
        json.dumps({"key": "a", "text": "{b.c}", "values": {"b": "1"}}),
        json.dumps({"key": "a", "text": 1, "values": {"b": "1"}}),
        json.dumps({"key": "a", "text": "b", "values": 1}),
    ],
)
def test_what_is_no_error_is_refused(nonsense):
    with pytest.raises(ValueError):
        UserError.from_json(nonsense)


def test_a_jobs_file_keeps_why_it_failed(tmp_path):
    order = Training(benchmark="digits", method="csi", seed=0, settings={}, out=tmp_path / "run")
    for id, error in (("1", ERROR), ("2", None)):
        Job(id, "key", order, [], state="failed", error=error).save(tmp_path)
    failed, other = saved_in(tmp_path)
    assert str(failed.error) == SENTENCE and failed.error.values["why"].key == "error.test.size"
    assert other.error is None and asdict(other)["order"]["method"] == "csi"


def test_each_error_is_a_literal_sentence_with_a_key_of_its_own_and_all_its_values():
    texts, keys = {}, {}
    for place, call in calls():
        match call.args:
            case [ast.Constant(value=str(key)), ast.Constant(value=str(text))]:
                pass
            case [ast.Attribute(attr="key"), ast.Attribute(attr="text")]:
                continue  # of a message, which `words.py` declares
            case _:
                pytest.fail(f"{place}: key and text are no literals")
        assert re.fullmatch(r"error\.[a-z_]+\.[a-z0-9_]+", key), place
        assert texts.setdefault(key, text) == text, f"{place}: {key} has two texts"
        assert keys.setdefault(text, key) == key, f"{place}: {text!r} has two keys"
        given = {value.arg for value in call.keywords}
        wanted = {name for _, name, _, _ in Formatter().parse(text) if name} if given else set()
        assert wanted == given or None in given, place
    assert len(texts) > 150
