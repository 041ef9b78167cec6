"""Runs many equal tasks: in this process, on local workers, or on somebody's own scheduler. Dask lives here only.

A task that its worker did not live to end is done again by another; results come as they are ready.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import islice
from typing import Any, Final, TypeVar

from adapters.population.parquet import lab
from hub.errors import BadInput, HubError, Unavailable

WAITING: Final = 3
"""Tasks that wait at the scheduler for each worker: enough to keep it busy, few enough to stay small."""

CONNECT_S: Final = 5.0
"""How long a scheduler may take to answer (seconds)."""

LIVES: Final = 3
"""Workers that may die under one task before it is the task's fault."""

Given = TypeVar("Given")
Result = TypeVar("Result")
Task = Callable[[Given], Result | HubError]


def each(
    task: Callable[[Given], Result], given: Sequence[Given], *, workers: int, scheduler: str | None
) -> Iterator[Result]:
    """Do the task for each, and give the results in the order in which they are ready.

    `workers` 0 is this process. Raises the first HubError that a task raised, `population.scheduler` where there is no
    scheduler, `population.workers_died` where workers die under one task again and again.
    """
    if scheduler is None and workers == 0:
        yield from map(task, given)
        return
    with _client(workers, scheduler) as client:
        yield from _on(client, task, given)


def _on(client: Any, task: Callable[[Given], Result], given: Sequence[Given]) -> Iterator[Result]:  # noqa: ANN401 - Dask's client
    distributed = lab("distributed")
    left = iter(given)
    most = max(1, len(client.scheduler_info()["workers"])) * WAITING
    ready = distributed.as_completed(
        [client.submit(_kept, task, one, pure=False) for one in islice(left, most)],
        loop=client.loop,
        with_results=True,
        raise_errors=False,
    )
    for future, result in ready:
        if future.status == "error":
            raise _died(future)
        if isinstance(result, HubError):
            raise result
        for one in islice(left, 1):
            ready.add(client.submit(_kept, task, one, pure=False))
        yield result


def _kept(task: Callable[[Given], Result], given: Given) -> Result | HubError:
    """A fault of ours travels as a value: it is told in our words, and nothing is tried again."""
    try:
        return task(given)
    except HubError as fault:
        return fault


def _died(future: Any) -> Exception:  # noqa: ANN401 - Dask's future
    fault: Exception = future.exception()
    if isinstance(fault, lab("distributed").KilledWorker):
        return Unavailable(
            "population.workers_died",
            f"{LIVES + 1} workers died under the same part.",
            "Look at their memory; what is whole is kept, so run the same command again.",
        )
    return fault


@contextmanager
def _client(workers: int, scheduler: str | None) -> Iterator[Any]:
    distributed, dask = lab("distributed"), lab("dask")
    quiet = {
        "distributed.scheduler.allowed-failures": LIVES,
        "distributed.admin.tick.limit": "1h",
        "distributed.worker.memory.terminate": False,
        # It keeps what ran in each second of an hour: three hundred megabytes more after a million people.
        "distributed.worker.profile.enabled": False,
        "distributed.scheduler.http.routes": [],
        "distributed.worker.http.routes": [],
    }
    with dask.config.set(quiet):
        if scheduler is not None:
            with _connected(distributed, scheduler) as client:
                yield client
            return
        with _cluster(distributed, workers) as cluster, distributed.Client(cluster, set_as_default=False) as client:
            yield client


@contextmanager
def _cluster(distributed: Any, workers: int) -> Iterator[Any]:  # noqa: ANN401 - Dask's modules and its cluster
    """Workers on this machine, as long as the block lasts."""
    cluster = distributed.LocalCluster(
        n_workers=workers,
        threads_per_worker=1,
        processes=True,
        host="127.0.0.1",
        # The scheduler's pages cannot be left out, only kept here, empty, and at no port of their own.
        dashboard_address="127.0.0.1:0",
        scheduler_kwargs={"dashboard": False},
        silence_logs=50,
    )
    try:
        yield cluster
    finally:
        # One that died this moment is being started again, and cannot be waited for: that must not hide why it died.
        with suppress(AssertionError):
            cluster.close()


def _connected(distributed: Any, scheduler: str) -> Any:  # noqa: ANN401 - Dask's client
    try:
        client = distributed.Client(scheduler, timeout=CONNECT_S, set_as_default=False)
    except (OSError, TimeoutError, ValueError):
        raise Unavailable(
            "population.scheduler",
            f"No scheduler answers at {scheduler} within {CONNECT_S:.0f} seconds.",
            "Start `dask scheduler`, or leave --scheduler out for workers on this machine.",
        ) from None
    if not client.scheduler_info()["workers"]:
        client.close()
        raise BadInput(
            "population.no_workers", f"The scheduler at {scheduler} has no workers.", "Start `dask worker` with it."
        )
    return client
