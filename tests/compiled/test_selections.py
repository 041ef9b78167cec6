"""Fields are collected and merged as graphql-core does it: in its order, whatever way they are written."""

from functools import partial

import pytest
from compiled.both import same
from compiled.fakes import Fakes
from compiled.shapes import shapes

DOCUMENTS = {
    "the same object twice": "{ other { name } other { number } other { box { item } name } }",
    "twice below an object twice": (
        "{ maybe { must { name } } maybe { must { number box { item } } must { box { items } } } }"
    ),
    "in a list": "{ things { must { name } } things { id must { number } child { id } } }",
    "behind an interface and a type": (
        "{ things { named { name ... on Thing { id } ... on Named { name } ... on Other { number } __typename } } }"
    ),
    "a union through fragments": (
        "{ either { ...A ...B ...A } } fragment A on Thing { id must { name } } "
        "fragment B on Named { name ... on Thing { must { number } } ... on Other { box { item } } }"
    ),
    "under other names": "{ a: other { b: name name c: box { d: items item } } other { name } }",
    "the same fragment at two places": (
        "{ one: maybe { must { ...F } child { must { ...F } } } two: maybe { must { ...F name } } } "
        "fragment F on Other { number friends(first: 1) { id } }"
    ),
    "with switches": (
        "query Q($on: Boolean!, $off: Boolean! = true) { maybe { id @include(if: $on) name @skip(if: $on) "
        "... @include(if: $off) { count } must { name } ...F @skip(if: $off) } other @include(if: $on) { name } } "
        "fragment F on Thing { must { number } flag @include(if: $on) }"
    ),
    "asked for something by turns": (
        'query Q($n: Int = 4, $on: Boolean!) { maybe { doubled two: doubled(n: $n) three: doubled(n: 3, tags: ["a"]) '
        "four: doubled(color: BLUE) @include(if: $on) wished(wish: {amount: $n, inner: {colors: [RED]}}) "
        'by: picked(by: {name: "x"}) { name } at: picked(by: {number: $n}, at: null) { __typename } } }'
    ),
}


@pytest.mark.parametrize("name", DOCUMENTS)
async def test_fields_are_merged_as_the_reference_merges_them(name: str) -> None:
    compiled = 0
    for seed in range(12):
        for on in (True, False):
            given = {"on": on} if "$on" in DOCUMENTS[name] else {}
            plan = await same(shapes(), DOCUMENTS[name], given, partial(Fakes, schema=shapes(), seed=seed, often=0))
            compiled += plan.tally.compiled

    assert compiled, "no answer of this document went as planned"
