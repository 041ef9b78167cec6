"""What a hub that does work is made of lives as long as the work does."""

from pathlib import Path

import pytest

from adapters import bootstrap, wanted
from adapters import settings as configuration
from adapters.cli.demo_folder import DemoFolder
from adapters.exports.webhook import Webhooks
from adapters.parts import parts
from adapters.store import migrate


async def test_the_way_to_subscribers_is_closed_after_the_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    closed: list[Webhooks] = []

    async def note(webhooks: Webhooks) -> None:
        closed.append(webhooks)

    monkeypatch.setattr(Webhooks, "close", note)
    demo = DemoFolder(path=tmp_path / "demo")
    demo.make()
    demo.configure(public_url="http://127.0.0.1:8000", agencies=())
    settings = configuration.load(demo.config)
    made = parts(settings)
    await migrate.upgrade(made.engine)

    async with wanted.work(settings, made, bootstrap.rule_book(settings)):
        assert closed == []

    assert len(closed) == 1
    await made.engine.dispose()
