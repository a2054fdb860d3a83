"""The recipes of DEPLOYMENT.md, each read by the program that it is for, where that is there."""

import os
import re
import shutil
import subprocess
import sys

import pytest

from ood_core import paths
from tests.load import servers
from tests.load.server import Server

pytestmark = pytest.mark.cluster
DOCKERFILE = (paths.ROOT / "Dockerfile").read_text("utf-8")
CODE = "".join(
    path.read_text("utf-8")
    for top in ("app", "ood_core")
    for path in (paths.ROOT / top).rglob("*.py")
)


def run(program: str, *words: str, **options) -> None:
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed")
    done = subprocess.run([program, *words], capture_output=True, text=True, **options)
    assert done.returncode == 0, done.stderr + done.stdout


def test_nginx_takes_its_file(tmp_path):
    site = servers.block("nginx").replace("listen 80;", "listen 127.0.0.1:8080;")
    conf = tmp_path / "nginx.conf"
    conf.write_text(f"pid {tmp_path}/pid; events {{}}\nhttp {{\n{site}\n}}\n")
    run("nginx", "-t", "-p", str(tmp_path), "-c", str(conf))


def test_caddy_takes_its_file(tmp_path):
    (tmp_path / "Caddyfile").write_text(servers.block("caddy"))
    home = os.environ | {"HOME": str(tmp_path)}
    run(
        "caddy",
        "validate",
        "--config",
        "Caddyfile",
        "--adapter",
        "caddyfile",
        cwd=tmp_path,
        env=home,
    )


def test_systemd_takes_its_unit(tmp_path):
    unit = re.sub(r"ExecStart=\S+", f"ExecStart={sys.executable}", servers.block("systemd"))
    (tmp_path / "ood-lab.service").write_text(unit.replace("User=lab\n", ""))
    run("systemd-analyze", "verify", "--man=no", str(tmp_path / "ood-lab.service"))


def test_compose_and_the_space_name_what_is_there():
    yaml = pytest.importorskip("yaml")
    compose = yaml.safe_load(servers.block("yaml"))
    services = compose["services"]
    assert {volume.partition(":")[0] for one in services.values() for volume in one["volumes"]} == {
        *compose["volumes"],
        "./nginx.conf",
    }
    assert [name for name, one in services.items() if "ports" in one] == ["proxy"]
    told = {name for one in services.values() for name in one.get("environment", {})}
    assert all(name in CODE for name in told if name.startswith("OODLAB"))
    port = yaml.safe_load(servers.block("space").split("---")[1])["app_port"]
    assert f"EXPOSE {port}\n" in DOCKERFILE


def test_each_variable_of_the_code_is_told_of_and_no_other():
    texts = (paths.ROOT / name for name in ("DEPLOYMENT.md", "README.md"))
    told = "".join(path.read_text("utf-8") for path in texts)
    assert {*re.findall(r"OODLAB_[A-Z_]+", CODE)} == {*re.findall(r"OODLAB_[A-Z_]+", told)}


@pytest.mark.parametrize("text", [DOCKERFILE, servers.block("systemd")], ids=["image", "unit"])
def test_what_visitors_make_lies_with_the_runs(text):
    for name in ("OODLAB_BENCHMARKS", "OODLAB_FEATURES"):
        assert re.search(rf"{name}=\S+/runs/\w+", text)


@pytest.mark.parametrize("path", ["", "lab", "/a/lab/"])
def test_the_images_health_check_honours_the_base_path(path, tmp_path, monkeypatch):
    monkeypatch.setenv("STREAMLIT_SERVER_BASE_URL_PATH", path)
    command = re.search(r'python -c "(.*?)"\n', DOCKERFILE, re.DOTALL).group(1).replace("\\\n", "")
    server = Server(tmp_path)
    check = [sys.executable, "-c", command.replace("8501", str(server.port))]
    assert subprocess.run(check, stderr=subprocess.DEVNULL).returncode != 0  # there is none yet
    server.url = f"{server.url}/{path.strip('/')}".rstrip("/")
    with server:
        assert subprocess.run(check).returncode == 0
