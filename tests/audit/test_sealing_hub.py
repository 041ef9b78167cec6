"""A hub that serves seals its log, signs it with its own keys, and says how that stands."""

import asyncio
from pathlib import Path

import httpx2
import pytest
from audit.growing import ORIGIN, log_signer
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey
from kept import a_person, a_record

from adapters import bootstrap
from adapters import settings as configuration
from adapters.audit.key_files import write_signing_key
from adapters.audit.signing import CheckpointSigner
from adapters.audit_parts import log_signer as signer_of
from adapters.cli.demo_folder import DemoFolder
from adapters.parts import parts
from adapters.settings import Settings
from adapters.settings_audit import AuditSettings
from hub.audit.sealed import Enough

ROOT = bytes(range(32))


def a_demo(folder: Path, *, signs: bool) -> Settings:
    """Make a demo's configuration that names no agencies, with keys for its log or without."""
    demo = DemoFolder(path=folder / "demo")
    demo.make()
    demo.configure(public_url="http://127.0.0.1:8000", agencies=())
    old, new = folder / "old.pem", folder / "new.pem"
    write_signing_key(old, Ed25519PrivateKey.generate(), label="demo-key")
    write_signing_key(new, MLDSA44PrivateKey.generate(), label="demo-key")
    audit = AuditSettings(signing_key_files=(old, new) if signs else ())
    return configuration.load(demo.config).model_copy(update={"audit": audit})


@pytest.mark.parametrize("signs", [True, False], ids=["with keys", "without"])
async def test_a_hub_seals_while_it_serves_and_signs_before_it_ends(tmp_path: Path, *, signs: bool) -> None:
    settings = a_demo(tmp_path, signs=signs)
    app, made = bootstrap.hub(settings), parts(settings)
    transport = httpx2.ASGITransport(app=app)

    async with app.routes.router.lifespan_context(app.routes):
        person = await a_person(made.engine)
        async with made.store.transaction(person) as tx:
            await tx.append_audit(a_record(person))
        await asyncio.sleep(1.4)
        async with httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as http:
            ready, audit = (await http.get("/health/ready")).json(), (await http.get("/health/audit")).json()["audit"]

    assert ready["parts"] == {"store": True, "audit": True}
    assert (audit["state"], audit["lines"], audit["sealed"]) == ("ok", 1, 1)
    kept = await made.log.checkpoint(Enough())
    await made.engine.dispose()
    signer = signer_of(settings)
    assert (kept is not None) is (signer is not None) is signs
    if kept and signer:
        assert CheckpointSigner(signer).read(kept.note)[0] == 1


def test_what_the_log_signed_is_read_again_and_nothing_else() -> None:
    signer, stranger = CheckpointSigner(log_signer()), CheckpointSigner(log_signer("other.example/audit"))
    note = signer.sign(7, ROOT)

    assert note.startswith(f"{ORIGIN}\n7\n")
    assert signer.read(note) == (7, ROOT)
    for other in (stranger.sign(7, ROOT), note.replace("\n7\n", "\n8\n"), "a text"):
        with pytest.raises(ValueError, match=r"."):
            signer.read(other)
