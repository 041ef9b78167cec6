import pytest
from builders import REGISTER

from consent import keeping
from consent.keeping import Ending, Kept, Records


def told(**changes):
    """What an activity keeps, as an operator would write it."""
    return {"records": "commands", "since": "sent", "until": "P14D", "ends": "removed", **changes}


@pytest.mark.parametrize("time", ["P14D", "setting:retention.attempts_days", "rule:a.b", "erasure", "remedy", "ever"])
def test_it_says_until_when_in_days_or_where_that_stands(time):
    kept = Kept(records=Records.COMMANDS, since="sent", until=time, ends=Ending.REMOVED)

    assert keeping.read(told(until=time)) == kept
    assert keeping.read(told(until=time, at_least="rule:a.b")).at_least == "rule:a.b"


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"why": "so"}, "keeps: ends, records, since, until, and perhaps at_least"),
        ({"until": "two weeks"}, "keeps: no time: two weeks"),
        ({"until": "P0D"}, "keeps: no time: P0D"),
        ({"until": "setting:days"}, "keeps: no time: setting:days"),
        ({"at_least": "ever"}, "keeps: no time: ever"),
        ({"records": "secrets"}, "'secrets' is not a valid Records"),
        ({"ends": "lost"}, "'lost' is not a valid Ending"),
    ],
)
def test_what_cannot_be_meant_is_named(changes, says):
    with pytest.raises(ValueError, match=says):
        keeping.read(told(**changes))


def test_nothing_of_it_may_be_missing():
    for name in told():
        with pytest.raises(ValueError, match="keeps: ends, records"):
            keeping.read({key: value for key, value in told().items() if key != name})


@pytest.mark.parametrize("activity", REGISTER.activities, ids=lambda activity: activity.id)
def test_every_activity_that_ships_keeps_lines_of_the_log_and_names_nothing_twice(activity):
    named = [kept.records for kept in activity.keeps]

    assert Records.LOG_LINES in named
    assert len(set(named)) == len(named)
