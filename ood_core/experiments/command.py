"""An experiment as a command: how it ends is what `python -m ood_core` does, too."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from ood_core.errors import UserError


def run(main: Callable[[], object], about: str) -> NoReturn:
    """Do what a module without options is for, and end the process; `about` is what --help says."""
    formatter = argparse.RawDescriptionHelpFormatter
    argparse.ArgumentParser(description=about, formatter_class=formatter).parse_args()
    sys.exit(exit_code(main, Path(sys.argv[0]).stem))


def exit_code(main: Callable[[], object], name: str, interrupted: str = "interrupted.") -> int:
    """Of the command `name`: 0, 2 after a UserError's sentence on stderr, 130 after Ctrl-C."""
    try:
        main()
    except UserError as error:
        print(f"{name}: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print(f"{name}: {interrupted}", file=sys.stderr)
        return 130
    return 0
