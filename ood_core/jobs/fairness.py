"""Who asks the queue for work, and who is next: a fair share for each address and each visitor.

Whose address has the least at work is next, then whose crowd has, then whose crowd was given the
least time of late, then whose crowd is known longest; within a crowd who was given the least, then
who is known longest. A crowd are visitors of one address who came within seconds of each other:
whoever throws cookies away to be many has the turns of one, and those who were here before go on
having theirs.
"""

import itertools
import time
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from ood_core.jobs.job import Job

SLICE = 20.0  # seconds that a training has before it gives way to who had less
LEAST = 3.0  # of these, where many of a crowd ask: they share a slice, and others need not wait
GAP = 5.0  # seconds between two new visitors of an address that are no crowd
GONE = 600.0  # seconds without a sign of a visitor, after which their jobs end
MOST = 10_000  # visitors that are remembered

HALF = 15.0  # seconds, after which half of what a crowd was given is forgotten

Rank = tuple[int, int, int, float, int, float]


@dataclass
class Visitor:
    """A browser, as far as its share of the queue goes."""

    address: str
    crowd: int  # a number for all who came with it
    since: float  # Unix time since when it is known
    seen: float  # when there was a sign of it
    served: float = 0.0  # seconds of work that were done for it


class Visitors:
    """Those who asked for work or opened a page since the server started."""

    def __init__(self) -> None:
        self._known: dict[str, Visitor] = {}
        self._came: dict[str, tuple[float, int]] = {}  # address -> its last new visitor, and crowd
        self._crowds = itertools.count()
        self._given: dict[int, tuple[float, float]] = {}  # crowd -> seconds of work, as of when
        self._oldest: dict[int, float] = {}  # crowd -> since when the first of it is known
        self._began = time.time()

    def see(self, id: str, address: str = "", since: float | None = None) -> None:
        """There is a sign of that visitor.

        Args:
            address: from which it comes.
            since: Unix time since when it is known, where that is longer than this server runs.
        """
        now = time.time()
        found = self._known.pop(id, None)  # the last seen stays last
        if found is None:
            found = Visitor(address, self._crowd(address, since or now), now, now)
        found.address, found.seen = address or found.address, now
        found.since = min(found.since, since or now)
        self._known[id] = found
        self._oldest[found.crowd] = min(self._oldest.get(found.crowd, now), found.since)
        while len(self._oldest) > MOST:
            del self._oldest[next(iter(self._oldest))]
        while len(self._known) > MOST:
            del self._known[next(iter(self._known))]

    def _crowd(self, address: str, since: float) -> int:
        """Of a new visitor; who was here at an earlier time comes with nobody."""
        now = time.time()
        if now - since > GAP:
            return next(self._crowds)
        at, crowd = self._came.pop(address, (0.0, 0))
        crowd = crowd if now - at < GAP else next(self._crowds)
        self._came[address] = now, crowd
        while len(self._came) > MOST:
            del self._came[next(iter(self._came))]
        return crowd

    def knows(self, id: str) -> bool:
        return id in self._known

    def serve(self, job: Job, seconds: float) -> None:
        """So much work was done for those who asked for that job."""
        for id in job.sessions:
            if id in self._known:
                self._known[id].served += seconds
                crowd = self._known[id].crowd
                self._given[crowd] = self._of_late(crowd) + seconds, time.time()
        for crowd in [one for one in self._given if self._of_late(one) < 1.0]:
            del self._given[crowd]

    def _of_late(self, crowd: int) -> float:
        """Seconds of work that were done for it, the older the less."""
        seconds, at = self._given.get(crowd, (0.0, 0.0))
        return seconds * 0.5 ** ((time.time() - at) / HALF)

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

    def slice(self, job: Job, active: Collection[Job]) -> float:
        """Seconds that a training has before it gives way: the jobs of a crowd share a slice.

        One that several crowds ask for has the largest of their shares.
        """
        asked = Counter(crowd for one in active for crowd in set(map(self.crowd_of, one.sessions)))
        least = min((asked[self.crowd_of(id)] for id in job.sessions), default=1)
        return max(min(LEAST, SLICE), SLICE / max(1, least))

    def rank(self, job: Job, running: Collection[Job]) -> Rank:
        """Lower is sooner; a job that no visitor asked for comes first."""
        others = [other for other in running if other is not job]
        return min(
            (self._of(id, job, others) for id in job.sessions), default=(0, 0, 0, 0.0, 0, 0.0)
        )

    def _of(self, id: str, job: Job, others: Collection[Job]) -> Rank:
        found, now = self._known.get(id, Visitor("", -1, 0.0, 0.0)), time.time()
        makers = [(self._maker(other), other) for other in others]
        busy = sum(one is not None and one.address == found.address for one, _ in makers)
        beside = [other for one, other in makers if one is not None and one.crowd == found.crowd]
        given = self._of_late(found.crowd)
        given += sum(now - one.started for one in (job, *beside) if one.state == "running")
        at_work = [one for one in (job, *others) if one.state == "running" and id in one.sessions]
        served = found.served + sum(now - one.started for one in at_work)
        known = self._oldest.get(found.crowd, found.since)
        return busy, len(beside), int(given // SLICE), known, int(served // SLICE), found.since

    def _maker(self, job: Job) -> Visitor | None:
        return next((self._known[id] for id in job.sessions if id in self._known), None)

    def crowd_of(self, id: str) -> int | str:
        """Whoever is not known comes with nobody."""
        return self._known[id].crowd if id in self._known else id

    def displaced(self, session: str, active: Collection[Job]) -> Job | None:
        """The waiting job that gives its place in a full queue to that visitor, if there is one.

        It is of whose crowd has the most jobs there, then of who has, and of those of who is known
        for the shortest time.
        """
        crowds = Counter(self.crowd_of(id) for job in active for id in job.sessions)

        def weight(id: str) -> tuple[int, int, float]:
            own = sum(id in job.sessions for job in active)
            return crowds[self.crowd_of(id)], own, self.since(id)

        waiting = [job for job in active if session and job.state == "waiting" and job.sessions]
        lightest = {job.id: min(job.sessions, key=weight) for job in waiting}
        heaviest = max(waiting, key=lambda job: weight(lightest[job.id]), default=None)
        if heaviest is None:
            return None
        other = lightest[heaviest.id]
        of_crowd, own, since = weight(session)
        of_crowd += self.crowd_of(other) != self.crowd_of(session)  # with the one that is asked
        return heaviest if weight(other) > (of_crowd, own + 1, since) else None
