"""Any note, checkpoint, key and policy is read as it was written, and nothing else is ever read from any text."""

from effort import tried
from hypothesis import given
from hypothesis import strategies as st

from hub.audit.note import LARGEST, Checkpoint, Note, Signature, is_key_name, read_checkpoint, read_note
from hub.audit.note_key import PUBLIC_BYTES, SIGNATURE_BYTES, KeyKind, NoteKey, message, read_vkey, signature, signed
from hub.audit.policy import Policy, Witness, read_policy

PRINTABLE = st.characters(exclude_categories=("Cc", "Cs"))
LINES = st.text(PRINTABLE, min_size=1, max_size=30)
NAMES = st.text(PRINTABLE, min_size=1, max_size=60).filter(is_key_name)
UNREMARKED = NAMES.filter(lambda name: not name.startswith("#"))
HASHES = st.binary(min_size=32, max_size=32)
NUMBERS = st.integers(0, LARGEST)
SIGNATURES = st.builds(
    Signature, name=NAMES, key_id=st.binary(min_size=4, max_size=4), made=st.binary(min_size=1, max_size=80)
)
TEXTS = st.lists(LINES | st.just(""), min_size=1, max_size=6).map(lambda lines: "\n".join([*lines, "end", ""]))
CHECKPOINTS = st.builds(
    Checkpoint, origin=LINES, size=NUMBERS, root=HASHES, extensions=st.lists(LINES, max_size=3).map(tuple)
)


def keys(*kinds: KeyKind, name: st.SearchStrategy[str] = NAMES) -> st.SearchStrategy[NoteKey]:
    def of(kind: KeyKind) -> st.SearchStrategy[NoteKey]:
        count = PUBLIC_BYTES[kind]
        return st.builds(NoteKey, name=name, kind=st.just(kind), public=st.binary(min_size=count, max_size=count))

    return st.sampled_from(kinds or [*KeyKind]).flatmap(of)


@tried(400)
@given(st.builds(Note, text=TEXTS, signatures=st.lists(SIGNATURES, min_size=1, max_size=16).map(tuple)))
def test_a_note_comes_back(note: Note) -> None:
    assert read_note(note.written) == note


@tried(400)
@given(CHECKPOINTS)
def test_a_checkpoint_comes_back(tree: Checkpoint) -> None:
    assert read_checkpoint(tree.text) == tree


@tried(400)
@given(keys())
def test_a_key_comes_back(key: NoteKey) -> None:
    assert read_vkey(key.vkey) == key


@tried(400)
@given(keys(), CHECKPOINTS, NUMBERS, st.data())
def test_what_is_to_be_checked_of_a_signature_is_what_was_signed(
    key: NoteKey, tree: Checkpoint, at: int, data: st.DataObject
) -> None:
    count = SIGNATURE_BYTES[key.kind]
    made = data.draw(st.binary(min_size=count, max_size=count))
    found = signed(key, tree.text, signature(key, made, at))

    assert (found.message, found.signature) == (message(key, tree.text, at), made)
    assert found.at == (None if key.kind is KeyKind.ED25519 else at)


FEW_NAMES = st.sampled_from(["a", "ab", "b", "ba"])
FEW_TREES = st.builds(
    Checkpoint, origin=FEW_NAMES, size=st.integers(0, 2), root=st.sampled_from([bytes(32), b"a" * 32, b"b" * 32])
)


@tried(400)
@given(FEW_NAMES, FEW_NAMES, FEW_TREES, FEW_TREES, st.integers(0, 2), st.integers(0, 2))
def test_no_two_names_trees_or_moments_are_signed_alike(
    name: str, other: str, tree: Checkpoint, another: Checkpoint, at: int, later: int
) -> None:
    def said(by: str, of: Checkpoint, when: int) -> bytes:
        kind = KeyKind.COSIGNING_ML_DSA_44
        return message(NoteKey(name=by, kind=kind, public=bytes(PUBLIC_BYTES[kind])), of.text, when)

    alike = said(name, tree, at) == said(other, another, later)
    assert alike == ((name, tree, at) == (other, another, later))


@tried(100)
@given(
    UNREMARKED,
    st.lists(
        keys(KeyKind.COSIGNING_ED25519, KeyKind.COSIGNING_ML_DSA_44, name=UNREMARKED),
        max_size=4,
        unique_by=lambda key: key.public,
    ),
    st.data(),
)
def test_a_policy_comes_back(origin: str, cosigners: list[NoteKey], data: st.DataObject) -> None:
    taken = {key.public for key in cosigners}
    own = data.draw(keys(KeyKind.ED25519, name=st.just(origin)).filter(lambda key: key.public not in taken))
    found = Policy(
        log=(own,),
        witnesses=tuple(Witness(name=f"w{place}", key=key) for place, key in enumerate(cosigners)),
        quorum=data.draw(st.integers(0, len(cosigners))),
    )

    assert read_policy(found.written) == found


@tried(800)
@given(st.builds(Note, text=TEXTS, signatures=st.lists(SIGNATURES, min_size=1, max_size=3).map(tuple)), st.data())
def test_a_changed_note_is_refused_or_is_another_one(note: Note, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(note.written) - 1))
    put = data.draw(st.text(PRINTABLE | st.sampled_from("\n\r\t"), max_size=2))
    changed = note.written[:place] + put + note.written[place + 1 :]
    try:
        found = read_note(changed)
    except ValueError:
        return

    assert found.written == changed
    assert (found == note) == (changed == note.written)
