"""Rights, and text that people typed."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.people import (
    NAME_LIMIT,
    Membership,
    MembershipState,
    Person,
    Right,
    Role,
    Standing,
    clean,
    clean_name,
    cut,
    utf16_length,
)

INFORMED = Person(
    id=1, telegram_id=1, notice_version="1", notice_at=datetime(2026, 1, 1, tzinfo=UTC)
)
NEW = Person(id=1, telegram_id=1)


def member(initiative_id: int, role: Role, state: MembershipState) -> Membership:
    return Membership(initiative_id=initiative_id, role=role, state=state)


PENDING = member(1, Role.VOLUNTEER, MembershipState.REQUESTED)
VOLUNTEER = member(1, Role.VOLUNTEER, MembershipState.ACTIVE)
COORDINATOR = member(1, Role.COORDINATOR, MembershipState.ACTIVE)


@pytest.mark.parametrize(
    ("memberships", "is_lead", "right"),
    [
        ((), False, Right.INFORMED),
        ((PENDING,), False, Right.INFORMED),
        ((VOLUNTEER,), False, Right.VOLUNTEER),
        ((PENDING, replace(COORDINATOR, initiative_id=2)), False, Right.COORDINATOR),
        ((VOLUNTEER, replace(COORDINATOR, initiative_id=2)), False, Right.COORDINATOR),
        ((), True, Right.LEAD),
        ((VOLUNTEER,), True, Right.LEAD),
    ],
)
def test_the_highest_right_counts(
    memberships: tuple[Membership, ...], is_lead: bool, right: Right
) -> None:
    standing = Standing(person=INFORMED, memberships=memberships, is_lead=is_lead)
    assert standing.right is right


@pytest.mark.parametrize("is_lead", [True, False])
def test_before_the_privacy_notice_nobody_has_a_right(is_lead: bool) -> None:
    standing = Standing(person=NEW, memberships=(COORDINATOR,), is_lead=is_lead)
    assert (standing.right, standing.coordinates(1)) == (Right.ANYBODY, False)


@pytest.mark.parametrize(
    ("membership", "is_lead", "coordinates", "belongs"),
    [
        (COORDINATOR, False, (True, False), (True, False)),
        (VOLUNTEER, False, (False, False), (True, False)),
        (PENDING, False, (False, False), (False, False)),
        (VOLUNTEER, True, (True, True), (True, False)),
        # The database forbids this one; the decision does not lean on it.
        (replace(COORDINATOR, state=MembershipState.REQUESTED), False, (False, False),
         (False, False)),
    ],
)  # fmt: skip
def test_a_right_reaches_no_further_than_its_initiative(
    membership: Membership,
    is_lead: bool,
    coordinates: tuple[bool, bool],
    belongs: tuple[bool, bool],
) -> None:
    standing = Standing(person=INFORMED, memberships=(membership,), is_lead=is_lead)
    assert (standing.coordinates(1), standing.coordinates(2)) == coordinates
    assert (standing.belongs_to(1), standing.belongs_to(2)) == belongs


@pytest.mark.parametrize(
    ("membership", "asks"),
    [(PENDING, True), (VOLUNTEER, False), (replace(PENDING, initiative_id=2), False)],
)
def test_a_wish_to_join_is_open_until_it_is_decided(membership: Membership, asks: bool) -> None:
    assert Standing(person=INFORMED, memberships=(membership,)).asks_to_join(1) is asks


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Ada   Lovelace \n", "Ada Lovelace"),
        ("A\u202eda\u2066", "Ada"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👩\u200d👧", "👩\u200d👧"),
        ("Cafe\u0301", "Café"),
        ("a\x00b\x1bc", "abc"),
        ("one\u2028two", "one two"),
        ("a\tb", "a b"),
        ("\ud800x", "x"),
        ("", ""),
    ],
)
def test_text_is_cleaned_of_what_nobody_sees(typed: str, kept: str) -> None:
    assert clean(typed, limit=100) == kept


def test_line_breaks_survive_where_they_are_wanted() -> None:
    assert clean("one \r\n  two\u2029three\n", limit=100, keep_lines=True) == "one\ntwo\nthree"


def test_at_most_four_marks_stand_on_one_letter() -> None:
    tower = "x" + "\u0323" * 50 + "y"
    assert clean(tower, limit=100) == "x" + "\u0323" * 4 + "y"


@given(st.text(max_size=80), st.integers(1, 60), st.booleans())
def test_clean_text_is_stable_and_within_its_limit(text: str, limit: int, lines: bool) -> None:
    once = clean(text, limit=limit, keep_lines=lines)
    assert clean(once, limit=limit, keep_lines=lines) == once
    assert utf16_length(once) <= limit
    assert all(
        unicodedata.category(char) not in {"Cc", "Cs", "Co", "Cn"} or char == "\n" for char in once
    )
    assert lines or "\n" not in once


@given(st.text(max_size=50))
def test_a_name_can_be_read(text: str) -> None:
    name = clean_name(text)
    assert name is None or (any(map(str.isalnum, name)) and utf16_length(name) <= NAME_LIMIT)


@pytest.mark.parametrize("nothing", ["", "  ", "...", "\u202e\u2066", "❤️", "\u200c"])
def test_what_cannot_be_read_is_no_name(nothing: str) -> None:
    assert clean_name(nothing) is None


@pytest.mark.parametrize(
    ("text", "limit", "shown"),
    [
        ("hello", 5, "hello"),
        ("hello!", 5, "hell…"),
        ("hi there", 4, "hi…"),
        ("a😀b", 4, "a😀b"),
        ("a😀bc", 4, "a😀…"),
        ("ab😀", 3, "ab…"),
        ("xe\u0323\u0301y", 4, "x…"),
        ("xe\u0323\u0301y", 5, "xe\u0323\u0301y"),
        ("🇩🇪🇺🇦", 7, "🇩🇪…"),
        ("👋🏽ab", 4, "👋…"),
        ("👩\u200d👧x", 4, "👩…"),
    ],
)
def test_a_cut_never_leaves_half_a_letter(text: str, limit: int, shown: str) -> None:
    assert cut(text, limit) == shown


def test_nothing_fits_where_there_is_no_room() -> None:
    assert cut("hello", 0) == ""


@given(st.text(), st.integers(1, 50))
def test_a_cut_keeps_to_its_limit(text: str, limit: int) -> None:
    assert utf16_length(cut(text, limit)) <= limit


def test_length_is_counted_as_telegram_counts() -> None:
    assert (utf16_length("aä😀"), len("aä😀".encode("utf-16-le")) // 2) == (4, 4)
