"""Reviews that are on record when everybody comes, and what the operations about them are asked with."""

from collections.abc import Mapping

from api.desk import Desk
from reviews import ReviewWorld

from hub.actions.reviewing import Standing


async def look_at(desk: Desk, arrangement: str) -> str:
    """The person asks for three reviews: two of the arrangement, of which one was decided, and one of an outcome."""
    reviews = ReviewWorld(desk.world)
    decided = (await reviews.about_arrangement(arrangement, key="one")).kept.id
    await reviews.decide(decided)
    waiting = (await reviews.about_arrangement(arrangement, key="two")).kept.id
    assert isinstance(await reviews.request(reviews.outcome("cak"), key="three"), Standing)
    return waiting


def about_reviews(
    ids: Mapping[str, str], person: Mapping[str, str], case: Mapping[str, object], key: Mapping[str, object]
) -> dict[str, dict[str, object]]:
    """What the operations about reviews are asked with."""
    return {
        "humanReviews": {"person": person, **case},
        "requestHumanReview": {
            "input": {
                "about": {"arrangement": ids["AcceptedArrangement"]},
                "words": "Please look again.",
                "person": person,
                **key,
            }
        },
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
