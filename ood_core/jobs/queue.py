"""Work in worker processes, so that no page ever trains, blocks or imports torch.

A worker process serves one job and ends. One more always waits with torch imported and the data
loaded, so that a job's first frame comes at once. Cancelling is Ctrl-C: the run so far is kept.
A worker whose server has gone ends, too. Where it runs, `machines` tells; a job that has lost its
machine waits again, and resumes.

Every job is a file in `runs/.jobs/`, written before anything is done about it. A server that starts
there takes over what the last one left: waiting jobs wait again, and those that were running do
too, and then resume from their checkpoint. One server at a time keeps a folder's queue.

Visitors share it (`fairness`): a training that has had its slice of time gives way to who had less,
and is resumed later from its checkpoint. What it lost since is at most what it had kept of that
slice. One that kept less gives way all the same, but the next time after twice as long: all that it
loses so is less than twice the time between two checkpoints. What is lost counts against its
visitor's share, and not against its limit. Canvases, which take seconds, have a worker of their
own. The jobs of visitors who are gone end.
"""

import atexit
import math
import os
import shutil
import subprocess
import threading
import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cachetools import TTLCache

from ood_core import paths
from ood_core.benchmarks.custom import store as custom
from ood_core.errors import UserError
from ood_core.files import WINDOWS, WRITING, hold, write_atomically
from ood_core.jobs import retention, trash
from ood_core.jobs.fairness import Visitors
from ood_core.jobs.job import Job, State, expected, last_line, saved_in
from ood_core.jobs.machines import AnyWorker, Machines
from ood_core.jobs.orders import BundleImport, CanvasPainting, Order, RunOrder
from ood_core.jobs.process import LOST, not_started, quietly
from ood_core.jobs.retention import Bounds, Limits, wanted
from ood_core.runs import run as runs
from ood_core.runs.run import CHECKPOINT, LOCK, is_under_way, partial_path, unfinished

if TYPE_CHECKING:
    from ood_core.jobs.remote import Remote

NO_ANSWER = "error.jobs.unreachable"  # the key of what says that the queue cannot be asked
JOBS = ".jobs"  # the folder of their files, in that of runs
CAPACITY = 100  # jobs waiting or running; one more is refused
PER_SESSION = 5  # of these, for one browser: one of every method
KEPT = 500  # jobs that are over and still known
TRIES = 3  # workers that begin with a job before it is given up
GRACE = 1.5  # seconds after a cancel until another job may begin
AHEAD = 2.0  # seconds after a job's start until the next worker warms up: first frames come first
TICK = 2.0  # seconds between looks at whose turn it is, and who is gone
FORETOLD = 1.0  # seconds for which it is kept when each job starts
CLEAR = "clear"  # a file of that name among the jobs ends them all
TAIL = 60.0  # seconds that a cancelled job may still take to keep its run, beside the next one


class Queue:
    """The jobs of one folder of runs. Threads of the server may use it freely."""

    def __init__(self, folder: Path) -> None:
        """Raises UserError where another server keeps this queue, or nothing can be kept."""
        self.folder = folder
        self._files = folder / JOBS
        try:
            self._files.mkdir(parents=True, exist_ok=True)
            self._held = hold(self._files / LOCK)
        except OSError as error:
            raise UserError(
                "error.jobs.unwritable",
                "{folder} cannot keep runs: {why}.",
                folder=folder,
                why=error.strerror,
            ) from error
        if self._held is None:
            raise UserError(
                "error.jobs.other_server",
                "Another OOD Lab keeps its runs in {folder}: train there, or end it.",
                folder=folder,
            )
        self._machines = Machines()
        self.limit = 60 * wanted("OODLAB_MINUTES", 60)  # seconds for one job
        self.limits = Limits.wanted()
        self._changed = threading.Condition()  # guards all below, and tells of jobs that end
        self._jobs = {job.id: job for job in saved_in(self._files)}
        self._visitors = Visitors()
        self._giving_way: set[str] = set()  # jobs that are to wait again
        self._at_work: dict[str, AnyWorker] = {}  # by job
        self._tails: list[str] = []  # jobs at work that only keep their run: no one waits for them
        self._later: list[Path] = []  # runs that may want UMAP and intervals
        self._beside: subprocess.Popen | None = None  # who makes them
        self._foretelling = threading.Lock()
        self._foretold: TTLCache[tuple, dict[str, float]] = TTLCache(4, FORETOLD)
        self._closed = True  # nothing begins before all is known
        with self._changed:
            self._take_over()
            self._closed = False
            self._start()
        threading.Thread(target=self._add_later, name="ood-later", daemon=True).start()
        threading.Thread(target=self._tick, name="ood-tick", daemon=True).start()

    # What pages ask.

    def warm(self) -> None:
        """Have a worker waiting; returns at once."""
        with self._changed:
            if not self._closed:
                self._machines.warm()

    def bounds(self) -> Bounds:
        return Bounds(self.limits.runs, self.limits.gigabytes, self.limit / 60)

    def see(self, session: str, address: str = "", since: float | None = None) -> None:
        """That browser is here: see `Visitors.see`."""
        with self._changed:
            self._visitors.see(session, address, since)

    def job(self, id: str) -> Job | None:
        return self._jobs.get(id)

    def latest(self, order: Order) -> Job | None:
        """The last job for an equal order, however it stands."""
        key = order.key
        with self._changed:
            return next((job for job in reversed(self._jobs.values()) if job.key == key), None)

    def missing(self) -> UserError | None:
        """Why there is no machine to train on; None where there is one."""
        return self._machines.missing

    def active(self) -> list[Job]:
        """The jobs that are not over, in the order of their requests."""
        with self._changed:
            return [job for job in self._jobs.values() if not job.is_over]

    def submit(self, order: Order, session: str = "") -> Job:
        """Ask for work. An order that equals an earlier one gets that one's job.

        Its result may be there already.

        Args:
            session: the browser that asks; "" for none.

        Raises:
            UserError: the queue is full, or has enough of this browser, or the disk is full.
        """
        key = order.key
        with self._changed:
            if session:
                self._visitors.see(session)
            shared = self._shared(key)
            mine = [job for job in self.active() if session in job.sessions]
            if session and len(mine) >= PER_SESSION and shared not in mine:
                raise UserError(
                    "error.jobs.enough_of_yours",
                    "{n} trainings of yours are waiting or under way. Cancel one, or wait until "
                    "one is over.",
                    n=PER_SESSION,
                )
            if shared is None:
                shared = self._accept(order, key, session)
            if session and session not in shared.sessions:
                shared.sessions.append(session)
            self._keep(shared)
            self._jobs[shared.id] = shared
            self._start()
        return shared

    def leave(self, job: Job, session: str) -> None:
        """This browser does not want it any more; when nobody does, it ends."""
        with self._changed:
            job.sessions = [s for s in job.sessions if s != session]
            if job.sessions:
                self._keep(job)
            else:
                self.stop(job)

    def stop(self, job: Job, why: UserError | None = None) -> None:
        """End it by Ctrl-C, so that the run so far is kept; the next job does not wait for that."""
        with self._changed:
            if job.is_over or job.stopping:
                return
            job.stopping, job.error = True, why
            if job.state == "waiting":
                self._end(job, "cancelled")
                return
            self._keep(job)  # the next server must not begin with it again
            worker = self._at_work[job.id]
            worker.interrupt()
        _after(GRACE, self._let_go, job)
        _after(TAIL, worker.kill)

    def delete_run(self, out: Path) -> None:
        """Put a run into the trash.

        Raises:
            UserError: a training is at it, or waits for it.
        """
        with self._changed:
            if out in [job.out for job in self.active()] or is_under_way(out):
                raise UserError(
                    "error.jobs.run_in_training",
                    "{run} is being trained: cancel that first.",
                    run=out.name,
                )
            self._discard([out])

    def delete_benchmark(self, name: str) -> None:
        """Put a custom benchmark into the trash, and all runs on it.

        Raises:
            UserError: a training on it waits, or is under way.
        """
        with self._changed:
            on_it = runs.runs_on(self.folder, name)
            orders = [job.order for job in self.active() if isinstance(job.order, RunOrder)]
            if any(order.world == name for order in orders) or any(map(is_under_way, on_it)):
                raise UserError(
                    "error.jobs.benchmark_in_training",
                    "A training on {benchmark} is waiting or under way: delete {benchmark} when "
                    "it is over.",
                    benchmark=name,
                )
            self._discard([*on_it, custom.folder() / name])

    def _discard(self, places: list[Path]) -> None:
        trash.discard(places)
        _after(trash.LATER + 1, self._empty_trash)

    def _empty_trash(self) -> None:
        for folder in (self.folder, custom.folder()):
            trash.empty(folder)

    def position(self, job: Job) -> int:
        """How many jobs start before this one, itself included; 0 = it is running, or over."""
        active = self._in_lane_of(job, self.active())
        running = [other for other in active if other.state == "running"]
        waiting = [other for other in active if other.state == "waiting"]
        waiting.sort(key=lambda other: self._visitors.rank(other, running))
        return waiting.index(job) + 1 if job in waiting else 0

    def expected(self, order: Order) -> float | None:
        """Seconds that the order will take once it runs, see `job.expected`."""
        with self._changed:
            return expected(order, [j for j in self._jobs.values() if j.state == "done"])

    def wait(self, job: Job) -> float | None:
        """Seconds until a waiting job starts, as far as it was measured; None: it was not."""
        lane = self._in_lane_of(job, [o for o in self.active() if not o.stopping])
        if job.state != "waiting" or job not in lane:
            return 0.0
        return self._starts(lane, self._places(job)).get(job.id)

    def _starts(self, lane: list[Job], places: int) -> dict[str, float]:
        """When each waiting job of a lane starts, by its id; kept a moment, for all pages ask."""
        stands = places, *((job.id, job.state, job.seconds) for job in lane)
        with self._foretelling:
            if (starts := self._foretold.get(stands)) is None:
                starts = self._foretold[stands] = self._play(lane, places)
        return starts

    def _play(self, lane: list[Job], places: int) -> dict[str, float]:
        """Play what will happen."""
        waiting = [job for job in lane if job.state == "waiting"]
        running = [(_length(job), job) for job in lane if job.state == "running"]
        now, starts = 0.0, {}
        while waiting and places and now < math.inf:
            is_free = len(running) < places
            at_work = [job for _, job in running]
            if is_free and (following := self._may_start(waiting, at_work)):
                starts[following.id] = now
                waiting.remove(following)
                running.append((now + _length(following), following))
            else:
                now, over = min(running, key=lambda one: one[0])
                running = [one for one in running if one[1] is not over]
        return starts

    # What the threads do.

    def _keep(self, job: Job) -> None:
        with suppress(OSError):  # a full disk must not stop the queue
            job.save(self._files)

    def _shared(self, key: str) -> Job | None:
        """The job for the same, under way or well done; its result must still be there."""
        for job in self._jobs.values():
            is_there = job.state == "done" and job.out.exists()
            if job.key == key and not job.stopping and (is_there or not job.is_over):
                return job
        return None

    def _accept(self, order: Order, key: str, session: str) -> Job:
        active = self.active()
        if len(active) >= CAPACITY and (least := self._visitors.displaced(session, active)):
            why = UserError(
                "error.jobs.gave_place",
                "The queue is full, and it gave its place to a visitor who had fewer there. Ask "
                "for it again in a few minutes.",
            )
            self.stop(least, why)
            active = self.active()
        if len(active) >= CAPACITY:
            raise UserError(
                "error.jobs.full",
                "{n} trainings are waiting already, and there is no place for more. Try again in "
                "a few minutes.",
                n=len(active),
            )
        removed = []
        if isinstance(order, RunOrder):
            coming = [job.out for job in active if isinstance(job.order, RunOrder)]
            after = self._going(session)
            removed = retention.evict(self.folder, [*coming, order.out], self.limits, after)
        retention.check_disk(self.folder)
        seconds = self.expected(order)
        for old in [job for job in self._jobs.values() if job.is_over][:-KEPT]:
            del self._jobs[old.id]
            (self._files / f"{old.id}.json").unlink(missing_ok=True)
        id = f"{time.time_ns():x}"  # sorts by time, also as a file's name
        return Job(id, key, order, [], seconds=seconds, removed=removed, maker=session)

    def _going(self, session: str) -> Callable[[str], tuple[int, float]]:
        """In which order runs go for one of that visitor's: their own, then those of nobody, then
        those of who is known for the shortest time."""
        makers = {job.out.name: job.maker for job in self._jobs.values() if job.maker}

        def after(name: str) -> tuple[int, float]:
            maker = makers.get(name, "")
            if maker in (session, ""):
                return int(maker != session), 0.0
            return 2, -self._visitors.since(maker)

        return after

    def _places(self, job: Job) -> int:
        """How many jobs such as this one may run beside each other."""
        places = self._machines.places
        return min(1, places) if isinstance(job.order, CanvasPainting) else places

    def _in_lane_of(self, job: Job, jobs: list[Job]) -> list[Job]:
        """Those that share their workers with it: canvases have one of their own."""
        is_canvas = isinstance(job.order, CanvasPainting)
        return [one for one in jobs if isinstance(one.order, CanvasPainting) == is_canvas]

    def _next(self) -> Job | None:
        """The waiting job to begin with now, if a worker is free."""
        running = [self._jobs[id] for id in self._at_work if id not in self._tails]
        waiting = [job for job in self._jobs.values() if job.state == "waiting"]
        free = [job for job in waiting if len(self._in_lane_of(job, running)) < self._places(job)]
        return self._may_start(free, running)

    def _may_start(self, waiting: list[Job], running: list[Job]) -> Job | None:
        """Whose turn it is beside those: one at a time for a browser, if nobody shares it."""
        busy = {session for job in running for session in job.sessions}
        free = (job for job in waiting if not job.sessions or set(job.sessions) - busy)
        return min(free, key=lambda job: self._visitors.rank(job, running), default=None)

    def _tick(self) -> None:
        """See to it that everybody has a turn, and that nobody works for who is gone."""
        while not self._closed:
            there = self._machines.find()
            with self._changed:
                if self._machines.set(there):
                    self.warm()
                is_to_clear = (self._files / CLEAR).exists()
                for job in self.active():
                    for session in job.sessions if is_to_clear else self._visitors.are_gone(job):
                        self.leave(job, session)
                    if is_to_clear:
                        self.stop(job)
                if is_to_clear:
                    (self._files / CLEAR).unlink(missing_ok=True)
                self._give_way()
                self._start()
                self._changed.wait(TICK)

    def _give_way(self) -> None:
        """The training that has had most gives its worker to a visitor who had less."""
        at_work = [self._jobs[id] for id in self._at_work if id not in self._tails]
        waiting = [j for j in self.active() if j.state == "waiting" and j.sessions]
        able = [job for job in at_work if job.sessions and self._can_give_way(job)]
        if not able or any(self._giving_way) or self._next():
            return
        last = max(able, key=lambda job: self._visitors.rank(job, at_work))
        others = [job for job in at_work if job is not last]
        of_others = [job for job in waiting if set(job.sessions) - set(last.sessions)]
        following = self._may_start(self._in_lane_of(last, of_others), others)
        if following is None:
            return
        rank = self._visitors.rank
        if rank(following, others) < rank(last, at_work):
            self._giving_way.add(last.id)
            self._at_work[last.id].kill()

    def _can_give_way(self, job: Job) -> bool:
        """Whether it has had its slice, and loses little."""
        if job.stopping or not isinstance(job.order, RunOrder):
            return False
        ran, kept = _ran_and_kept(job)
        slice, lost = self._visitors.slice(job, self.active()), ran - kept
        return ran >= slice and (lost <= kept or lost >= max(slice, 2 * job.lost))

    def _start(self) -> None:
        """Begin with waiting jobs while workers are free."""
        while not self._closed and (job := self._next()):
            try:
                busy = [self._at_work[id] for id in self._at_work if id not in self._tails]
                worker = self._machines.worker(busy)
            except ConnectionError:  # the cluster has gone
                return
            except OSError as error:
                job.error = not_started(error.strerror)
                self._end(job, "failed")
                return
            self._at_work[job.id] = worker
            job.state, job.started, job.tries = "running", time.time(), job.tries + 1
            self._keep(job)
            watch = threading.Thread(target=self._watch, args=(job, worker), daemon=True)
            watch.start()
            _after(AHEAD, self.warm)

    def _watch(self, job: Job, worker: AnyWorker) -> None:
        """See a job to its end."""
        why = UserError(
            "error.jobs.too_long",
            "It took longer than {minutes:g} minutes, the limit here, and was stopped.",
            minutes=self.limit / 60,
        )
        late = _after(max(0.0, self.limit - job.worked), self.stop, job, why)
        error = worker.carry_out(job.order)
        late.cancel()
        with self._changed:
            if self._closed:
                return
            del self._at_work[job.id]
            gives_way = job.id in self._giving_way and error and not job.stopping
            self._giving_way.discard(job.id)
            ran, kept = _ran_and_kept(job)
            self._visitors.serve(job, ran)  # lost or not: else its turn would be at once again
            is_lost = error is not None and error.key == LOST
            if is_lost:
                self._machines.avoid(worker.machine)
            if gives_way:
                job.lost = max(job.lost, ran - kept)
            if gives_way or (is_lost and not job.stopping and (kept or job.tries < TRIES)):
                job.worked += kept
                job.state, job.tries = "waiting", job.tries - bool(gives_way or kept)
                _clear(job.out)
                self._keep(job)
                self._start()
                return
            if error and not job.stopping:
                job.error = _with_progress(error, job)
            _clear(job.out)
            failed = error and not job.stopping
            self._end(job, "failed" if failed else "cancelled" if job.stopping else "done")
        self.warm()

    def _let_go(self, job: Job) -> None:
        """Give the place of a cancelled job to the next; of such there are never too many."""
        with self._changed:
            if job.id in self._at_work:
                self._tails.append(job.id)
                self._at_work[job.id].interrupt()  # one that was only starting may have missed it
            if len(self._tails) > self._machines.places:
                self._at_work[self._tails[0]].kill()
            self._start()

    def _end(self, job: Job, state: State) -> None:
        job.state, job.ended = state, time.time()
        self._tails = [id for id in self._tails if id != job.id]
        self._keep(job)
        if isinstance(job.order, BundleImport):
            with suppress(OSError):
                job.order.bundle.unlink()
        if state == "done" and isinstance(job.order, RunOrder):
            self._later.append(job.out)
        self._start()
        self._changed.notify_all()

    def add_later(self, run: Path) -> None:
        """Make this run's UMAP and intervals, too, once nobody trains."""
        with self._changed:
            self._later.append(run)
            self._changed.notify_all()

    def _add_later(self) -> None:
        """Make runs' UMAP and intervals when nobody trains: longer work than most trainings."""
        while True:
            with self._changed:
                while not self._closed and (not self._later or self.active()):
                    self._changed.wait()
                if self._closed:
                    return
                run = self._later.pop(0)
            for what, file in (("umap", "umap.npz"), ("intervals", "intervals.json")):
                if (run / "card.json").exists() and not (run / file).exists():
                    with self._changed:
                        if self._closed:
                            return
                        self._beside = quietly("-m", "ood_core", what, "--run", str(run))
                    self._beside.wait()

    def _take_over(self) -> None:
        """What the last server left: jobs wait again, and halves of files are cleared away."""
        for half in self._files.glob(f"{WRITING}*"):
            half.unlink(missing_ok=True)
        orders = [job.order for job in self.active()]
        bundles = [order.bundle for order in orders if isinstance(order, BundleImport)]
        for left in self._files.glob("*.zip"):
            if left not in bundles:
                left.unlink()
        for gone in self.folder.glob(".*.removed"):
            shutil.rmtree(gone, ignore_errors=True)
        _after(trash.LATER + 1, self._empty_trash)
        for out in unfinished(self.folder):
            _clear(out)
        for job in self._jobs.values():
            if job.state == "running" and job.stopping:
                self._end(job, "cancelled")
            elif job.state == "running" and job.tries >= TRIES:
                why = UserError(
                    "error.jobs.server_ended",
                    "The server ended {tries} times while it ran.",
                    tries=job.tries,
                )
                job.error = _with_progress(why, job)
                self._end(job, "failed")
            elif job.state == "running":
                job.state = "waiting"
                self._keep(job)
            elif job.state == "done" and isinstance(job.order, RunOrder) and job.out.exists():
                self._later.append(job.out)

    def close(self) -> None:
        """No worker outlives the server; the next one resumes their jobs."""
        with self._changed:
            self._closed = True
            for process in filter(None, [self._beside, *self._at_work.values()]):
                process.kill()
            self._machines.close()
            self._held.close()
            self._changed.notify_all()


def _after(seconds: float, what: Callable[..., Any], *arguments: Any) -> threading.Timer:
    timer = threading.Timer(seconds, what, arguments)
    timer.daemon = True
    timer.start()
    return timer


def _ran_and_kept(job: Job) -> tuple[float, float]:
    """Seconds of a job at work since it began the last time, and those until its checkpoint."""
    now = time.time()
    with suppress(FileNotFoundError):
        at = (partial_path(job.out) / CHECKPOINT).stat().st_mtime
        return now - job.started, max(0.0, min(at, now) - job.started)
    return now - job.started, 0.0


def _length(job: Job) -> float:
    """Seconds until it ends, once it runs; unknown is for ever."""
    return math.inf if (seconds := job.remaining) is None else seconds


def _with_progress(why: UserError, job: Job) -> UserError:
    """And where the training stood when it was interrupted, and whether it can be resumed."""
    last = last_line(partial_path(job.out))
    if last is None:
        return why
    if (partial_path(job.out) / CHECKPOINT).exists():
        return UserError(
            "error.jobs.resumable",
            "{why} It had come to step {step} of {steps} and can be resumed from its last "
            "checkpoint.",
            why=why,
            step=last["step"],
            steps=last["steps"],
        )
    return UserError(
        "error.jobs.progress",
        "{why} It had come to step {step} of {steps}.",
        why=why,
        step=last["step"],
        steps=last["steps"],
    )


def _clear(out: Path) -> None:
    """Remove what a dead training left, unless it can be resumed, or is under way after all."""
    partial = partial_path(out)
    if not partial.is_dir() or (partial / CHECKPOINT).exists():
        return
    lock = hold(partial / LOCK)
    if lock is not None:
        if WINDOWS:  # an open file keeps its folder where it is
            lock.close()
        shutil.rmtree(partial, ignore_errors=True)
        lock.close()


_kept: "list[Queue | Remote]" = []  # that this server has asked
_opening = threading.Lock()  # two pages may be the first at the same time


@cache
def _of(folder: Path) -> Queue:
    queue = Queue(folder)
    atexit.register(queue.close)
    _kept.append(queue)
    return queue


@cache
def _elsewhere(address: str) -> "Remote":
    from ood_core.jobs.remote import Remote  # and what speaks HTTP

    remote = Remote(address, os.environ.get("OODLAB_QUEUE_TOKEN", ""), paths.RUNS)
    _kept.append(remote)
    return remote


def see(session: str, address: str = "", since: float | None = None) -> None:
    """That browser is here: see `Visitors.see`. Nothing where no queue has begun."""
    for queue in _kept:
        with suppress(UserError):  # of one that another process keeps
            queue.see(session, address, since)


def here() -> "Queue | Remote":
    """The queue of this server's runs, or the one that `OODLAB_QUEUE` names, a process at
    host:port.

    Raises:
        UserError: another server keeps the queue of these runs.
    """
    with _opening:
        if address := os.environ.get("OODLAB_QUEUE"):
            return _elsewhere(address)
        return _of(paths.RUNS)


def warm() -> None:
    """Have a worker waiting; returns at once."""
    with suppress(UserError):  # whoever trains will read it
        here().warm()


def submit(order: Order, session: str = "") -> Job:
    """See `Queue.submit`. Raises UserError, as `here` does, too."""
    return here().submit(order, session)


def submit_bundle(data: bytes, session: str = "") -> Job:
    """Ask to import a bundle, whose bytes lie beside the jobs until its own is over.

    Raises:
        UserError: it is refused at once, or see `submit`.
    """
    order = BundleImport.of(data, here().folder / JOBS / f"{uuid.uuid4().hex}.zip")
    write_atomically(order.bundle, data)
    try:
        job = submit(order, session)
    except UserError as error:
        if error.key != NO_ANSWER:  # it may have been taken all the same
            order.bundle.unlink()
        raise
    if job.order.bundle != order.bundle:  # somebody brought the same
        order.bundle.unlink()
    return job


def latest(order: Order) -> Job | None:
    """See `Queue.latest`. Raises UserError where another server keeps the queue."""
    return here().latest(order)


def expected_seconds(order: Order) -> float | None:
    """See `Queue.expected`. Raises UserError where another server keeps the queue."""
    return here().expected(order)


def job(id: str) -> Job | None:
    """The job of that name. Raises UserError where another server keeps the queue."""
    return here().job(id)
