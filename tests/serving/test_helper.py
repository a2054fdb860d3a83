"""A process that answers: what it says, how it dies, and that it comes back."""

import os
import sys
import threading
import time
import tracemalloc

import numpy as np
import pytest

from ood_core.errors import UserError
from ood_core.serving.helper import Helper, Stopped

CODE = """
import os, sys, time
import numpy as np
from ood_core.errors import UserError
from ood_core.serving.helper import serve

def answer(question):
    match str(question["do"]):
        case "double": return {"x": 2 * question["x"], "pid": np.array(os.getpid())}
        case "refuse": raise UserError("error.test", "Not that one.")
        case "die": os._exit(3)
        case "raise": raise RuntimeError("a fault")
        case "hang": time.sleep(600)
        case "shout": print("words on standard output", flush=True); return {}
        case "pickle": return {"x": np.array([object()], dtype=object)}

serve(answer)
"""


@pytest.fixture(scope="module")
def helper(tmp_path_factory):
    folder = tmp_path_factory.mktemp("code")
    (folder / "answering.py").write_text(CODE)
    before = os.environ.get("PYTHONPATH", "")
    os.environ["PYTHONPATH"] = f"{folder}{os.pathsep}{before}"
    made = Helper("answering", 1.0)
    yield made
    os.environ["PYTHONPATH"] = before
    made.end()


def do(what, x=None):
    return {"do": np.array(what), "x": np.arange(3) if x is None else x}


def test_answers_come_back_as_arrays(helper):
    x = np.random.default_rng(0).normal(size=(50, 3, 32, 32))
    first, second = (helper.ask(do("double", x)) for _ in range(2))
    assert np.array_equal(first["x"], 2 * x) and first["x"].dtype == x.dtype
    assert first["pid"] == second["pid"] != os.getpid()
    assert helper.ask(do("shout")) == {}  # what is printed there is no answer


def test_a_large_question_is_not_copied(helper):
    helper.ask(do("shout"))
    large = do("shout", np.zeros(2**26, np.uint8))
    tracemalloc.start()
    helper.ask(large)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2**20


def test_arrays_of_any_form_come_back(helper):
    for x in (np.array(2.5), np.zeros((0, 3)), np.asfortranarray(np.eye(3)), np.arange(9)[::2]):
        found = helper.ask(do("double", x))["x"]
        assert np.array_equal(found, 2 * x) and found.shape == x.shape
        found += 1  # it may be changed


def test_a_refusal_is_its_sentence(helper):
    with pytest.raises(UserError, match=r"Not that one\."):
        helper.ask(do("refuse"))
    assert helper.ask(do("double"))["x"].tolist() == [0, 2, 4]


@pytest.mark.parametrize("fault", ["die", "raise", "hang", "pickle"])
def test_after_a_fault_the_next_question_is_answered(helper, fault):
    before = helper.ask(do("double"))["pid"]
    start = time.monotonic()
    with pytest.raises(Stopped):
        helper.ask(do(fault))
    assert time.monotonic() - start < 1.5  # its limit is one second
    after = helper.ask(do("double"))
    assert after["x"].tolist() == [0, 2, 4] and after["pid"] != before


def test_many_ask_at_once_and_each_gets_its_own_answer(helper):
    found = {}

    def ask(i):
        found[i] = helper.ask(do("double", np.array([i])))["x"][0]

    threads = [threading.Thread(target=ask, args=(i,)) for i in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {i: 2 * i for i in range(20)}


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks at /proc")
def test_the_process_ends_with_the_one_that_asks(helper, tmp_path):
    import subprocess

    code = "import numpy as np; from ood_core.serving.helper import Helper; import os\n"
    code += "h = Helper('answering', 5); print(h.ask({'do': np.array('double'), 'x': np.ones(1)})"
    code += "['pid'], flush=True); os._exit(1)"  # no clean end
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    pid, deadline = int(done.stdout), time.monotonic() + 10
    while os.path.exists(f"/proc/{pid}") and time.monotonic() < deadline:  # noqa: PTH110
        time.sleep(0.02)  # between two looks
    assert not os.path.exists(f"/proc/{pid}")  # noqa: PTH110
