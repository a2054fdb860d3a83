"""1,000 corrupt or hostile bundles: all must be refused in one sentence, and none executed.

Each goes through what the page and the worker do with it; the first of every kind that the page can
tell is uploaded to a server, too, by the page's own uploader.

python -m tests.load.bundles
"""

import asyncio
import shutil
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.load import hostile
from tests.load.server import Server, arguments, verdict
from tests.load.visitor import Visitor

HONEST = "plane-rings/energy"


def refused(data: bytes, out: Path) -> str:
    """The sentence; "" where it was taken, or died of anything but a sentence."""
    from ood_core.errors import UserError
    from ood_core.runs.bundle import unpack
    from ood_core.runs.record import import_bundle

    try:
        import_bundle(unpack(data), out)
    except UserError as error:
        return str(error)
    return ""


async def uploaded(url: str, honest: bytes, trap: Path) -> list[str]:
    """Upload one of each kind, and the honest one: names of those whose answer was not right."""
    visitor, wrong = Visitor(url), []
    await visitor.open("lab", benchmark="plane-rings", method="energy")
    many = hostile.hostile(honest, len(hostile.NAMED), 1, trap)
    for name, data in many:
        if name.endswith(": bomb"):
            continue  # the same as others to the page, and slow to make
        await visitor.upload("bring", "run.zip", data)
        await visitor.press("Bring it in")
        is_told = any("bundle" in said for said in visitor.warnings())
        if not is_told or visitor.link.count("job="):
            wrong.append(name)
    await visitor.upload("bring", "run.zip", honest)
    await visitor.press("Bring it in")
    end = time.monotonic() + 120
    while "job=" in visitor.link and time.monotonic() < end:
        await asyncio.sleep(0.4)
        await visitor.poll()
    if "run=plane-rings-energy-" not in visitor.link:
        wrong.append("the honest one was not taken")
    await visitor.close()
    return wrong + visitor.errors


def main(count: int) -> int:
    from ood_core.paths import PRETRAINED
    from ood_core.runs.bundle import pack
    from ood_core.runs.run import Run

    place = Path(tempfile.mkdtemp(prefix="oodlab-bundles-"))
    trap, out, honest = place / "trap", place / "runs" / "run", pack(Run.load(PRETRAINED / HONEST))
    out.parent.mkdir()
    wrong, sentences, start = [], Counter(), time.monotonic()
    for name, data in hostile.hostile(honest, count, 7, trap):
        try:
            sentence = refused(data, out)
        except (Exception, MemoryError) as error:  # anything that is not for a user to read
            sentence = f"{error!r}\n"
        is_readable = 20 < len(sentence) < 400 and "\n" not in sentence
        if not is_readable or list(out.parent.iterdir()):
            wrong.append(f"{name}: {sentence[:100]!r}")
        shutil.rmtree(out, ignore_errors=True)  # of one that was taken
        sentences[sentence.partition(":")[2][:50]] += 1
    print(
        f"{count} bundles of {len(hostile.KINDS)} kinds in {time.monotonic() - start:.0f} s, "
        f"{len(sentences)} different sentences"
    )
    with Server() as server:
        by_page = asyncio.run(uploaded(server.url, honest, trap))
    for line in (wrong + by_page)[:10]:
        print("wrong:", line)
    return verdict(
        {
            "all refused in a readable sentence, nothing left behind": not wrong,
            "the page refuses them, too, and takes the honest one": not by_page,
            "none executed": not trap.exists(),
        }
    )


if __name__ == "__main__":
    chosen = arguments(__doc__.splitlines()[0], bundles=1000)
    sys.exit(main(min(chosen.bundles, 5000)))
