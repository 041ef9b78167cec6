"""Reviews that are on record when everybody comes, and what the operations about them are asked with."""

from collections.abc import Mapping

from api.desk import Desk
from reviews import ReviewWorld, a_decider
from strawberry.relay.utils import to_base64

from hub.actions.disputing import Open
from hub.actions.reviewing import Standing


async def look_at(desk: Desk, arrangement: str) -> Mapping[str, str]:
    """The person asks for three reviews: two of the arrangement, of which one was decided, and one of an outcome.

    A fourth one is there because an owner does not follow the arrangement. And they dispute a claim twice, which was
    answered once. Gives the review and the dispute that wait.
    """
    reviews = ReviewWorld(desk.world)
    decided = (await reviews.about_arrangement(arrangement, key="one")).kept.id
    await reviews.decide(decided)
    waiting = (await reviews.about_arrangement(arrangement, key="two")).kept.id
    for key, kept_back in (("asked", None), ("kept back", "AWR 67")):
        said = await reviews.say(waiting, to="duo", key=key, kept_back=kept_back)
        assert isinstance(said, Standing)
    assert isinstance(await reviews.request(reviews.outcome("cak"), key="three"), Standing)
    await reviews.open(arrangement, "duo")
    answered = (await reviews.disputed(key="dispute")).open.kept.id
    assert isinstance(await reviews.answer(answered, requester=a_decider()), Open)
    disputed = (await reviews.disputed(key="again")).open.kept.id
    return {"HumanReview": to_base64("HumanReview", waiting), "ClaimDispute": disputed}


def about_reviews(
    ids: Mapping[str, str], person: Mapping[str, str], case: Mapping[str, object], key: Mapping[str, object]
) -> dict[str, dict[str, object]]:
    """What the operations about reviews are asked with."""
    return {
        **{name: {"person": person, **case} for name in ("humanReviews", "disputes")},
        "disputeClaim": {
            "input": {"claim": ids["Claim"], "wrong": "PAID", "scheme": "rijk-2025", "person": person, **key}
        },
        "recordDisputeAnswer": {
            "input": {
                "reference": ids["ClaimDispute"],
                "person": person,
                "answer": "UPHELD",
                "reason": "It has been found.",
                **case,
                **key,
            }
        },
        "requestHumanReview": {
            "input": {
                "about": {"arrangement": ids["AcceptedArrangement"]},
                "words": "Please look again.",
                "person": person,
                **key,
            }
        },
        "sayInReview": {
            "input": {"review": ids["HumanReview"], "person": person, "text": "One more thing.", **case, **key}
        },
        "withdrawDispute": {
            "input": {"dispute": to_base64("ClaimDispute", ids["ClaimDispute"]), "person": person, **key}
        },
        "withdrawHumanReview": {"input": {"review": ids["HumanReview"], "person": person, **key}},
        "decideHumanReview": {
            "input": {
                "review": ids["HumanReview"],
                "person": person,
                "decision": "DEVIATION",
                "reason": "Illness keeps them from work.",
                "article": "Awb, 4:84",
                **case,
                **key,
            }
        },
    }
