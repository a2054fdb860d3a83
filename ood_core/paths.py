"""Where things lie: the project, the committed runs, the runs made here."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PRETRAINED = ROOT / "pretrained"
RUNS = Path(os.environ.get("OODLAB_RUNS_FOLDER") or ROOT / "runs").absolute()
COMMITTED = "pretrained"  # the name, in a link, of the run that comes with the app


def short(path: Path) -> str:
    """A path as others may see it: below the project as it is typed there, elsewhere its name."""
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.name
