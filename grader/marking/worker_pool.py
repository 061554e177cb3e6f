"""Worker processes, any of which can be killed: another one does its work again.

The standard library's pools give up everything when a process is killed, as the system does when memory runs
out. Grading a class mustn't.
"""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import signal
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from multiprocessing.connection import Connection, wait
from typing import Any, Generic, TypeVar

TRIES = 3
T = TypeVar("T")
R = TypeVar("R")


class _Worker(Generic[T, R]):
    def __init__(self, work: Callable[[T], R]) -> None:
        # A fork of this process starts at once and shares its memory; importing nbgrader takes seconds.
        forks = "fork" in multiprocessing.get_all_start_methods()
        context = multiprocessing.get_context("fork" if forks else "spawn")
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(theirs, work, os.getpid()), daemon=True)  # type: ignore[attr-defined]
        self.process.start()
        theirs.close()
        self.task: T | None = None  # None while it has nothing to do

    def give(self, task: T) -> None:
        self.task = task
        with contextlib.suppress(OSError):  # its end is noticed while waiting for its answer
            self.pipe.send(task)

    def end(self) -> None:
        with contextlib.suppress(OSError):
            self.pipe.send(None)
        self.pipe.close()


def _serve(pipe: Connection, work: Callable[[Any], object], parent: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the parent: what was started is finished
    with contextlib.suppress(EOFError, OSError):
        while True:
            while not pipe.poll(1):
                if os.getppid() != parent:  # it was killed, and couldn't say so
                    return
            task = pipe.recv()
            if task is None:
                return
            pipe.send(work(task))


def run(tasks: Iterable[T], work: Callable[[T], R], processes: int, tries: int = TRIES) -> Iterator[tuple[T, R | None]]:
    """Each task with what `work` returned, as they end; None if its process was killed that many times.

    `work` catches its own errors, and no task is None. With fewer tasks than `processes` fewer are started.
    """
    gc.freeze()  # so that forks go on sharing the memory of what's there now
    left = deque(tasks)
    killed: Counter[T] = Counter()
    workers: list[_Worker[T, R]] = []
    try:
        workers += [_Worker(work) for _ in range(min(processes, len(left)))]
        for worker in workers:
            worker.give(left.popleft())
        while busy := [worker for worker in workers if worker.task is not None]:
            ready = wait([worker.pipe for worker in busy])
            for worker in busy:
                task = worker.task
                if worker.pipe not in ready or task is None:
                    continue
                try:
                    result = worker.pipe.recv()
                except (EOFError, OSError):
                    workers.remove(worker)
                    worker.process.join()
                    killed[task] += 1
                    if killed[task] < tries:
                        left.appendleft(task)
                    else:
                        yield task, None
                    if left:
                        workers.append(_Worker(work))
                        workers[-1].give(left.popleft())
                    continue
                worker.task = None
                if left:
                    worker.give(left.popleft())
                yield task, result
    finally:
        for worker in workers:
            worker.end()
        for worker in workers:
            worker.process.join(timeout=60)
        gc.unfreeze()
