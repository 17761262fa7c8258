"""Callback data nobody wrote: bit flips, other ids, other roles' buttons, junk of 64 bytes."""

from __future__ import annotations

from hypothesis import strategies as st

from bot.conversation import registry
from bot.conversation.buttons import LIMIT_BYTES, encode
from bot.conversation.types import Pressed
from bot.domain.rendered import Press
from bot.store import people
from bot.store.database import Tx
from tests.conversation.stage import TELEGRAM, Stage, Tried, Who

WORDS = st.sampled_from(
    ["en", "xx", "2200-0700", "9999-0000", "reminder", "announcement", "open", "31.12.9999",
     "1.1.0001", "29.2.", "22-6", "25-99", "volunteer", "coordinator", "lead", "", "\u202e", "'--"]
)  # fmt: skip
NUMBERS = (
    st.integers(-3, 15)
    | st.sampled_from([-100, -200, 2**31, 2**63 - 1, -(2**63), 104, 10_000])
    | st.integers(-(2**63), 2**63 - 1)
)


def _fits(press: Press) -> bool:
    try:
        return bool(encode(press))
    except ValueError:
        return False


@st.composite
def whole(draw: st.DrawFn) -> str:
    """Return a well-formed button of any role, with any ids and words."""
    name = draw(st.sampled_from(sorted(registry.PRESSES)))
    kinds = registry.PRESSES[name].args
    args = tuple(draw(NUMBERS) if kind is int else draw(WORDS) for kind in kinds)
    press = Press(action=name, args=args)
    return encode(press) if _fits(press) else encode(Press(action=name))


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """Return a button of which a few bits, letters or parts are wrong."""
    data = list(draw(whole()))
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(data) - 1))
        match draw(st.sampled_from(["flip", "drop", "double", "letter"])):
            case "flip":
                data[at] = chr(ord(data[at]) ^ (1 << draw(st.integers(0, 6))))
            case "drop" if len(data) > 1:
                del data[at]
            case "double":
                data.insert(at, data[at])
            case _:
                data[at] = draw(st.characters())
    return "".join(data)


JUNK = st.text(max_size=LIMIT_BYTES) | st.just("1:" + "a" * 62) | st.just("1:duty:" + "z" * 57)
PAYLOADS = whole() | damaged() | JUNK
ACTORS = st.sampled_from(list(Who))
DIALOGS = st.none() | st.sampled_from(sorted(registry.STEPS))

# What a person below coordinator never changes, whatever they press.
_NOT_YOURS = (
    "SELECT * FROM initiative",
    "SELECT * FROM lead",
    "SELECT id, task, place, starts_at, ends_at, state FROM shift",
    "SELECT * FROM shift_role",
    "SELECT * FROM qualification",
    "SELECT * FROM series",
    "SELECT * FROM place",
    "SELECT * FROM search WHERE started_by IS NOT NULL AND started_by <> :me",
    "SELECT * FROM invitation",
    "SELECT * FROM announcement",
    "SELECT * FROM linked_group",
    "SELECT * FROM audit",
    "SELECT * FROM membership WHERE person_id <> :me",
    "SELECT * FROM question WHERE person_id <> :me",
    "SELECT * FROM outbox WHERE announcement_id IS NOT NULL AND person_id <> :me",
)
# What a coordinator never changes of another initiative.
_NOT_THEIRS = (
    "SELECT * FROM lead",
    "SELECT * FROM initiative",
    "SELECT * FROM shift WHERE initiative_id = :other",
    "SELECT * FROM invitation WHERE initiative_id IS NULL OR initiative_id = :other",
    "SELECT * FROM announcement WHERE initiative_id = :other",
    "SELECT * FROM membership WHERE initiative_id = :other AND person_id <> :me",
    "SELECT * FROM audit WHERE initiative_id = :other",
    "SELECT * FROM question WHERE initiative_id = :other",
    "SELECT * FROM question_message WHERE question_id IN"
    " (SELECT id FROM question WHERE initiative_id = :other)",
    "SELECT * FROM linked_group WHERE chat_id = :group",
)
_NOBODYS = (
    "SELECT id, telegram_id, language, name, notice_version, lead_minutes, quiet_from, quiet_until"
    " FROM person WHERE id <> :me AND telegram_id <> :telegram",
    "SELECT * FROM opt_out WHERE person_id <> :me",
    "SELECT * FROM dialog WHERE person_id <> :me",
)
_OTHERS_SIGNUPS = "SELECT id, person_id, state FROM signup WHERE person_id <> :me"


def protected(stage: Stage, who: Who, tx: Tx) -> list[list[tuple[object, ...]]]:
    """Return all rows that ``who`` has no business to change, for comparison."""
    person = people.find_by_telegram(tx, TELEGRAM[who])
    other = stage.theirs if who is Who.COORDINATOR else stage.mine
    values = {
        "me": -1 if person is None else person.id,
        "telegram": TELEGRAM[who],
        "other": other.initiative.id,
        "group": other.group,
    }
    if who is Who.LEAD:
        queries: tuple[str, ...] = _NOBODYS
    elif who in {Who.COORDINATOR, Who.FOREIGN}:
        queries = (*_NOBODYS, *_NOT_THEIRS)
    else:
        queries = (*_NOBODYS, *_NOT_YOURS, _OTHERS_SIGNUPS)
    return [
        [tuple(row) for row in tx.all(sql, **{k: v for k, v in values.items() if f":{k}" in sql})]
        for sql in queries
    ]


def press(stage: Stage, who: Who, data: str, open_at: tuple[str, str] | None) -> Tried:
    """Press ``data`` as ``who`` and check what must hold whatever it was.

    Raises:
        AssertionError: there was not exactly one reply, or something protected changed.
    """
    dialog = None if open_at is None else (*open_at, stage.said(stage.mine, *open_at))
    tried = stage.try_out(
        who, Pressed(data=data), open_at=dialog, watch=lambda tx: protected(stage, who, tx)
    )
    reply = tried.reply
    assert len(reply.shows) == 1 or (not reply.shows and reply.toast), f"{data!r}: {reply}"
    assert tried.seen_after == tried.seen_before, f"{data!r} by {who} changed {tried.seen_before}"
    return tried
