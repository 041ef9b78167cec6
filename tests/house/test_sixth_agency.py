"""A further agency is one folder and one line: nothing in `consent`, `hub` or `schema` knows how many there are."""

from datetime import timedelta
from pathlib import Path

import pytest
from builders import A_TRACE
from joserfc.jwk import ECKey

from adapters import bootstrap
from adapters import parts as chosen
from adapters.agencies import registry
from adapters.agencies.simulator import agency as simulated
from adapters.agencies.simulator import people, server
from adapters.agencies.simulator.server import Order
from adapters.cli.demo_folder import DemoFolder
from adapters.identity.bsn import Bsn
from adapters.store import migrate
from hub.domain.source import SourceStatus


async def test_the_example_agency_answers_after_one_line_in_the_registry(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry, "AGENCIES", (*registry.AGENCIES, "example"))
    folder = DemoFolder(path=tmp_path / "demo")
    clients = folder.make()
    bsn = next(iter(people.load(simulated.load("example"))))
    with server.running(Order(code="example", clients=clients)) as stall:
        described = {**stall.described(), "oin": "00000099000000006000", "signs_answers": False}
        folder.configure(public_url="http://127.0.0.1:8", agencies=[described])
        parts = chosen.parts(bootstrap.checked(folder.config))
        try:
            await migrate.upgrade(parts.engine)
            subject = await parts.directory.ref_of(Bsn(bsn))
            (source,) = parts.sources
            report = await source.ask(
                subject, as_of=parts.clock.today(), known_at=None, within=timedelta(seconds=3), trace=A_TRACE
            )
        finally:
            await source.close()
            await parts.engine.dispose()

    assert report.status is SourceStatus.ANSWERED
    assert report.claims
    assert {claim.collector for claim in report.claims} == {"example"}


def test_a_demo_key_says_that_it_is_one(tmp_path: Path) -> None:
    folder = DemoFolder(path=tmp_path / "demo")
    (keys,) = folder.make().values()
    assert isinstance(keys, dict)
    assert all(str(ECKey.import_key(key).kid).startswith("demo-") for key in keys["keys"])
