"""One's hours and certificates: what counts, whose they are, and what is kept."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain import hours as h
from bot.domain.errors import NotFoundError
from bot.domain.people import Person, Role
from bot.domain.signups import Attendance
from bot.services import hours, privacy, signups
from bot.store import attendance, initiatives
from tests.services.world import BERLIN, START, World, open_world

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
TODAY = NOW.date()


@pytest.fixture
def world() -> Iterator[World]:
    with open_world() as made:
        yield made


def given(
    world: World,
    person: Person,
    shift_id: int,
    mark: Attendance | None = Attendance.CAME,
) -> None:
    """Have the person take the shift, and mark them."""
    standing = world.standing(person)
    world.do(lambda tx: signups.sign_up(tx, standing, shift_id, START))
    if mark is not None:
        world.do(lambda tx: attendance.mark(tx, shift_id, person.id, mark, NOW))


def season(world: World, telegram_id: int | None = 1) -> tuple[Person, int]:
    """Return somebody with 2 + 9 proven hours, 2 unchecked, and their initiative's id."""
    ada = world.person(telegram_id, "Ada")
    cafe = world.initiative()
    world.member(ada, cafe)
    for start, length, mark in (
        (datetime(2026, 5, 4, 15, tzinfo=UTC), 2.0, Attendance.CAME),
        (datetime(2026, 10, 24, 20, tzinfo=UTC), 9.0, Attendance.CAME),  # 22 to 6, clocks go back
        (datetime(2026, 6, 4, 15, tzinfo=UTC), 3.0, Attendance.EXCUSED),
        (datetime(2026, 7, 4, 15, tzinfo=UTC), 4.0, Attendance.MISSED),
        (datetime(2026, 8, 4, 15, tzinfo=UTC), 2.0, None),
        (datetime(2026, 12, 4, 15, tzinfo=UTC), 5.0, None),  # still to come
    ):
        given(world, ada, world.shift(cafe, starts_at=start, hours=length), mark)
    return ada, cafe.id


def own(world: World, person: Person) -> tuple[h.Worked, ...]:
    standing = world.standing(person)
    return world.do(lambda tx: hours.worked(tx, standing, NOW))


def test_hours_are_those_of_shifts_that_are_over(world: World):
    ada, _ = season(world)
    assert h.tally(own(world, ada)) == h.Tally(came=11.0, unchecked=2.0)
    assert [one.starts_at.month for one in own(world, ada)] == [10, 8, 7, 6, 5]


def test_a_cancelled_or_withdrawn_shift_has_no_hours(world: World):
    ada = world.person(1)
    cafe = world.initiative()
    world.member(ada, cafe)
    first, second = world.shift(cafe), world.shift(cafe, starts_at=START + timedelta(days=9))
    standing = world.standing(ada)
    for shift_id in (first, second):
        given(world, ada, shift_id, None)
    world.do(lambda tx: signups.withdraw(tx, standing, first, START))
    world.do(lambda tx: tx.run("UPDATE shift SET state = 'cancelled' WHERE id = :s", s=second))
    assert own(world, ada) == ()


def subject(world: World, by: Person, person_id: int, initiative_id: int) -> hours.Subject:
    standing = world.standing(by)
    return world.do(lambda tx: hours.subject(tx, standing, person_id, initiative_id, NOW))


def test_a_paper_lists_only_where_the_person_came_earliest_first(world: World):
    ada, cafe = season(world)
    mine = subject(world, ada, 0, 0)
    listed = hours.proven(mine, "2026", cafe, TODAY, BERLIN)
    assert [(one.starts_at.month, one.hours) for one in listed] == [(5, 2.0), (10, 9.0)]


def test_a_paper_is_about_one_initiative(world: World):
    ada, cafe = season(world)
    other = world.initiative("Werkstatt")
    world.member(ada, other)
    given(world, ada, world.shift(other))
    given(world, ada, world.shift(world_member(world, ada, "Garten")), Attendance.MISSED)
    mine = subject(world, ada, 0, 0)
    assert hours.offered(mine, "all", TODAY, BERLIN) == (
        (cafe, "Sprachcafé"),
        (other.id, "Werkstatt"),
    )
    assert [one.hours for one in hours.proven(mine, "all", other.id, TODAY, BERLIN)] == [2.0]


def world_member(world: World, person: Person, name: str):
    made = world.initiative(name)
    world.member(person, made)
    return made


def test_a_coordinator_makes_a_paper_for_their_own_volunteers_only(world: World):
    ada, cafe = season(world, telegram_id=None)
    clara, fred = world.person(2, "Clara"), world.person(3, "Fred")
    kitchen = world.initiative("Küche")
    here = world.do(lambda tx: initiatives.find(tx, cafe))
    assert here is not None
    world.member(clara, here, Role.COORDINATOR)
    world.member(fred, kitchen, Role.COORDINATOR)
    world.member(ada, kitchen)
    given(world, ada, world.shift(kitchen))
    assert h.tally(subject(world, clara, ada.id, cafe).worked).came == 11.0
    for by, person, initiative in (
        (fred, ada.id, cafe),  # not his initiative
        (clara, ada.id, kitchen.id),
        (clara, fred.id, cafe),  # nothing to do with hers
        (clara, 999, cafe),
        (ada, clara.id, cafe),  # a volunteer
    ):
        with pytest.raises(NotFoundError):
            subject(world, by, person, initiative)


def test_that_a_coordinator_made_a_paper_stands_in_the_log(world: World):
    ada, cafe = season(world)
    clara = world.person(2, "Clara")
    here = world.do(lambda tx: initiatives.find(tx, cafe))
    assert here is not None
    world.member(clara, here, Role.COORDINATOR)
    for by, person_id in ((clara, ada.id), (ada, 0)):
        found, standing = subject(world, by, person_id, cafe), world.standing(by)
        world.do(lambda tx, s=standing, f=found: hours.certificate_made(tx, s, f, cafe, NOW))
    audit = world.rows("SELECT action, subject FROM audit")
    assert [tuple(row) for row in audit] == [("certificate.made", f"person:{ada.id}")]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Ada   Lovelace\n", "Ada Lovelace"),
        ("\u202eAda", "Ada"),
        ("12345", None),
        ("👍", None),
        ("", None),
        ("x" * 90, "x" * 79 + "…"),
    ],
)
def test_a_full_name_is_cleaned(typed: str, kept: str | None):
    assert hours.clean_full_name(typed) == kept


def test_the_full_name_is_kept_on_wish_and_forgotten_on_wish(world: World):
    ada = world.person(1)
    standing = world.standing(ada)

    def name(value: str | None) -> str | None:
        world.do(lambda tx: hours.keep_full_name(tx, standing, value))
        return world.do(lambda tx: hours.full_name(tx, standing))

    assert (name("Ada Lovelace"), name(None)) == ("Ada Lovelace", None)


def test_the_full_name_is_exported_and_goes_with_the_person_while_hours_stay(world: World):
    ada, _ = season(world)
    standing = world.standing(ada)
    world.do(lambda tx: hours.keep_full_name(tx, standing, "Ada Kanarienvogel"))
    exported = json.loads(world.do(lambda tx: privacy.export(tx, ada.id, NOW)))
    assert exported["tables"]["person"][0]["full_name"] == "Ada Kanarienvogel"
    assert {row["attendance"] for row in exported["tables"]["signup"]} == {
        "came",
        "excused",
        "missed",
        None,
    }
    proven = "SELECT sum(ends_at - starts_at) / 3600000.0 FROM signup JOIN shift ON shift.id = shift_id WHERE attendance = 'came'"
    before = world.scalar(proven)
    world.do(lambda tx: privacy.erase(tx, ada.id, NOW, lambda tx, who, now: None))
    assert (world.scalar(proven), before) == (11.0, 11.0)
    assert b"Kanarienvogel" not in b"".join(
        str(tuple(row)).encode()
        for table in ("person", "signup", "outbox", "dialog", "inbox")
        for row in world.rows(f"SELECT * FROM {table}")  # noqa: S608 - names from here
    )


def test_a_letterhead_of_nothing_is_name_and_town(world: World):
    cafe = world.initiative()
    assert hours.letterhead(cafe) == ("Sprachcafé", "Unna")


def test_letterhead_signer_and_contact_are_stored_by_the_coordinator_only(world: World):
    cafe = world.initiative()
    clara, ada = world.person(1, "Clara"), world.person(2)
    world.member(clara, cafe, Role.COORDINATOR)
    world.member(ada, cafe)
    letter = hours.Letter(
        lines=hours.clean_lines("Verein e. V.\n\n  Weg 1  "), signer="Petra", contact="0123"
    )
    for who in (ada, clara):
        standing = world.standing(who)
        if who is ada:
            with pytest.raises(NotFoundError):
                world.do(
                    lambda tx, s=standing: hours.set_letter(tx, s, cafe.id, letter=letter, now=NOW)
                )
            continue
        world.do(lambda tx, s=standing: hours.set_letter(tx, s, cafe.id, letter=letter, now=NOW))
    stored = world.do(lambda tx: initiatives.find(tx, cafe.id))
    assert stored is not None
    assert hours.letterhead(stored) == ("Verein e. V.", "Weg 1")
    assert (stored.signer, stored.contact) == ("Petra", "0123")


def test_a_letterhead_has_six_lines_at_most():
    assert len(hours.clean_lines("\n".join("abcdefgh"))) == hours.LETTERHEAD_LINES
