"""A person who has done everything one can do with Lotse, so that every table knows them."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from bot.conversation import dispatcher, outbound, replies
from bot.conversation.replies import Address
from bot.conversation.types import BotMembership, ChatKind, Incoming, Mode, Reply, Show
from bot.domain.outbox import OutboxKind
from bot.domain.rendered import FileRef, Rendered
from bot.services import announcements as announcements_service
from bot.services import people, reminders
from bot.store import inbox, outbox
from bot.store.database import Tx
from tests.support.talk import BOT_ID, ZONE, Talk, Talker


@dataclass
class Life:
    """Who lived it, with whom; ``word`` begins every word the person wrote."""

    word: str
    who: Talker
    coordinator: Talker
    person_id: int
    initiative_id: int
    group: int


async def found(talk: Talk, lead: Talker, name: str, mode: str = "approval") -> int:
    """Let the lead found an initiative and return its id."""
    await lead.says("/start")
    await lead.presses("found")
    await lead.says(name)
    await lead.says("Unna")
    await lead.forges(f"1:mode:~{mode}")
    return await talk.database.read(lambda tx: tx.count("SELECT max(id) FROM initiative"))


async def invite(talk: Talk, by: Talker, initiative_id: int, role: str) -> str:
    """Return the payload of a fresh invitation as its link carries it."""
    await by.forges(f"1:invite_as:{base36(initiative_id)}:~{role}")
    link = next(word for word in by.text.split() if "start=i_" in word)
    return link.strip("\u2066\u2067\u2068\u2069").partition("start=")[2]


async def coordinator(
    talk: Talk, lead: Talker, initiative_id: int, telegram_id: int, name: str
) -> Talker:
    """Return somebody who coordinates the initiative."""
    payload = await invite(talk, lead, initiative_id, "coordinator")
    return await talk.joins(telegram_id, payload, name)


async def poster(talk: Talk, initiative_id: int) -> str:
    """Return the payload of the initiative's poster."""
    code = await talk.database.read(
        lambda tx: tx.scalar("SELECT poster_code FROM initiative WHERE id = :i", i=initiative_id)
    )
    return f"o_{code}"


async def plan(talk: Talk, by: Talker, initiative_id: int, days: int, places: int) -> int:
    """Let a coordinator plan a shift from 17 to 19 in so many days; return its id."""
    day = talk.clock.now().astimezone(ZONE).date()
    day = day.fromordinal(day.toordinal() + days)
    await by.forges(f"1:new_in:{base36(initiative_id)}")
    for text in (f"{day:%d.%m.%Y}", "17:00-19:00", "Gemeindehaus", "Tee kochen", str(places)):
        await by.says(text)
    await by.presses("plan_yes")
    return await talk.database.read(lambda tx: tx.count("SELECT max(id) FROM shift"))


def base36(number: int) -> str:
    """Return a whole number as buttons carry it."""
    digits, rest = "", abs(number)
    while rest:
        rest, digit = divmod(rest, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + digits
    return ("-" if number < 0 else "") + (digits or "0")


async def group_event(talk: Talk, chat_id: int, by: int | None, *, present: bool) -> Reply:
    """Tell Lotse that it was added to a group (or removed) by somebody."""
    incoming = Incoming(
        seq=0,
        chat_id=chat_id,
        chat=ChatKind.GROUP,
        sender_id=by,
        content=BotMembership(present=present),
    )
    return await talk.database.write(
        lambda tx: dispatcher.answer(tx, incoming, talk.clock.now(), talk.house)
    )


async def full_life(talk: Talk, lead: Talker, telegram_id: int, word: str) -> Life:
    """Live it: as a newcomer, a volunteer and a coordinator; return where it led."""
    who = talk.person(telegram_id, "de", f"{word}name")
    await who.says(f"{word}first Wo kann ich Deutsch lernen?")
    await who.presses("Deutsch")
    cafe = f"Café {len(talk.talkers)}"
    initiative_id = await found(talk, lead, cafe)
    boss = await coordinator(talk, lead, initiative_id, telegram_id + 1, "Berta")
    other = await _volunteer(talk, boss, initiative_id, telegram_id + 2)
    past = await plan(talk, boss, initiative_id, 2, 2)
    soon = await plan(talk, boss, initiative_id, 6, 1)
    later = await plan(talk, boss, initiative_id, 9, 1)
    await talk.joins(telegram_id, await poster(talk, initiative_id), f"{word}name")
    await talk.deliver()
    await boss.presses("admit")
    await talk.deliver()
    for shift in (past, soon):
        await who.forges(f"1:take:{base36(shift)}")
    for person, shift in ((other, later), (other, past), (who, later), (other, soon)):
        await person.forges(f"1:take:{base36(shift)}")
    await _announce(talk, boss, initiative_id, "Am Montag ist frei.")
    await who.presses("opt_out")
    await _ask_human(talk, who, boss, word)
    await _coordinate(talk, who, lead, initiative_id, word)
    await other.says("/human")
    await other.says("Wer hat den Schlüssel?")
    await other.presses("human_yes")
    await talk.deliver()
    group = -1000 - telegram_id
    await group_event(talk, group, telegram_id, present=True)
    await talk.deliver()
    await who.presses(cafe)
    talk.clock.advance(days=5, hours=9)
    await talk.database.write(lambda tx: reminders.plan_due(tx, talk.clock.now(), ZONE))
    await _leave_traces(talk, who, boss, word)
    person_id, boss_id = await who.id(), await boss.id()
    assert person_id is not None
    assert boss_id is not None
    await talk.database.write(
        lambda tx: volunteer_rows(tx, (person_id, boss_id), telegram_id, initiative_id, soon, word)
    )
    return Life(
        word=word,
        who=who,
        coordinator=boss,
        person_id=person_id,
        initiative_id=initiative_id,
        group=group,
    )


def volunteer_rows(
    tx: Tx, two: tuple[int, int], telegram_id: int, initiative_id: int, shift: int, word: str
) -> None:
    """Put what a volunteer leaves in tables of which no flow above makes a row.

    ``two`` are the person and their coordinator.
    """
    person, boss = two
    empty = tx.insert("INSERT INTO person (created_at, seen_at) VALUES (1, :now)", now=2**41)
    values = {"p": person, "b": boss, "i": initiative_id, "s": shift, "w": word, "e": empty}
    series = tx.insert(
        """INSERT INTO series (initiative_id, kind, task, place, rule, first_day, last_day,
               start_clock, end_clock, skip_holidays, roles, made_until_day, created_by, created_at)
           VALUES (:i, 'food', 'Kochen', 'Saal', 'FREQ=WEEKLY', '2026-03-03', '2026-04-01',
               '17:00', '19:00', 1, '[]', '2026-04-01', :p, 1)""",
        i=initiative_id,
        p=person,
    )
    search = tx.insert(
        """INSERT INTO search (shift_id, role, kind, state, next_at, started_by, created_at,
               updated_at) VALUES (:s, 0, 'standin', 'exhausted', 1, :p, 1, 1)""",
        s=shift,
        p=person,
    )
    for sql in (
        """UPDATE person SET speaks = 'de', interests = 'food', towns = '["' || :w || 'town"]',
               adult = 1, phone = :w || 'phone', paused_until_on = '2026-01-01',
               full_name = :w || 'full' WHERE id = :p""",
        "UPDATE shift_role SET name = 'Theke' WHERE shift_id = :s",
        "INSERT INTO standing_signup VALUES (:series, :p, 0, 1)",
        "UPDATE person SET turns_to = :i WHERE id = :p",
        """INSERT INTO question_helper
           SELECT max(id), :p, 'ended', :b, 1 FROM question WHERE person_id <> :p""",
        """INSERT INTO question_helper
           SELECT max(id), :b, 'asked', :p, 1 FROM question WHERE person_id = :p""",
        "UPDATE person SET gender = 'woman', free_times = 'mo-am' WHERE id = :p",
        "INSERT OR IGNORE INTO clearance VALUES (:p, :i, 'companion', 1, :b)",
        "INSERT OR IGNORE INTO clearance VALUES (:b, :i, 'questions', 1, :p)",
        """INSERT INTO companion_request (person_id, initiative_id, place_kind, starts_at, ends_at, town, language,
               wish, meeting, state, companion_id, next_at, warned_at, reported_by, reported_at,
               talk_ended_at, matched_at, created_at, updated_at, closed_at)
           VALUES (:p, :i, 'office', 1, 2, :w || 'trip', 'de', 'any', 'entrance', 'done', :b, 1, 1,
               'newcomer', 1, 1, 1, 1, 1, :now)""",
        """INSERT INTO companion_message (request_id, sender, text, sent_at)
           SELECT max(id), 'newcomer', :w || 'words', 1 FROM companion_request
           WHERE person_id = :p""",
        """INSERT INTO companion_request (person_id, initiative_id, place_kind, starts_at, ends_at, town, language,
               wish, meeting, state, companion_id, next_at, warned_at, reported_by, reported_at,
               talk_ended_at, matched_at, created_at, updated_at, closed_at)
           VALUES (:b, :i, 'office', 1, 2, 'Unna', 'de', 'any', 'entrance', 'done', :p, 1, 1,
               'newcomer', 1, 1, 1, 1, 1, :now)""",
        """INSERT INTO companion_message (request_id, sender, text, sent_at)
           SELECT max(id), 'companion', :w || 'along', 1 FROM companion_request
           WHERE companion_id = :p""",
        """INSERT INTO companion_offer (request_id, person_id, wave, state, created_at, updated_at)
           SELECT max(id), :p, 1, 'accepted', 1, 1 FROM companion_request""",
        """INSERT INTO companion_relay SELECT :t, 1, max(companion_request.id), max(companion_message.id)
           FROM companion_request, companion_message""",
        """INSERT INTO visit (shift_id, person_id, booked, remind, told, since_at)
           VALUES (:s, :p, 0, 1, json_object('task', :w || 'title'), 1)""",
        "INSERT INTO faq_confirmation VALUES ('kita-' || :p, '2026-01-01', '2026-07-01', :p)",
        """INSERT INTO local_entry VALUES ('local-' || :p, 'de', 'Bad', '', 'Offen.', 1, 1,
               '2026-01-01', '2026-07-01', :p, 1, 1)""",
        "UPDATE person SET town = :w || 'town' WHERE id = :p",
        "INSERT INTO subscription VALUES (:p, 'town', :w || 'news', 1)",
        """INSERT INTO offer (search_id, person_id, via, state, created_at, expires_at, updated_at)
           VALUES (:search, :p, 'standin', 'declined', 1, 2, 1)""",
        "INSERT INTO qualification VALUES (:p, :i, 'conduct', '2026-01-01', '2029-01-01', :b)",
        "INSERT INTO qualification VALUES (:b, :i, 'introduction', '2026-01-01', NULL, :p)",
        """INSERT INTO invitation (token_hash, kind, initiative_id, claims_id, created_by,
               created_at, expires_at, used_at)
           VALUES (randomblob(32), 'claim', :i, :p, :b, 1, 2, :now)""",
        """INSERT INTO merge (kept_id, other_id, telegram_id, initiative_id, moved, at)
           VALUES (:p, :e, :t, :i,
               json_object('kept', json_object('name', :w || 'before'),
                   'gone', json_array(json_object('seen_by', :b))), :now)""",
    ):
        names = ("p", "b", "i", "w", "e")
        used = {name: values[name] for name in names if re.search(rf":{name}\b", sql)}
        more = {"series": series, "search": search, "s": shift, "t": telegram_id, "now": 2**41}
        used |= {name: more[name] for name in more if re.search(rf":{name}\b", sql)}
        tx.run(sql, **used)


async def _volunteer(talk: Talk, boss: Talker, initiative_id: int, telegram_id: int) -> Talker:
    payload = await invite(talk, boss, initiative_id, "volunteer")
    return await talk.joins(telegram_id, payload, "Cem")


async def _announce(talk: Talk, by: Talker, initiative_id: int, text: str) -> None:
    await by.forges(f"1:announce_in:{base36(initiative_id)}")
    await by.says(text)
    await by.presses("announce_yes")
    await talk.deliver()
    await talk.database.write(lambda tx: announcements_service.follow(tx, talk.clock.now()))
    await talk.deliver()


async def _ask_human(talk: Talk, who: Talker, boss: Talker, word: str) -> None:
    """Two questions with answers; the second stays open, and both sides are writing in it."""
    for text in (f"{word}question eins", f"{word}question zwei"):
        await who.says("/cancel")
        await who.says("/human")
        if who.offers("human_again"):
            await who.presses("human_again")
        await who.says(text)
        await who.presses("human_yes")
        await talk.deliver()
        question = boss.at
        await boss.says(f"Liebe {word}name, gern.", reply_to=question)
        await talk.deliver()
        await who.sends(
            FileRef(kind="photo", file_id=f"{word}file"), f"{word}caption", reply_to=who.at
        )
        await talk.deliver()
    await boss.presses("write")


async def _coordinate(
    talk: Talk, who: Talker, lead: Talker, initiative_id: int, word: str
) -> None:
    """Become a coordinator and do what one does, with a wrong invitation on the way."""
    await who.says("/start i_wrong-wrong-wrong-wrong")
    payload = await invite(talk, lead, initiative_id, "coordinator")
    await who.says(f"/start {payload}")
    await invite(talk, who, initiative_id, "volunteer")
    await plan(talk, who, initiative_id, 20, 3)
    await _announce(talk, who, initiative_id, f"{word}announcement")
    token = await invite(talk, lead, initiative_id, "volunteer")
    await who.says(f"/start {token}")
    token = await talk.database.write(lambda tx: people.invite_lead(tx, talk.clock.now()))
    await who.says(f"/start i_{token}")


async def _leave_traces(talk: Talk, who: Talker, boss: Talker, word: str) -> None:
    """Put what a moment of trouble leaves: unsent answers, undelivered notices, open replies."""
    await who.stays(present=False)
    await who.stays(present=True)
    await who.says(f"{word}dialog Wie melde ich mich an?")
    now = talk.clock.now()
    about = Rendered(html=f"Es kommt: <b>\u2068{word}name\u2069</b>")
    own = Rendered(html=f"{word}own")

    def put(tx: Tx) -> None:
        outbound.defer(tx, boss.telegram_id, about, now)
        outbound.defer(tx, who.telegram_id, own, now)
        late = outbox.add(
            tx,
            lane=1,
            kind=OutboxKind.ANSWER,
            payload="{}",
            person_id=None,  # from before Lotse knew them
            chat_id=who.telegram_id,
            not_before=now,
            now=now,
        )
        tx.run("UPDATE outbox SET state = 'expired' WHERE id = :id", id=late)
        raw = json.dumps({"message": {"from": {"id": who.telegram_id}, "text": f"{word}handled"}})
        rows = inbox.accept(tx, BOT_ID, [(talk.next_id(), raw), (talk.next_id(), "{}")], now)
        for row, person, message in zip(rows, (who, boss), (own, about), strict=True):
            reply = Reply(shows=(Show(message=message, mode=Mode.SEND),))
            inbox.handled(tx, row.seq, replies.dump(reply, Address(chat_id=person.telegram_id)))

    await talk.database.write(put)
