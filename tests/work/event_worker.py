"""A worker that sends events and may be killed. python event_worker.py PLAN; it goes on until its input ends."""

import asyncio
import json
import ssl
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from joserfc.jwk import ECKey
from telling import PATIENCE, SUBSCRIBERS, whole
from work.worker import FastClock
from working import executor

from adapters.agencies.payload_signature import PayloadSigner
from adapters.exports.cloud_event import Writer
from adapters.exports.webhook import Place, Webhooks
from adapters.store.engine import open_engine
from adapters.store.store import SqlStore
from hub.actions.send_event import SendEvent
from hub.life.kept import WorkKind
from hub.ports import Clock

WRITER = Writer(source="urn:nld:oin:00000099000000001000:systeem:hub", public_url="https://hub.example")


def webhooks(url: str, key: ECKey, clock: Clock) -> Webhooks:
    """Webhooks to the first subscriber, on this machine."""
    place = Place(url=url, tls=ssl.create_default_context(), timeout_s=10, may_be_private=True)
    signer = PayloadSigner(key=key, header="Payload-Signature", now=clock.now)
    return Webhooks({SUBSCRIBERS[0].id: place}, writer=WRITER, signed=signer.headers, now=clock.now)


async def main(plan: dict[str, Any]) -> None:
    engine, clock = open_engine(plan["url"]), FastClock(datetime.fromisoformat(plan["since"]))
    messenger = webhooks(plan["to"], ECKey.import_key(plan["key"]), clock)
    send = SendEvent(
        subscribers={SUBSCRIBERS[0].id: SUBSCRIBERS[0]},
        messenger=messenger,
        store=SqlStore(engine, SUBSCRIBERS[:1]),
        clock=clock,
        patience=PATIENCE,
        part=whole,
    )
    acts = {WorkKind.EVENT: send}
    async with executor(plan["url"], engine, acts, clock, interval_s=1, poll_s=0.1, take_over_after_s=3):
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    await messenger.close()
    await engine.dispose()


if __name__ == "__main__":
    asyncio.run(main(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))))
