"""Where things lie: the project, the committed runs, the runs made here."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PRETRAINED = ROOT / "pretrained"
RUNS = ROOT / "runs"
