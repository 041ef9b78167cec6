"""The log commits to a receipt without telling anything of it, and the person can prove what it says."""

import base64
import json
from hashlib import sha256

import pytest
from builders import a_claim, a_report
from hub_world import TRACE, a_world
from sealing import ORIGIN, Sealed
from sqlalchemy import text

from hub.actions.plan_wish import PlanWish
from hub.audit import canonical
from hub.audit.merkle import leaf_hash, root_of_inclusion
from hub.domain.arrangement import Choice

OWED = a_report("cjib", a_claim(20000))
CHOICE = Choice()


async def propose(world):
    wish = PlanWish(scheme="rijk-2025", choice=CHOICE)
    return await world.propose(world.question(), wish, key="p", name_of=lambda claim: f"claim {claim.reference}")


async def test_the_log_commits_to_the_receipt_as_it_is_given():
    async with a_world(OWED) as world:
        await world.give(world.wish())
        made = await propose(world)
        copy = await world.take_receipt(world.citizen, made.id, trace=TRACE)
        kept = next(outcome for _, event, outcome in await lines(world) if event == "proposal.kept")

    given = canonical.dumps(made.receipt)
    assert copy.commitment == kept["receipt"]
    assert copy.commitment == sha256(b"hub-receipt/v1\n" + bytes.fromhex(copy.opening) + given).hexdigest()
    assert sha256(given).hexdigest() not in json.dumps(kept)


async def test_each_receipt_has_an_opening_of_its_own():
    async with a_world(OWED) as world:
        await world.give(world.wish())
        made = await propose(world)
        again = await world.propose(
            world.question(),
            PlanWish(scheme="rijk-2025", choice=CHOICE),
            key="q",
            name_of=lambda claim: claim.reference,
        )
        copies = [await world.take_receipt(world.citizen, each.id, trace=TRACE) for each in (made, again)]

    assert made.receipt.fingerprint == again.receipt.fingerprint
    assert len({copy.opening for copy in copies}) == len({copy.commitment for copy in copies}) == 2


async def test_once_the_log_is_signed_the_receipt_proves_its_place_there():
    async with a_world(OWED) as world:
        await world.give(world.wish())
        made = await propose(world)
        before = await world.take_receipt(world.citizen, made.id, trace=TRACE)
        early = await before.proof()
        sealed = Sealed(world.engine)
        await sealed.once()
        copy = await world.take_receipt(world.citizen, made.id, trace=TRACE)
        proof, late = await copy.proof(), await before.proof()

    assert early is None
    assert late == proof
    assert (copy.opening, copy.commitment) == (before.opening, before.commitment)
    said = json.loads(proof.entry)
    assert (said["log"], said["seq"], said["record"]["outcome"]["receipt"]) == (ORIGIN, 4, copy.commitment)
    form, index, *path, gap = proof.placed.written.removesuffix(proof.placed.checkpoint).split("\n")[:-1]
    assert (form, index, gap) == ("c2sp.org/tlog-proof@v1", "index 3", "")
    size, root = sealed.signer.read(proof.placed.checkpoint)
    hashes = [base64.b64decode(each) for each in path]
    assert root_of_inclusion(leaf_hash(proof.entry.encode()), 3, size, hashes) == root


async def test_who_does_not_ask_for_the_proof_does_not_pay_for_it(monkeypatch):
    async with a_world(OWED) as world:
        await world.give(world.wish())
        made = await propose(world)

        async def asked(*_which):
            raise AssertionError("a proof was looked for")

        monkeypatch.setattr(type(world.take_receipt.proofs), "of", asked)
        copy = await world.take_receipt(world.citizen, made.id, trace=TRACE)
        with pytest.raises(AssertionError, match="a proof was looked for"):
            await copy.proof()

    assert copy.receipt == made.receipt


@pytest.mark.parametrize(("member", "trace_id"), [("receipt", TRACE.trace_id), ("proposal", None)])
async def test_a_receipt_that_its_line_says_nothing_of_is_given_without_a_proof(member, trace_id):
    async with a_world(OWED) as world:
        await world.give(world.wish())
        made = await propose(world)
        async with world.engine.begin() as connection:
            await connection.execute(text("DROP TRIGGER audit_event_refuse_update"))
            await connection.execute(
                text("UPDATE audit_event SET record = replace(record, :now, :then)"),
                {"now": f'"{member}":', "then": '"earlier":'},
            )
        await Sealed(world.engine).once()
        copy = await world.take_receipt(world.citizen, made.id, trace=TRACE)
        proof = await copy.proof()

    assert copy.receipt == made.receipt
    assert (proof, copy.trace_id) == (None, trace_id)


async def lines(world):
    async with world.engine.begin() as connection:
        rows = (await connection.execute(text("SELECT seq, event, record FROM audit_event ORDER BY seq"))).all()
    return [(row.seq, row.event, json.loads(row.record)["outcome"]) for row in rows]
