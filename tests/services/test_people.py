"""First contact, joining, invitations and their lock, settings, and who cannot be reached."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.errors import NotFoundError
from bot.domain.people import JoinMode, OptOut, Person, QuietHours, Right, Role
from bot.services import people, signups
from bot.services.people import CodeFault, JoinResult, Redeemed
from bot.store import people as people_store
from tests.services.world import START, World

HOUR = timedelta(hours=1)


def test_of_somebody_new_only_the_identity_is_stored(world: World) -> None:
    standing = world.do(lambda tx: people.meet(tx, 77, START))
    [row] = world.rows("SELECT * FROM person")
    assert (row["telegram_id"], row["name"], row["language"]) == (77, None, None)
    assert standing.right is Right.ANYBODY


def test_somebody_known_is_the_same_person_and_reachable_again(world: World) -> None:
    who = world.person(77)
    world.do(lambda tx: people_store.set_blocked(tx, who.id, START))
    standing = world.do(lambda tx: people.meet(tx, 77, START + HOUR))
    assert (standing.person.id, world.standing(who).person.reachable) == (who.id, True)


def test_the_notice_is_noted_once_per_version(world: World) -> None:
    who = world.person(77)
    for version, now in (("1", START + HOUR), ("2", START + HOUR)):
        standing = world.standing(who)
        world.do(lambda tx, s=standing, v=version, n=now: people.accept_notice(tx, s, v, n))
        noted = world.standing(who).person
        assert (noted.notice_version, noted.notice_at) == (
            version,
            START if version == "1" else START + HOUR,
        )


def join(world: World, who: Person, mode: JoinMode) -> JoinResult:
    initiative = next(
        (one for one in world.do(people.initiatives.all_of)), None
    ) or world.initiative(mode=mode)
    standing = world.standing(who)
    return world.do(lambda tx: people.join(tx, standing, initiative, START))


def test_an_open_initiative_takes_everybody_at_once(world: World) -> None:
    who = world.person(5)
    results = [join(world, who, JoinMode.OPEN) for _ in range(2)]
    assert results == [JoinResult.JOINED, JoinResult.ALREADY]
    assert world.standing(who).right is Right.VOLUNTEER


def test_else_a_coordinator_is_asked_once(world: World) -> None:
    cafe = world.initiative(mode=JoinMode.APPROVAL)
    karla, who = world.person(1), world.person(5)
    world.member(karla, cafe, Role.COORDINATOR)
    results = [join(world, who, JoinMode.APPROVAL) for _ in range(2)]
    assert results == [JoinResult.REQUESTED, JoinResult.REQUESTED]
    assert world.standing(who).right is Right.INFORMED
    assert world.notices() == [(karla.id, "join_request")]


@pytest.mark.parametrize(
    ("accept", "right", "notice"),
    [(True, Right.VOLUNTEER, "join_accepted"), (False, Right.INFORMED, "join_declined")],
)
def test_a_request_is_decided_once(world: World, accept: bool, right: Right, notice: str) -> None:
    cafe = world.initiative(mode=JoinMode.APPROVAL)
    karla, who = world.person(1), world.person(5)
    world.member(karla, cafe, Role.COORDINATOR)
    join(world, who, JoinMode.APPROVAL)
    standing = world.standing(karla)
    decided = [
        world.do(
            lambda tx, a=answer: people.decide_request(
                tx, standing, cafe.id, who.id, accept=a, now=START
            )
        )
        for answer in (accept, not accept)
    ]
    assert [one is None for one in decided] == [False, True]
    assert (world.standing(who).right, world.notices()[-1]) == (right, (who.id, notice))


def test_a_request_of_nobody_is_decided_already(world: World) -> None:
    cafe = world.initiative()
    karla = world.person(1)
    world.member(karla, cafe, Role.COORDINATOR)
    standing = world.standing(karla)
    assert (
        world.do(
            lambda tx: people.decide_request(tx, standing, cafe.id, 99, accept=True, now=START)
        )
        is None
    )


def invitation(world: World, role: Role = Role.COORDINATOR) -> str:
    cafe = world.initiative("Beta")
    lead = world.person(1)
    world.lead(lead)
    standing = world.standing(lead)
    return world.do(lambda tx: people.invite(tx, standing, cafe.id, role, START))


def redeem(world: World, who: Person, token: str, after: timedelta = HOUR) -> object:
    standing = world.standing(who)
    return world.do(
        lambda tx: people.redeem(tx, standing, people.hash_token(token), START + after)
    )


def test_an_invitation_works_once(world: World) -> None:
    token, first, second = invitation(world), world.person(5), world.person(6)
    result = redeem(world, first, token)
    assert isinstance(result, Redeemed)
    assert (result.role, world.standing(first).right) == (Role.COORDINATOR, Right.COORDINATOR)
    assert redeem(world, second, token) is CodeFault.USED
    assert world.standing(second).right is Right.INFORMED


def test_of_an_invitation_only_the_hash_is_stored(world: World) -> None:
    token = invitation(world)
    [row] = world.rows("SELECT * FROM invitation")
    assert row["token_hash"] == people.hash_token(token)
    assert len(token) >= 43  # 256 bit
    assert not any(token in str(value) for value in tuple(row))


def test_an_invitation_ends_after_24_hours(world: World) -> None:
    token = invitation(world)
    who = world.person(5)
    assert redeem(world, who, token, 24 * HOUR) is CodeFault.EXPIRED
    assert isinstance(redeem(world, who, token, 24 * HOUR - timedelta(seconds=1)), Redeemed)


def test_five_wrong_codes_within_an_hour_lock_even_the_right_one(world: World) -> None:
    token, who = invitation(world), world.person(5)
    wrong = [redeem(world, who, f"wrong{n}", timedelta(minutes=n)) for n in range(5)]
    assert wrong == [CodeFault.WRONG] * 5
    assert redeem(world, who, token, timedelta(minutes=59)) is CodeFault.LOCKED
    assert isinstance(redeem(world, world.person(6), token, HOUR), Redeemed)


def test_the_lock_opens_after_an_hour(world: World) -> None:
    token, who = invitation(world), world.person(5)
    for number in range(5):
        redeem(world, who, f"wrong{number}", timedelta(0))
    assert isinstance(redeem(world, who, token, HOUR), Redeemed)


def test_an_early_look_tells_what_redeeming_would_and_counts_wrong_ones(world: World) -> None:
    token, who = invitation(world), world.person(5)

    def look(code: str, after: timedelta = HOUR) -> CodeFault | None:
        standing = world.standing(who)
        return world.do(
            lambda tx: people.check_code(tx, standing, people.hash_token(code), START + after)
        )

    assert (look(token), look(token, 24 * HOUR)) == (None, CodeFault.EXPIRED)
    redeem(world, world.person(6), token)
    assert look(token) is CodeFault.USED
    assert [look("x") for _ in range(6)] == [CodeFault.WRONG] * 5 + [CodeFault.LOCKED]


def test_an_invitation_for_volunteers_takes_no_role_away(world: World) -> None:
    token = invitation(world, Role.VOLUNTEER)
    who = world.person(5)
    cafe = world.do(people.initiatives.all_of)[0]
    world.member(who, cafe, Role.COORDINATOR)
    redeem(world, who, token)
    assert world.standing(who).right is Right.COORDINATOR


def test_the_first_lead_comes_by_a_link_of_the_command_line(world: World) -> None:
    token = world.do(lambda tx: people.invite_lead(tx, START))
    who = world.person(5)
    assert redeem(world, who, token) == Redeemed(initiative=None, role=None)
    assert world.standing(who).right is Right.LEAD


def test_only_a_lead_founds_an_initiative(world: World) -> None:
    karla, lena = world.person(1), world.person(2)
    world.member(karla, world.initiative("Beta"), Role.COORDINATOR)
    world.lead(lena)
    for who in (karla, lena):
        standing = world.standing(who)

        def found(tx: object, standing: object = standing) -> object:
            return people.found_initiative(
                tx,  # type: ignore[arg-type]
                standing,  # type: ignore[arg-type]
                name="Neu",
                town="Unna",
                mode=JoinMode.OPEN,
                now=START,
            )

        if who is karla:
            with pytest.raises(NotFoundError):
                world.do(found)
        else:
            assert world.do(found).name == "Neu"  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("leads", "minutes", "chosen"),
    [
        ("1440,120", 60, (1440, 120, 60)),
        ("1440,120", 120, (1440,)),
        ("120", 120, ()),
        ("1440,120,60", 30, (1440, 120, 30)),
        ("1440,120,60", 4320, (4320, 1440, 120)),
        ("1440,120", 61, (1440, 120)),
    ],
)
def test_at_most_three_lead_times_stand(
    world: World, leads: str, minutes: int, chosen: tuple[int, ...]
) -> None:
    who = world.person(5, lead_minutes=leads)
    standing = world.standing(who)
    assert world.do(lambda tx: people.switch_lead_time(tx, standing, minutes)) == chosen
    assert world.standing(who).person.lead_minutes == chosen


def test_settings_are_stored(world: World) -> None:
    who = world.person(5)
    standing = world.standing(who)
    quiet = QuietHours(start=people_store.time(22), end=people_store.time(7))
    world.do(lambda tx: people.set_quiet_hours(tx, standing, quiet))
    world.do(lambda tx: people.rename(tx, standing, "Bea"))
    world.do(lambda tx: people.choose_language(tx, standing, "uk", START))
    now = world.standing(who).person
    assert (now.quiet, now.name, now.language) == (quiet, "Bea", "uk")


def test_an_opt_out_is_switched_on_and_off(world: World) -> None:
    standing = world.standing(world.person(5))
    states = [
        world.do(lambda tx: people.switch_opt_out(tx, standing, OptOut.REMINDER, START))
        for _ in range(2)
    ]
    assert states == [{OptOut.REMINDER}, frozenset()]


def test_a_lost_volunteer_is_reported_for_shifts_with_a_place_only(world: World) -> None:
    cafe = world.initiative()
    karla, who = world.person(1), world.person(5)
    world.member(karla, cafe, Role.COORDINATOR)
    world.member(who, cafe)
    full, free = world.shift(cafe, capacity=1), world.shift(cafe, capacity=1)
    for person, shift in ((karla, full), (who, full), (who, free)):
        standing = world.standing(person)
        world.do(lambda tx, s=standing, i=shift: signups.sign_up(tx, s, i, START))
    world.do(lambda tx: people.lost(tx, who, START))
    world.do(lambda tx: people.lost(tx, who, START))
    assert world.notices() == [(karla.id, "volunteer_unreachable")]
