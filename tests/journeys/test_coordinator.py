"""What Lotse promises to coordinators, pressed and read on their own phone."""

from __future__ import annotations

from datetime import date, timedelta

from bot.conversation.answers import titles
from bot.conversation.buttons import encode, mark
from bot.conversation.flows.plan import SPANS
from bot.domain import messages as m
from bot.domain import messages_coordinator as c
from bot.domain import messages_handover as h
from bot.domain import messages_newcomer as n
from bot.domain import messages_offers as o
from bot.domain import messages_volunteer as v
from bot.domain.calendar import at_local
from bot.domain.messages import Note
from bot.domain.people import JoinMode, OptOut, Role
from bot.domain.rendered import Press
from bot.domain.shifts import ShiftDraft, one_role
from bot.store import people
from tests.journeys.scene import (
    FRIDAY,
    NEXT_MONDAY,
    THURSDAY,
    TODAY,
    TUESDAY,
    WEDNESDAY,
    clock,
    figures,
    hears,
    link_on,
    note,
    reads,
)
from tests.support.shapes import entry
from tests.support.talk import ZONE


def draft(initiative, day: date, start=17, end=19, task="Tee kochen", places=3) -> ShiftDraft:
    return ShiftDraft(
        initiative_id=initiative.id,
        task=task,
        place="Saal",
        starts_at=at_local(day, clock(start), ZONE),
        ends_at=at_local(day, clock(end), ZONE),
        roles=one_role(places),
    )


async def test_a_shift_is_planned_by_buttons(scene):
    cafe = await scene.initiative()
    ada = await scene.hero(cafe, Role.COORDINATOR)
    bob = await scene.member("Bob", cafe)
    days = tuple(TODAY + timedelta(days=n) for n in range(12))

    await ada.says("/newshift")
    asked = c.AskDay(initiative="Sprachcafé", days=days, can_copy=False)
    assert ada.screen == reads(ada, asked)
    await ada.presses("day", THURSDAY.isoformat())
    assert ada.screen == reads(ada, c.AskTime(day=THURSDAY, usual=SPANS))
    await ada.presses("span", "1700-1900")
    assert ada.screen == reads(ada, c.AskPlace(usual=()))
    await ada.says("Saal")
    assert ada.screen == reads(ada, c.AskTask(usual=()))
    await ada.says("Tee kochen")
    assert ada.screen == reads(ada, c.AskCapacity())
    await ada.presses("capacity", 3)
    wanted = draft(cafe, THURSDAY)
    assert (
        ada.screen.html == reads(ada, c.DraftPreview(initiative="Sprachcafé", draft=wanted)).html
    )
    preview = ada.at
    await ada.presses("plan_yes")
    for word in ("17:00–19:00", "Saal", "Tee kochen", "3"):
        assert word in ada.text
    assert ada.at == preview
    planned = ada.screen
    # A second tap, too fast, takes nothing away and plans nothing twice.
    twice = encode(Press(action="plan_yes", args=(mark(repr(wanted)),)))
    await ada.forges(twice, on=preview)
    assert ada.screen == note(ada, Note.NO_LONGER_OPEN)
    assert ada.messages[preview] == planned
    await bob.says("/shifts")
    [line] = [b for row in bob.screen.buttons for b in row if b.press.action == "shift"]
    assert "17:00" in line.label
    await ada.presses("duty", on=preview)
    assert link_on(ada) == f"s_{line.press.args[0]}"
    await ada.presses("roster")

    # Everything can be written instead, as people write it; what cannot be is asked again.
    await ada.presses("new")
    assert ada.offers("copy_last")
    await ada.says("morgen früh")
    again = c.AskDay(initiative="Sprachcafé", days=days, can_copy=True, not_understood=True)
    assert ada.screen == reads(ada, again)
    await ada.says("4.3.")
    await ada.says("abends")
    retry = c.AskTime(day=WEDNESDAY, usual=SPANS, not_understood=True)
    assert ada.screen == reads(ada, retry)
    await ada.says("von 17 bis 19.30 Uhr")
    assert ada.screen == reads(ada, c.AskPlace(usual=("Saal",)))
    await ada.presses("place", 0)
    await ada.presses("task", 0)
    await ada.says("0")
    assert ada.screen == reads(ada, c.AskCapacity(not_understood=True))
    await ada.says("4")
    assert "17:00–19:30" in ada.text
    await ada.presses("plan_yes")
    await bob.says("/shifts")
    assert "17:00–19:30" in bob.text

    # Today only what is still to come is offered and taken.
    await ada.says("/newshift")
    await ada.presses("day", TODAY.isoformat())
    left = tuple(span for span in SPANS if span > "09:00-12:00")
    assert ada.screen == reads(ada, c.AskTime(day=TODAY, usual=left))
    await ada.says("8-9")
    assert ada.screen == reads(ada, c.AskTime(day=TODAY, usual=left, past=True))
    await ada.presses("cancel")
    assert ada.toast == hears(ada, m.Say(note=Note.CANCELLED))


async def test_the_last_shift_can_be_copied(scene):
    cafe = await scene.initiative()
    ada = await scene.hero(cafe, Role.COORDINATOR)
    last = await scene.shift(cafe, WEDNESDAY, places=3)

    await ada.says("/newshift")
    await ada.presses("copy_last")
    week_later = draft(cafe, WEDNESDAY + timedelta(days=7))
    assert ada.screen == reads(ada, preview_of(week_later))
    # Only the day is another one: everything else stays.
    await ada.presses("plan_day")
    await ada.presses("day", FRIDAY.isoformat())
    friday = draft(cafe, FRIDAY)
    assert ada.screen == reads(ada, preview_of(friday))
    old = ada.at
    await ada.says("/newshift")
    # The button below the draft that was left behind does not plan anything.
    asked = ada.at
    await ada.presses("plan_yes", mark(repr(friday)), on=old)
    assert ada.screen == note(ada, Note.NO_LONGER_OPEN)
    await ada.presses("copy_last", on=asked)
    await ada.presses("plan_time")
    await ada.says("18-20")
    moved = draft(cafe, WEDNESDAY + timedelta(days=7), 18, 20)
    assert ada.screen == reads(ada, preview_of(moved))
    # One below an older draft shows the present one instead of planning something else.
    shown = ada.screen
    await ada.says("/newshift")
    await ada.presses("copy_last")
    later = ada.at
    await ada.presses("plan_yes", mark(repr(moved)), on=before(ada, shown))
    assert ada.toast == hears(ada, m.Say(note=Note.REPLACED))
    assert ada.screen == reads(ada, preview_of(week_later))
    await ada.presses("plan_time", on=later)
    await ada.says("18-20")
    await ada.presses("plan_yes")
    await ada.presses("roster")
    assert ada.text.count("Tee kochen") == 1
    await ada.presses("roster", 1)
    assert "18:00–20:00" in ada.text
    assert last.task in ada.text


def before(who, screen) -> int:
    """Return the number of the message that looks like this."""
    [number] = [number for number, message in who.messages.items() if message == screen]
    return number


def preview_of(wanted: ShiftDraft) -> c.DraftPreview:
    return c.DraftPreview(initiative="Sprachcafé", draft=wanted, mark=mark(repr(wanted)))


async def test_the_roster_shows_who_comes_and_who_waits(scene):
    cafe = await scene.initiative()
    ada = await scene.hero(cafe, Role.COORDINATOR)
    bob, cem, dan = [await scene.member(name, cafe) for name in ("Bob", "Cem", "Dan")]
    first = await scene.shift(cafe, WEDNESDAY, places=2)
    second = await scene.shift(cafe, NEXT_MONDAY, task="Deutsch üben")
    await scene.signed_up(first, bob, cem, dan)
    await scene.until(TUESDAY, 17, step=600)
    await bob.presses("coming")

    await ada.says("/roster")
    one = entry(first, (("Bob", True), ("Cem", False)), ("Dan",))
    later = entry(second)
    this_week = c.Roster(entries=(one, later), start=TUESDAY, week=0)
    assert ada.screen == reads(ada, this_week)
    for word in ("Bob 👍", "Cem", "Dan"):
        assert word in ada.text.replace("\u2068", "").replace("\u2069", "")
    await ada.presses("duty", first.id)
    link = f"https://t.me/lotse_test_bot?start=s_{first.id}"
    assert ada.screen == reads(ada, c.RosterShift(entry=one, begun=False, link=link))
    await ada.presses("roster")
    await ada.presses("roster", 1)
    following = c.Roster(entries=(), start=TUESDAY + timedelta(days=7), week=1)
    assert ada.screen == reads(ada, following)
    await ada.presses("roster", 0)
    assert ada.screen == reads(ada, this_week)
    assert len(ada.messages) == 1

    # A week with more shifts than one message holds has pages; none is out of reach.
    for hour in range(8, 18):
        await scene.shift(cafe, FRIDAY, clock(hour), clock(hour + 1), task=f"Hilfe {hour}")
    await ada.says("/roster")
    assert "Hilfe 8" in ada.text
    assert "Hilfe 17" not in ada.text
    await ada.presses("roster_page", 0, 1)
    assert "Hilfe 17" in ada.text
    assert "Deutsch üben" in ada.text


async def test_cancelling_says_first_whom_it_concerns(scene):
    cafe = await scene.initiative()
    ada = await scene.hero(cafe, Role.COORDINATOR)
    bob, cem = await scene.member("Bob", cafe), await scene.member("Cem", cafe)
    shift = await scene.shift(cafe, WEDNESDAY, places=1)
    await scene.signed_up(shift, ada, bob, cem)

    await ada.says("/roster")
    await ada.presses("duty", shift.id)
    await ada.presses("cancel_shift")
    # Who cancels it needs no message about it.
    assert ada.screen == reads(ada, c.CancelAsk(shift=shift, concerned=2))
    await ada.presses("duty")
    assert "Bob" in ada.text
    await scene.tick()
    assert bob.messages == {}

    await ada.presses("cancel_shift")
    await ada.presses("cancel_yes")
    assert ada.screen == reads(ada, c.CancelDone(shift=shift, told=2))
    chat = len(ada.messages)
    await scene.tick()
    for who in (bob, cem):
        assert who.screen == reads(who, v.ShiftCancelled(shift=shift))
    assert len(ada.messages) == chat
    await ada.presses("roster")
    assert ada.screen == reads(ada, c.Roster(entries=(), start=TODAY, week=0))


async def test_an_announcement_is_previewed_sent_and_counted(scene):
    cafe = await scene.initiative()
    ada = await scene.hero(cafe, Role.COORDINATOR)
    bob, cem, dan, eva, fia = [
        await scene.member(name, cafe) for name in ("Bob", "Cem", "Dan", "Eva", "Fia")
    ]
    await refuses(scene, cem)
    await dan.stays(present=False)
    eva.blocks = True  # Telegram will say so at the first message only
    fia.mute = True  # the connection breaks while it is being sent
    markup = '<b>Heute</b> um 18 Uhr &amp; <a href="https://example.org/">hier</a>'

    await ada.says("/announce")
    assert ada.screen == reads(ada, c.AskAnnouncement(initiative="Sprachcafé", reachable=3))
    await ada.says("Heute um 17 Uhr")
    first = ada.at
    await ada.says("Heute um 18 Uhr & hier", html=markup)
    shown = c.AnnouncementPreview(
        initiative="Sprachcafé",
        markup=markup,
        reachable=3,
        opted_out=1,
        unreachable=1,
        mark=mark(markup),
    )
    assert ada.screen == reads(ada, shown)
    # What stands above the button is what is sent; the older preview sends nothing.
    await ada.presses("announce_yes", mark("Heute um 17 Uhr"), on=first)
    assert ada.toast == hears(ada, m.Say(note=Note.REPLACED))
    await scene.tick()
    assert bob.messages == {}

    preview = max(ada.messages)
    await ada.presses("announce_yes", mark(markup), on=preview)
    started = scene.now
    running = c.AnnouncementProgress(
        announcement_id=1,
        figures=figures(waiting=3, opted_out=1, unreachable=1),
        finished=False,
        stopped=False,
        started_at=started,
    )
    assert ada.messages[preview] == reads(ada, running)
    chat = len(ada.messages)
    await scene.tick()
    heard = c.Announcement(initiative="Sprachcafé", markup=markup)
    assert bob.screen == reads(bob, heard)
    assert (cem.messages, eva.messages, fia.messages) == ({}, {}, {})
    result = c.AnnouncementProgress(
        announcement_id=1,
        figures=figures(sent=1, opted_out=1, unreachable=2, unknown=1),
        finished=True,
        stopped=False,
        started_at=started,
    )
    assert ada.messages[preview] == reads(ada, result)
    assert len(ada.messages) == chat


async def refuses(scene, who) -> None:
    number = await who.id()
    await scene.talk.database.write(
        lambda tx: people.set_opt_out(tx, number, OptOut.ANNOUNCEMENT, out=True, now=scene.now)
    )


async def test_an_announcement_can_be_stopped(scene):
    cafe = await scene.initiative()
    ada = await scene.hero(cafe, Role.COORDINATOR)
    bob, cem = await scene.member("Bob", cafe), await scene.member("Cem", cafe)

    await ada.says("/announce")
    await ada.says("Heute um 17 Uhr")
    await ada.presses("announce_yes")
    await ada.presses("announce_stop")
    stopped = c.AnnouncementProgress(
        announcement_id=1,
        figures=figures(stopped=2),
        finished=True,
        stopped=True,
        started_at=scene.now,
    )
    assert ada.screen == reads(ada, stopped)
    assert not ada.offers("announce_stop")
    await scene.tick()
    assert (bob.messages, cem.messages) == ({}, {})
    assert ada.screen == reads(ada, stopped)

    # Once everybody has it, there is nothing to stop.
    await ada.says("/announce")
    await ada.says("Doch")
    await ada.presses("announce_yes")
    await scene.talk.deliver()
    await ada.presses("announce_stop")
    sent = c.AnnouncementProgress(
        announcement_id=2,
        figures=figures(sent=2),
        finished=True,
        stopped=False,
        started_at=scene.now,
    )
    assert ada.screen == reads(ada, sent)
    await scene.tick()
    assert ada.screen == reads(ada, sent)


async def test_invite_makes_links_for_one_and_for_all(scene):
    cafe = await scene.initiative()
    ada = await scene.hero(cafe, Role.COORDINATOR)
    garden = await scene.initiative("Garten", "Kamen", JoinMode.OPEN)

    await ada.says("/invite")
    choice = c.InviteChoice(initiative_id=cafe.id, initiative="Sprachcafé")
    assert ada.screen == reads(ada, choice)
    asked = ada.at
    await ada.presses("invite_as", cafe.id, "volunteer")
    first = link_on(ada)
    assert first.startswith("i_")
    assert "24" in ada.text
    made = ada.at
    # The link is a message of its own: nothing that is pressed later takes it away.
    assert made != asked
    await ada.presses("invite_as", cafe.id, "coordinator", on=asked)
    second = link_on(ada)
    assert second != first
    await ada.presses("poster", on=asked)
    link = f"https://t.me/lotse_test_bot?start=o_{cafe.poster_code}"
    lasting = c.PosterLink(
        initiative="Sprachcafé", link=link, mode=JoinMode.APPROVAL, initiative_id=cafe.id
    )
    assert ada.screen == reads(ada, lasting)
    await ada.says("/invite")
    await ada.presses("poster")
    assert link_on(ada) == f"o_{cafe.poster_code}"
    assert first in "".join(ada.texts)

    bob = scene.talk.person(1, scene.other, "Bob")
    await bob.says(f"/start {second}")
    await bob.presses("lang", scene.other)
    await bob.presses("notice_ok")
    await bob.presses("name_ok")
    assert bob.screen == reads(bob, v.Joined(initiative="Sprachcafé", as_coordinator=True))
    assert not (await bob.standing()).coordinates(garden.id)


async def asks(scene, who, text: str, language: str) -> None:
    """Somebody new asks a human, with everything that lies on the way."""
    await who.says("/start")
    await who.presses("lang", language)
    await who.presses("human")
    await who.presses("notice_ok")
    await who.says(text)
    await who.presses("human_yes")


async def test_a_question_is_answered_by_replying(scene, language):
    cafe = await scene.initiative()
    ada = await scene.hero(cafe, Role.COORDINATOR)
    zoe = scene.talk.person(1, "en", "Zoe")
    question = "Where do I register my address?"
    await asks(scene, zoe, question, "en")
    await scene.tick()

    found = scene.talk.house.faq.ask(question, "en").nearest
    topics = titles(scene.talk.house.faq, found, "de")
    named = ada.text.split("\u2068")[1].split("\u2069")[0]
    arrived = h.QuestionArrived(
        question_id=1,
        pseudonym=named,
        language="en",
        text=question,
        file=None,
        topics=topics,
        first=True,
    )
    assert ada.screen == reads(ada, arrived)
    assert topics
    assert "Zoe" not in ada.text
    arrived_at = ada.at

    await ada.says("Im Bürgerbüro, Zimmer 3", reply_to=arrived_at)
    assert ada.screen == note(ada, Note.ANSWER_SENT)
    await scene.tick()
    answer = n.HumanAnswer(
        question_id=1, receiver="Sprachcafé", text="Im Bürgerbüro, Zimmer 3", file=None
    )
    assert zoe.screen == reads(zoe, answer)
    assert "Ada" not in zoe.text

    await zoe.says("Thank you! And what do I bring?", reply_to=zoe.at)
    await scene.tick()
    more = h.QuestionArrived(
        question_id=1,
        pseudonym=named,
        language="en",
        text="Thank you! And what do I bring?",
        file=None,
        topics=(),
        first=False,
    )
    assert ada.screen == reads(ada, more)
    await ada.presses("write")
    assert ada.screen == note(ada, Note.WRITE_ANSWER)
    await ada.says("Ihren Pass")
    assert ada.screen == note(ada, Note.ANSWER_SENT)
    await scene.tick()
    assert "Ihren Pass" in zoe.text

    # Without a thread what a coordinator writes is a question as anybody's.
    asked = len(zoe.messages)
    await ada.says("Wo melde ich mich an?")
    await scene.tick()
    assert len(zoe.messages) == asked

    # A coordinator's own question does not land in their own inbox, but with the leads.
    lena = await scene.member("Lena", lead=True)
    await ada.says("/human Wer bezahlt den Saal?")
    await ada.presses("human_yes")
    await scene.tick()
    assert "Wer bezahlt den Saal?" in lena.text
    assert lena.offers("write")


async def test_the_inbox_holds_what_is_open(scene):
    cafe = await scene.initiative()
    ada = await scene.hero(cafe, Role.COORDINATOR)
    clara = await scene.coordinator(cafe)
    zoe, yan = scene.talk.person(1, "en", "Zoe"), scene.talk.person(2, "ar", "Yan")

    await ada.says("/inbox")
    assert ada.screen == reads(ada, h.Inbox(questions=(), total=0))
    await asks(scene, zoe, "First question", "en")
    scene.talk.clock.advance(minutes=5)
    await asks(scene, yan, "Second question", "ar")
    await scene.tick()
    await ada.says("/start")
    assert "2" in ada.button("inbox").label
    await ada.presses("inbox")
    assert ada.text.index("First question") < ada.text.index("Second question")
    assert "09:00" in ada.text
    assert "09:05" in ada.text
    await ada.presses("thread", 1)
    assert "First question" in ada.text
    await ada.presses("write")
    await ada.says("Erste Antwort")
    await scene.tick()
    assert "Erste Antwort" in zoe.text

    # For the other coordinator it is no longer open either, and she is told so if she starts.
    await clara.says("/inbox")
    # It stands below, among those answered today.
    assert clara.text.index("Second question") < clara.text.index("First question")
    notified = next(number for number, text in clara.messages.items() if "First" in text.html)
    await clara.presses("write", on=notified)
    assert clara.toast == hears(clara, m.Say(note=Note.ANSWERED_BEFORE))
    await clara.says("/cancel")

    await clara.says("/inbox")
    await clara.presses("thread", 2)
    await clara.presses("solved")
    assert clara.screen == reads(clara, m.Say(note=Note.QUESTION_CLOSED))
    assert "Second question" in "".join(clara.texts)
    await ada.says("/inbox")
    assert ada.screen.html.startswith(reads(ada, h.Inbox(questions=(), total=0)).html)
    assert "First question" in ada.text


async def test_another_initiative_stays_out_of_sight(scene):
    cafe, garden = await scene.initiative(), await scene.initiative("Garten", "Kamen")
    ada = await scene.hero(cafe, Role.COORDINATOR)
    gil = await scene.coordinator(garden, "Gil")
    eva = await scene.member("Eva", garden)
    theirs = await scene.shift(garden, WEDNESDAY, task="Unkraut jäten")
    await scene.signed_up(theirs, eva)

    await gil.says("/roster")
    await gil.presses("duty", theirs.id)
    assert "Eva" in gil.text
    await ada.says("/roster")
    assert ada.screen == reads(ada, c.Roster(entries=(), start=TODAY, week=0))
    await ada.says("/newshift")
    assert "Sprachcafé" in ada.text
    # Whatever is made up or passed on: not found, and nothing changes.
    before = ada.screen
    for data in (
        f"1:duty:{theirs.id}",
        f"1:cancel_shift:{theirs.id}",
        f"1:cancel_yes:{theirs.id}",
        f"1:new_in:{garden.id}",
        f"1:announce_in:{garden.id}",
        f"1:invite_as:{garden.id}:~volunteer",
        f"1:poster:{garden.id}",
        f"1:admit:{garden.id}:1",
    ):
        await ada.forges(data)
        assert ada.toast == hears(ada, m.Say(note=Note.NOT_FOUND))
        assert ada.screen == before
    # The link of a shift leads to the door of its initiative, as the poster does.
    await ada.says(f"/start s_{theirs.id}")
    door = v.JoinOffer(initiative="Garten", town="Kamen", for_shift=True)
    assert ada.screen == reads(ada, door)
    await gil.presses("roster")
    assert "Unkraut jäten" in gil.text

    await ada.says("/announce")
    assert ada.screen == reads(ada, c.AskAnnouncement(initiative="Sprachcafé", reachable=0))


async def test_a_blocked_bot_is_told_to_the_coordinator(scene):
    cafe = await scene.initiative()
    ada = await scene.hero(cafe, Role.COORDINATOR)
    bob, cem, dan = [await scene.member(name, cafe) for name in ("Bob", "Cem", "Dan")]
    shift = await scene.shift(cafe, THURSDAY, places=1)
    await scene.signed_up(shift, bob, cem)

    await dan.stays(present=False)
    await scene.tick()
    assert ada.messages == {}
    await bob.stays(present=False)
    await scene.tick()
    assert ada.screen == reads(ada, c.VolunteerUnreachable(name="Bob", shift=shift))
    await ada.presses("duty")
    assert "Bob" in ada.text

    # Who waits and cannot be asked is not passed over in silence: the coordinator has to know.
    await cem.stays(present=False)
    await scene.tick()
    assert len(ada.messages) == 1
    await bob.stays(present=True)
    await bob.says("/my")
    await bob.presses("shift", shift.id)
    await bob.presses("leave")
    await scene.tick()
    assert ada.screen == reads(ada, o.WaiterWithoutTelegram(name="Cem", shift=shift))
    assert len(ada.messages) == 2
