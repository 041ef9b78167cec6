"""A scheduler and two workers as processes of their own, as a cluster has them."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from time import monotonic, sleep

import dask
import psutil  # type: ignore[import-untyped]  # it ships no types
import pytest
from children import ENVIRONMENT
from distributed import Client, LocalCluster
from populations import bytes_of, drawn

from adapters.population import make, run, spread
from adapters.population.layout import parts_in
from hub.errors import BadInput, Unavailable

ON = date(2026, 11, 23)
PATIENCE_S = 60.0
PARTS, EACH = 6, 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    address: str
    workers: tuple[subprocess.Popen[bytes], ...]


def _started(*words: str) -> subprocess.Popen[bytes]:
    command = [
        sys.executable,
        "-W",
        "ignore",
        "-m",
        *words,
        "--host",
        "127.0.0.1",
        "--dashboard-address",
        "127.0.0.1:0",
    ]
    return subprocess.Popen(command, env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    file = tmp_path_factory.mktemp("cluster") / "scheduler.json"
    there = ("--scheduler-file", str(file))
    scheduler = _started("distributed.cli.dask_scheduler", "--port", "0", *there)
    worker = ("distributed.cli.dask_worker", "--nthreads", "1", "--no-nanny", "--local-directory", str(file.parent))
    workers = tuple(_started(*worker, *there) for _ in range(2))
    try:
        yield Cluster(address=_address(file), workers=workers)
    finally:
        for process in (*workers, scheduler):
            process.terminate()
            process.wait(PATIENCE_S)


def _address(file: Path, workers: int = 2) -> str:
    """Where the scheduler listens, once so many workers have come to it."""
    until = monotonic() + PATIENCE_S
    while not file.is_file() and monotonic() < until:
        sleep(0.1)
    with Client(  # type: ignore[no-untyped-call]  # it ships no types
        scheduler_file=str(file), set_as_default=False, timeout=PATIENCE_S
    ) as client:
        if workers:
            client.wait_for_workers(workers, timeout=PATIENCE_S)
        return str(client.scheduler.address)


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> make.Population:
    return make.found(drawn(tmp_path_factory.mktemp("people"), parts=PARTS, each=EACH))


@pytest.fixture(scope="module")
def alone(people: make.Population, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The results of one process."""
    out = tmp_path_factory.mktemp("alone") / "results"
    run.run(people, out, on=ON, workers=0)
    return out


def test_people_are_made_the_same_by_two_processes_as_by_one(cluster: Cluster, tmp_path: Path) -> None:
    one = make.make(tmp_path / "one", people=40, seed=3, workers=0)
    two = make.make(tmp_path / "two", people=40, seed=3, workers=2, scheduler=cluster.address)

    assert two.fingerprint == one.fingerprint


def test_a_worker_that_is_killed_in_mid_run_costs_no_result(
    cluster: Cluster, people: make.Population, alone: Path, tmp_path: Path
) -> None:
    done: list[int] = []

    def told(people: int) -> None:
        done.append(people)
        if len(done) == 3:  # the first word is of what was there: nothing
            os.kill(cluster.workers[0].pid, signal.SIGKILL)

    run.run(people, tmp_path / "results", on=ON, workers=2, scheduler=cluster.address, told=told)

    assert cluster.workers[0].wait(PATIENCE_S) == -signal.SIGKILL
    assert sum(done) == PARTS * EACH
    assert bytes_of(tmp_path / "results") == bytes_of(alone)


def test_a_fault_in_a_part_is_told_in_our_words_and_leaves_what_is_whole(cluster: Cluster, tmp_path: Path) -> None:
    own = drawn(tmp_path / "own", parts=3, each=3)
    (own / "part-00002" / "debts.parquet").write_bytes(b"PAR1 and no more")

    with pytest.raises(BadInput, match=r"part-00002/debts.parquet cannot be read"):
        run.run(make.found(own), tmp_path / "out", on=ON, workers=2, scheduler=cluster.address)

    assert 2 not in parts_in(tmp_path / "out")
    with pytest.raises(BadInput, match="not whole"):
        run.read(tmp_path / "out")


def test_a_scheduler_that_is_not_there_is_named(
    people: make.Population, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spread, "CONNECT_S", 1.0)

    with pytest.raises(Unavailable, match=r"No scheduler answers at tcp://127.0.0.1:9 within 1 seconds"):
        run.run(people, tmp_path / "results", on=ON, workers=2, scheduler="tcp://127.0.0.1:9")

    assert parts_in(tmp_path / "results") == []


def test_a_scheduler_without_workers_is_named(people: make.Population, tmp_path: Path) -> None:
    file = tmp_path / "scheduler.json"
    scheduler = _started("distributed.cli.dask_scheduler", "--port", "0", "--scheduler-file", str(file))
    try:
        with pytest.raises(BadInput, match="has no workers") as told:
            run.run(people, tmp_path / "out", on=ON, workers=2, scheduler=_address(file, workers=0))
    finally:
        scheduler.terminate()
        scheduler.wait(PATIENCE_S)

    assert told.value.code == "population.no_workers"
    assert parts_in(tmp_path / "out") == []


def test_a_part_under_which_worker_after_worker_dies_is_given_up() -> None:
    with pytest.raises(Unavailable, match="4 workers died under the same part") as told:
        list(spread.each(os._exit, [1], workers=1, scheduler=None))

    assert told.value.code == "population.workers_died"


def test_a_worker_that_cannot_be_waited_for_does_not_hide_what_went_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    close = LocalCluster.close

    def while_one_starts(self: LocalCluster, timeout: float | None = None) -> None:
        close(self, timeout)
        message = "can only join a started process"
        raise AssertionError(message)

    monkeypatch.setattr(LocalCluster, "close", while_one_starts)

    with pytest.raises(ZeroDivisionError):
        list(spread.each(partial(divmod, 1), [0], workers=1, scheduler=None))


def test_workers_of_our_own_keep_no_record_of_what_ran_each_second() -> None:
    # After a million people that was three hundred megabytes of each worker.
    said = spread.each(dask.config.get, ["distributed.worker.profile.enabled"], workers=1, scheduler=None)

    assert list(said) == [False]


def test_workers_of_our_own_are_reached_from_this_machine_only(people: make.Population, tmp_path: Path) -> None:
    seen: set[tuple[str, int]] = set()

    def told(_people: int) -> None:
        me = psutil.Process()
        for process in (me, *me.children(recursive=True)):
            seen.update(one.laddr for one in process.net_connections() if one.status == psutil.CONN_LISTEN)

    run.run(people, tmp_path / "results", on=ON, workers=1, told=told)

    assert {host for host, _ in seen} == {"127.0.0.1"}
    assert 8787 not in {port for _, port in seen}, "Dask's usual one: two runs on one machine would want it"
