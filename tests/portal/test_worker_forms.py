"""Forms of a worker's portal that are not ours, come too late, or hold what must not be shown again."""

import re
from typing import Any

import pytest
from portal.stubs import ORIGIN, Somebody, before, speaking_to
from running_hub import PERSONAS


@pytest.mark.parametrize("path", ["/medewerker", "/medewerker/wachtrij", "/medewerker/beoordeling/x"])
async def test_a_form_that_is_not_ours_or_comes_too_late_does_nothing(path: str) -> None:
    forged = {"csrf": "guessed", "client": PERSONAS["noor"].bsn}
    somebody = Somebody()
    for who, status in ((somebody, 403), (None, 401)):
        async with speaking_to(before({}, who, audience="staff")) as http:
            answer = await http.post(path, data=forged, headers={"Origin": ORIGIN})
        assert answer.status_code == status
        assert PERSONAS["noor"].bsn not in answer.text
    assert somebody.notes == {}


async def test_whoever_is_not_logged_in_is_sent_to_the_log_in_and_only_staff_pages_are_there() -> None:
    async with speaking_to(before({}, None, audience="staff")) as http:
        sent = await http.get("/medewerker/klant")
        assert (sent.status_code, sent.headers["location"]) == (303, "/login?next=/medewerker/klant")
        assert (await http.get("/overzicht")).status_code == 404
    async with speaking_to(before({}, None)) as http:
        assert (await http.get("/medewerker")).status_code == 404


@pytest.mark.parametrize("typed", ["999990019", "12345678", "99999001x", "", "١٢٣٤٥٦٧٨٩"])
async def test_a_number_that_was_typed_is_not_shown_again(typed: str) -> None:
    bases: dict[str, Any] = {"data": {"processingActivities": []}}
    form = {
        "csrf": "of-this-form",
        "client": typed,
        "number": "Z-999-990-032",
        "reason": "CONTACT",
        "purpose": "OVERVIEW",
    }
    async with speaking_to(before(bases, Somebody(), audience="staff")) as http:
        answer = await http.post("/medewerker", data=form, headers={"Origin": ORIGIN})
    assert answer.status_code == 422
    assert re.findall(r'<input[^>]*name="client"[^>]*value=', answer.text) == []
    assert not typed or typed not in answer.text
    assert "Nooit negen cijfers achter elkaar" in answer.text
