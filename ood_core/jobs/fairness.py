"""Who asks the queue for work, and who is next: a fair share for each address and each visitor.

Whose address has the least at work is next, then who was given the least time, then who is known
longest: a crowd that comes all at once waits for those who were here before.
"""

import time
from collections.abc import Collection
from dataclasses import dataclass

from ood_core.jobs.job import Job

SLICE = 15.0  # seconds that a training has before it gives way to who had less
GONE = 600.0  # seconds without a sign of a visitor, after which their jobs end
MOST = 10_000  # visitors that are remembered

Rank = tuple[int, int, float]


@dataclass
class Visitor:
    """A browser, as far as its share of the queue goes."""

    address: str
    since: float  # Unix time since when it is known
    seen: float  # when there was a sign of it
    served: float = 0.0  # seconds of work that were done for it


class Visitors:
    """Those who asked for work or opened a page since the server started."""

    def __init__(self) -> None:
        self._known: dict[str, Visitor] = {}
        self._began = time.time()

    def see(self, id: str, address: str = "", since: float | None = None) -> None:
        """There is a sign of that visitor.

        Args:
            address: from which it comes.
            since: Unix time since when it is known, where that is longer than this server runs.
        """
        now = time.time()
        found = self._known.pop(id, None) or Visitor(address, now, now)  # the last seen stays last
        found.address, found.seen = address or found.address, now
        found.since = min(found.since, since or now)
        self._known[id] = found
        while len(self._known) > MOST:
            del self._known[next(iter(self._known))]

    def serve(self, job: Job, seconds: float) -> None:
        """So much work was done for those who asked for that job."""
        for id in job.sessions:
            if id in self._known:
                self._known[id].served += seconds

    def since(self, id: str) -> float:
        """Unix time since when that visitor is known; those of before the server started: 0."""
        return self._known[id].since if id in self._known else 0.0

    def are_gone(self, job: Job) -> list[str]:
        """Those who asked for that job and are not here any more."""
        now = time.time()
        seen = {
            id: self._known[id].seen if id in self._known else self._began for id in job.sessions
        }
        return [id for id, at in seen.items() if now - at > GONE]

    def rank(self, job: Job, running: Collection[Job]) -> Rank:
        """Lower is sooner; a job that no visitor asked for comes first."""
        others = [other for other in running if other is not job]
        return min((self._of(id, job, others) for id in job.sessions), default=(0, 0, 0.0))

    def _of(self, id: str, job: Job, others: Collection[Job]) -> Rank:
        found, now = self._known.get(id, Visitor("", 0.0, 0.0)), time.time()
        busy = sum(self._address(other) == found.address for other in others)
        at_work = [one for one in (job, *others) if one.state == "running" and id in one.sessions]
        served = found.served + sum(now - one.started for one in at_work)
        return busy, int(served // SLICE), found.since

    def _address(self, job: Job) -> str | None:
        addresses = [self._known[id].address for id in job.sessions if id in self._known]
        return addresses[0] if addresses else None

    def displaced(self, session: str, active: Collection[Job]) -> Job | None:
        """The waiting job that gives its place in a full queue to that visitor, if there is one.

        It is of who has the most jobs there, and of those of who is known for the shortest time.
        """

        def weight(id: str, more: int = 0) -> tuple[int, float]:
            return sum(id in job.sessions for job in active) + more, self.since(id)

        waiting = [job for job in active if session and job.state == "waiting" and job.sessions]
        heaviest = max(waiting, key=lambda job: min(map(weight, job.sessions)), default=None)
        if heaviest is None or min(map(weight, heaviest.sessions)) <= weight(session, 1):
            return None
        return heaviest
