"""Two records become one and two again: nothing is lost on the way, in hundreds of worlds."""

from __future__ import annotations

import pytest

from bot.store import merge_rows, merges
from bot.store.database import Tx
from bot.store.merges import Merged
from tests.services.merge_worlds import LATER, Two, two_people
from tests.services.world import START, Snapshot, World, open_world, snapshot

WORLDS = 150
# What points to people but does not change hands: a merge itself, and whom a link was for.
STAYS = {("merge", "kept_id"), ("merge", "other_id"), ("invitation", "claims_id")}


def merge(world: World, two: Two) -> Merged:
    initiative = two.initiatives[0].id
    return world.do(lambda tx: merges.merge(tx, two.kept.id, two.other.id, initiative, LATER))


def test_every_column_that_points_to_a_person_changes_hands(world: World) -> None:
    def pointers(tx: Tx) -> set[tuple[str, str]]:
        rows = tx.all(
            """SELECT schema.name AS "table", key."from" AS "column"
               FROM sqlite_schema AS schema, pragma_foreign_key_list(schema.name) AS key
               WHERE schema.type = 'table' AND key."table" = 'person'"""
        )
        return {(row["table"], row["column"]) for row in rows}

    assert world.do(pointers) - STAYS == set(merge_rows.handled()) - {
        ("audit", "actor_id"),
        ("audit", "subject"),
    }


def everything(world: World) -> Snapshot:
    found = world.do(snapshot)
    found.pop("sqlite_sequence", None)
    return found


def round_trip(seed: int) -> None:
    """Merge and undo at once leave every row of the world as it was."""
    with open_world() as world:
        two = two_people(world, seed)
        before = everything(world)
        done = merge(world, two)
        assert world.do(lambda tx: merges.undo(tx, done.merge.id))
        assert everything(world) == before


@pytest.mark.slow
def test_undo_restores_every_row_of_both() -> None:
    for seed in range(WORLDS):
        round_trip(seed)


def nothing_is_left_behind(seed: int) -> None:
    """After a merge every row of the account is the record's, and no sign-up is lost."""
    with open_world() as world:
        two = two_people(world, seed)

        def shifts() -> set[int]:
            pair = (two.kept.id, two.other.id)
            rows = world.rows(
                f"SELECT DISTINCT shift_id FROM signup WHERE person_id IN {pair}"  # noqa: S608
            )
            return {row["shift_id"] for row in rows}

        before = shifts()
        merge(world, two)
        assert shifts() == before
        for table, column in merge_rows.handled() - {("audit", "subject")}:
            left = world.scalar(
                f"SELECT count(*) FROM {table} WHERE {column} = :p",  # noqa: S608
                p=two.other.id,
            )
            assert left == 0, (table, column)


@pytest.mark.slow
def test_a_merge_loses_no_sign_up_and_leaves_an_empty_record() -> None:
    for seed in range(WORLDS):
        nothing_is_left_behind(seed)


@pytest.mark.parametrize(
    ("kept", "other", "wanted"),
    [
        ("waiting", "confirmed", "confirmed"),
        ("confirmed", "waiting", "confirmed"),
        ("withdrawn", "waiting", "waiting"),
        ("cancelled", "withdrawn", "withdrawn"),
    ],
)
def test_of_two_sign_ups_to_one_shift_the_better_one_wins(
    world: World, kept: str, other: str, wanted: str
) -> None:
    two, shift = both_in(world, kept, other)
    merge(world, two)
    rows = world.rows("SELECT person_id, state FROM signup WHERE shift_id = :s", s=shift)
    assert [tuple(row) for row in rows] == [(two.kept.id, wanted)]


def both_in(world: World, kept: str, other: str) -> tuple[Two, int]:
    two = Two(
        kept=world.person(None, "Maria"),
        other=world.person(7, "Marija"),
        third=world.person(8, "Clara"),
        initiatives=(world.initiative(),),
    )
    shift = world.shift(two.initiatives[0], capacity=2)

    def add(tx: Tx) -> None:
        for person, state in ((two.kept, kept), (two.other, other)):
            tx.insert(
                """INSERT INTO signup (shift_id, person_id, state, queued_at, confirmed_at,
                       updated_at) VALUES (:s, :p, :state, 1, 1, 1)""",
                s=shift,
                p=person.id,
                state=state,
            )

    world.do(add)
    return two, shift


def test_a_place_taken_since_leaves_the_other_one_waiting(world: World) -> None:
    two, shift = both_in(world, "confirmed", "confirmed")
    done = merge(world, two)
    assert [one.freed for one in done.met] == [0]
    world.do(
        lambda tx: tx.insert(
            """INSERT INTO signup (shift_id, person_id, state, queued_at, confirmed_at, updated_at)
               VALUES (:s, :p, 'confirmed', 1, 1, 1)""",
            s=shift,
            p=two.third.id,
        )
    )
    world.do(lambda tx: merges.undo(tx, done.merge.id))
    rows = world.rows("SELECT person_id, state FROM signup ORDER BY person_id")
    assert [tuple(row) for row in rows] == [
        (two.kept.id, "confirmed"),
        (two.other.id, "waiting"),
        (two.third.id, "confirmed"),
    ]


def test_who_withdrew_since_stays_out_as_both(world: World) -> None:
    two, shift = both_in(world, "confirmed", "confirmed")
    done = merge(world, two)
    world.do(
        lambda tx: tx.run("UPDATE signup SET state = 'withdrawn' WHERE shift_id = :s", s=shift)
    )
    world.do(lambda tx: merges.undo(tx, done.merge.id))
    assert [row["state"] for row in world.rows("SELECT state FROM signup")] == ["withdrawn"] * 2


def test_what_was_signed_up_for_since_stays_with_the_record(world: World) -> None:
    two = two_people(world, 3)
    done = merge(world, two)
    shift = world.shift(two.initiatives[0])
    world.do(
        lambda tx: tx.insert(
            """INSERT INTO signup (shift_id, person_id, state, queued_at, updated_at)
               VALUES (:s, :p, 'waiting', 1, 1)""",
            s=shift,
            p=two.kept.id,
        )
    )
    world.do(lambda tx: merges.undo(tx, done.merge.id))
    rows = world.rows("SELECT person_id FROM signup WHERE shift_id = :s", s=shift)
    assert [row["person_id"] for row in rows] == [two.kept.id]


def test_what_needs_telegram_goes_with_the_account(world: World) -> None:
    two = two_people(world, 3)
    done = merge(world, two)
    world.member(two.kept, two.initiatives[1])

    def since(tx: Tx) -> None:
        tx.run("INSERT OR REPLACE INTO opt_out VALUES (:p, 'standin', 9)", p=two.kept.id)
        tx.run(
            "UPDATE person SET language = 'ar', quiet_from = '20:00' WHERE id = :p", p=two.kept.id
        )
        tx.insert(
            """INSERT INTO question (person_id, language, pseudonym, state, created_at, active_at)
               VALUES (:p, 'ar', 'Neu', 'open', 1, 1)""",
            p=two.kept.id,
        )

    world.do(since)
    world.do(lambda tx: merges.undo(tx, done.merge.id))
    assert world.scalar("SELECT person_id FROM question WHERE pseudonym = 'Neu'") == two.other.id
    [row] = world.rows("SELECT * FROM person WHERE id = :p", p=two.other.id)
    assert (row["telegram_id"], row["language"], row["quiet_from"]) == (4711, "ar", "20:00")
    own = world.scalar("SELECT telegram_id FROM person WHERE id = :p", p=two.kept.id)
    assert own is None


def test_a_coordinators_role_that_came_since_goes_with_the_account(world: World) -> None:
    two, _ = both_in(world, "waiting", "waiting")
    initiative = two.initiatives[0]
    world.member(two.kept, initiative)
    done = merge(world, two)
    world.do(lambda tx: tx.run("UPDATE membership SET role = 'coordinator'"))
    world.do(lambda tx: merges.undo(tx, done.merge.id))
    rows = world.rows("SELECT person_id, role FROM membership ORDER BY person_id")
    assert [tuple(row) for row in rows] == [
        (two.kept.id, "volunteer"),
        (two.other.id, "coordinator"),
    ]


def test_a_merge_below_another_one_waits_for_it(world: World) -> None:
    two = two_people(world, 5)
    second = world.person(None, "Maria")
    before = everything(world)
    first_merge = merge(world, two)
    second_merge = world.do(
        lambda tx: merges.merge(tx, second.id, two.kept.id, two.initiatives[0].id, LATER)
    )
    assert not world.do(lambda tx: merges.undo(tx, first_merge.merge.id))
    assert world.do(lambda tx: merges.tombstones_of(tx, second.id)) == [two.kept.id, two.other.id]
    for one in (second_merge, first_merge):
        assert world.do(lambda tx, one=one: merges.undo(tx, one.merge.id))
    assert everything(world) == before


def test_an_ended_merge_names_its_empty_record(world: World) -> None:
    two = two_people(world, 1)
    merge(world, two)
    found = [world.do(lambda tx, at=at: merges.ended(tx, at, 9)) for at in (START, LATER)]
    assert found == [[], [two.other.id]]
