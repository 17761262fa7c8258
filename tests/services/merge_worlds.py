"""Random worlds in which two records of one human stand, to be merged and parted again."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from datetime import timedelta

from bot.domain.people import Initiative, Person
from bot.store.codec import to_ms
from bot.store.database import Tx
from tests.services.world import START, World

NOW = to_ms(START)
STATES = ("confirmed", "waiting", "withdrawn", "cancelled")


@dataclass
class Two:
    """The record without Telegram, the account with one, and somebody else."""

    kept: Person
    other: Person
    third: Person
    initiatives: tuple[Initiative, ...]


def two_people(world: World, seed: int) -> Two:
    """Fill a world with rows of both, chosen by ``seed``; the same seed gives the same world."""
    rnd = random.Random(seed)
    kept = world.person(None, "Maria", **_said(rnd))
    other = world.person(4711, "Marija", language="uk", **_said(rnd))
    third = world.person(99, "Clara")
    every = tuple(world.initiative(f"Initiative {n}") for n in range(3))
    two = Two(kept=kept, other=other, third=third, initiatives=every)
    world.do(lambda tx: _fill(tx, rnd, two))
    return two


def _said(rnd: random.Random) -> dict[str, object]:
    return {
        "speaks": ",".join(rnd.sample(["de", "uk", "ru", "ar"], rnd.randint(0, 3))),
        "interests": ",".join(rnd.sample(["food", "school", "sport"], rnd.randint(0, 2))),
        "towns": json.dumps(rnd.sample(["Unna", "Kamen"], rnd.randint(0, 2))),
        "adult": rnd.choice([None, 0, 1]),
        "phone": rnd.choice([None, f"+4917{rnd.randint(10**7, 10**8)}"]),
        "paused_until_on": rnd.choice([None, "2026-05-01"]),
        "full_name": rnd.choice([None, "M. Beispiel"]),
        "calendar_updates": rnd.choice([0, 1]),
        "lead_minutes": rnd.choice(["1440,120", "60"]),
    }


def _fill(tx: Tx, rnd: random.Random, two: Two) -> None:
    pair = (two.kept.id, two.other.id)
    for initiative in two.initiatives:
        _series(tx, rnd, two, initiative.id)
        for _ in range(rnd.randint(1, 3)):
            _shift(tx, rnd, two, initiative.id)
        for person in pair:
            _member(tx, rnd, person, initiative.id)
            for kind in ("introduction", "conduct"):
                if rnd.random() < 0.5:
                    tx.run(
                        """INSERT INTO qualification VALUES (:p, :i, :k, :seen, :until, :by)""",
                        p=person,
                        i=initiative.id,
                        k=kind,
                        seen=rnd.choice(["2025-01-01", "2026-01-01"]),
                        until=rnd.choice([None, "2027-01-01", "2029-01-01"]),
                        by=rnd.choice([None, two.third.id, two.other.id]),
                    )
    for person in pair:
        for value in ("Unna", "Kamen"):
            if rnd.random() < 0.5:
                tx.run(
                    "INSERT INTO subscription VALUES (:p, 'town', :value, :at)",
                    p=person,
                    value=value,
                    at=NOW + rnd.randint(0, 99),
                )
        for kind in ("announcement", "reminder", "standin", "offer"):
            if rnd.random() < 0.4:
                tx.run(
                    "INSERT INTO opt_out VALUES (:p, :k, :at)",
                    p=person,
                    k=kind,
                    at=NOW + rnd.randint(0, 99),
                )
    _newcomers(tx, rnd, two)
    _of_the_account(tx, rnd, two)


def _newcomers(tx: Tx, rnd: random.Random, two: Two) -> None:
    """What the two were allowed to do with newcomers, and did."""
    for initiative in two.initiatives:
        for person in (two.kept.id, two.other.id):
            for kind in ("companion", "questions"):
                if rnd.random() < 0.4:
                    tx.run(
                        "INSERT INTO clearance VALUES (:p, :i, :k, :at, :by)",
                        p=person,
                        i=initiative.id,
                        k=kind,
                        at=NOW + rnd.randint(0, 99),
                        by=rnd.choice([None, two.third.id, two.other.id]),
                    )
    question = tx.insert(
        """INSERT INTO question (person_id, language, pseudonym, state, created_at, active_at)
           VALUES (:p, 'ar', 'Amsel', 'open', 1, 1)""",
        p=two.third.id,
    )
    request = tx.insert(
        """INSERT INTO companion_request (person_id, place_kind, starts_at, ends_at, town,
               language, wish, meeting, state, next_at, created_at, updated_at)
           VALUES (:p, 'office', 5, 6, 'Unna', 'ar', 'any', 'entrance', 'searching', 1, 1, 1)""",
        p=two.third.id,
    )
    for person in (two.kept.id, two.other.id):
        if rnd.random() < 0.5:
            tx.run(
                "INSERT INTO question_helper VALUES (:q, :p, :state, :by, :at)",
                q=question,
                p=person,
                state=rnd.choice(["asked", "declined", "ended"]),
                by=rnd.choice([None, two.other.id]),
                at=NOW + rnd.randint(0, 99),
            )
        if rnd.random() < 0.5:
            tx.insert(
                """INSERT INTO companion_offer (request_id, person_id, wave, state, created_at,
                       updated_at) VALUES (:r, :p, 1, :state, 1, 2)""",
                r=request,
                p=person,
                state=rnd.choice(["open", "declined", "lapsed"]),
            )


def _member(tx: Tx, rnd: random.Random, person: int, initiative: int) -> None:
    if rnd.random() < 0.3:
        return
    role, state = rnd.choice(
        [("volunteer", "active"), ("volunteer", "requested"), ("coordinator", "active")]
    )
    tx.run(
        "INSERT INTO membership VALUES (:p, :i, :role, :state, :at)",
        p=person,
        i=initiative,
        role=role,
        state=state,
        at=NOW + rnd.randint(0, 99),
    )


def _series(tx: Tx, rnd: random.Random, two: Two, initiative: int) -> None:
    series = tx.insert(
        """INSERT INTO series (initiative_id, kind, task, place, rule, first_day, start_clock,
               end_clock, skip_holidays, roles, created_by, created_at)
           VALUES (:i, 'other', 'Tee', 'Saal', 'FREQ=WEEKLY', '2026-03-03', '17:00', '19:00', 1,
               '[]', :by, 1)""",
        i=initiative,
        by=rnd.choice([None, two.other.id, two.third.id]),
    )
    for person in (two.kept.id, two.other.id):
        if rnd.random() < 0.5:
            tx.run(
                "INSERT INTO standing_signup VALUES (:s, :p, 0, :at)",
                s=series,
                p=person,
                at=NOW + rnd.randint(0, 99),
            )


def _shift(tx: Tx, rnd: random.Random, two: Two, initiative: int) -> None:
    start = NOW + rnd.choice([-9, 5, 12]) * 86_400_000
    shift = tx.insert(
        """INSERT INTO shift (initiative_id, task, place, starts_at, ends_at, created_by, created_at)
           VALUES (:i, 'Tee', 'Saal', :a, :b, :by, 1)""",
        i=initiative,
        a=start,
        b=start + 7_200_000,
        by=rnd.choice([two.other.id, two.third.id]),
    )
    for position, places in enumerate((2, 3)):
        tx.run(
            "INSERT INTO shift_role (shift_id, position, name, capacity) VALUES (:s, :n, '', :c)",
            s=shift,
            n=position,
            c=places,
        )
    search = tx.insert(
        """INSERT INTO search (shift_id, role, kind, state, next_at, started_by, created_at,
               updated_at) VALUES (:s, 0, 'standin', 'exhausted', 1, :by, 1, 1)""",
        s=shift,
        by=rnd.choice([None, two.other.id]),
    )
    for person in (two.kept.id, two.other.id):
        if rnd.random() < 0.7:
            _signup(tx, rnd, shift, person, over=start < NOW)
        if rnd.random() < 0.3:
            tx.insert(
                """INSERT INTO visit (shift_id, person_id, booked, remind, since_at)
                   VALUES (:s, :p, :booked, 1, :at)""",
                s=shift,
                p=person,
                booked=rnd.choice([0, 1]),
                at=NOW + rnd.randint(0, 99),
            )
        if rnd.random() < 0.4:
            tx.insert(
                """INSERT INTO offer (search_id, person_id, via, state, created_at, expires_at,
                       updated_at) VALUES (:s, :p, 'standin', :state, 1, 2, 1)""",
                s=search,
                p=person,
                state=rnd.choice(["open", "accepted", "declined", "expired", "lapsed"]),
            )


def _signup(tx: Tx, rnd: random.Random, shift: int, person: int, *, over: bool) -> None:
    state = rnd.choice(STATES)
    confirmed = state == "confirmed"
    tx.insert(
        """INSERT INTO signup (shift_id, role, person_id, state, answer, attendance, queued_at,
               confirmed_at, updated_at)
           VALUES (:s, :r, :p, :state, :answer, :attendance, :at, :confirmed, :at)""",
        s=shift,
        r=rnd.choice([0, 1]),
        p=person,
        state=state,
        answer=rnd.choice([None, "coming"]) if confirmed else None,
        attendance=rnd.choice([None, "came", "excused", "missed"]) if confirmed and over else None,
        at=NOW + rnd.randint(0, 99),
        confirmed=NOW if confirmed else None,
    )


def _of_the_account(tx: Tx, rnd: random.Random, two: Two) -> None:
    """What only somebody with Telegram can have done."""
    p = two.other.id
    if rnd.random() < 0.3:
        tx.run("INSERT INTO lead VALUES (:p, 1)", p=p)
    for number in range(rnd.randint(0, 3)):
        tx.run("INSERT INTO wrong_code VALUES (:p, :at)", p=p, at=NOW + number)
        tx.insert(
            """INSERT INTO audit (at, actor_id, action, subject)
               VALUES (1, :actor, 'x', :subject)""",
            actor=rnd.choice([p, two.third.id]),
            subject=f"person:{rnd.choice([p, two.kept.id, two.third.id])}",
        )
        tx.insert(
            """INSERT INTO question (person_id, language, pseudonym, state, created_at, active_at)
               VALUES (:p, 'uk', 'Linde', 'open', 1, 1)""",
            p=p,
        )
        tx.insert(
            """INSERT INTO invitation (token_hash, kind, initiative_id, created_by, used_by,
                   created_at, expires_at) VALUES (randomblob(32), 'volunteer', :i, :by, :used, 1, 2)""",
            i=two.initiatives[0].id,
            by=rnd.choice([p, two.third.id]),
            used=rnd.choice([None, p]),
        )
        _message(tx, p, 4711, '{"shift":1,"silent":false}', f"reminder:{number}:{p}:5:60:7")
        _message(tx, p, 4711, '{"initiative":1}', f"announcement:{number}:{p}")
        _message(tx, p, 4711, '{"shift":1}', f"again:{number}:{p}:5")
        about = rnd.choice([p, two.kept.id])
        payload = json.dumps({"member": about, "notice": "late_withdrawal"}, separators=(",", ":"))
        _message(tx, two.third.id, 99, payload, None)
    if rnd.random() < 0.5:
        tx.run("INSERT INTO dialog VALUES (:p, 'ask', 'asked', '{}', 1)", p=p)
        tx.run("INSERT INTO linked_group VALUES (-5, NULL, :p, 1)", p=p)
        tx.insert(
            """INSERT INTO announcement (initiative_id, author_id, markup, state, started_at)
               VALUES (:i, :p, 'x', 'done', 1)""",
            i=two.initiatives[0].id,
            p=p,
        )


def _message(tx: Tx, person: int, chat: int, payload: str, key: str | None) -> None:
    tx.insert(
        """INSERT INTO outbox (lane, kind, payload, person_id, chat_id, dedupe_key, not_before_at,
               created_at, updated_at) VALUES (1, 'notice', :payload, :p, :c, :k, 1, 1, 1)""",
        payload=payload,
        p=person,
        c=chat,
        k=key,
    )


LATER = START + timedelta(days=1)
