"""After the shift: attendance, hours, the certificate, and one's own calendar, on the phone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.domain import messages_duty as d
from bot.domain.certificate import CERTIFICATE, from_facts
from bot.domain.hours import Tally
from bot.domain.messages import Note, Say
from bot.domain.people import Role
from bot.domain.signups import Attendance
from bot.services import attendance, calendar
from bot.store import attendance as attendance_rows
from bot.store import profiles
from bot.texts.speech import speech
from tests.journeys.scene import TUESDAY, WEDNESDAY, clock, hears, note, reads
from tests.support.talk import ZONE

DAY_AFTER = WEDNESDAY + timedelta(days=1)


async def tick(scene):
    """Do what the program does by itself after shifts, and deliver."""
    await scene.talk.database.write(lambda tx: attendance.ask_due(tx, scene.now, ZONE))
    await scene.talk.deliver()


async def profile(scene, who):
    number = await who.id()
    return await scene.talk.database.read(lambda tx: profiles.find(tx, number))


async def test_a_coordinator_notes_who_was_there(scene):
    cafe = await scene.initiative()
    boss = await scene.hero(cafe, Role.COORDINATOR, "Clara")
    ada, bob = await scene.member("Ada", cafe), await scene.member("Bob", cafe)
    await scene.member("Eve", cafe)
    shift = await scene.shift(cafe, places=2)
    await scene.signed_up(shift, ada, bob)
    ids = await ada.id(), await bob.id()
    eve = await scene.talk.person(1003).id()

    def people(*marks, added=False):
        names = ("Ada", "Bob")
        found = tuple(
            d.Attendee(person_id=number, name=name, attendance=mark)
            for number, name, mark in zip(ids, names, marks, strict=True)
        )
        if not added:
            return found
        more = d.Attendee(person_id=eve, name="Eve", attendance=Attendance.CAME, added=True)
        return (*found, more)

    await boss.says("/roster")
    await boss.presses("duty", shift.id)
    assert not boss.offers("attend")
    await boss.forges(f"1:attend:{shift.id}")
    assert boss.screen == reads(boss, d.AttendanceEarly(shift=shift))

    await scene.until(WEDNESDAY, 19)
    await tick(scene)
    await tick(scene)
    asked = d.AttendanceList(
        shift=shift, people=people(None, None), counts=d.Counts(open=2), asked=True
    )
    assert boss.screen == reads(boss, asked)

    shown = replace(asked, asked=False)
    await boss.presses("attend_as", shift.id, ids[1], "came")
    await boss.presses("attend_as", shift.id, ids[1], "excused")
    counted = d.Counts(excused=1, open=1)
    marked = replace(shown, people=people(None, Attendance.EXCUSED), counts=counted)
    assert boss.screen == reads(boss, marked)
    await boss.presses("attend_all")
    done = people(Attendance.CAME, Attendance.EXCUSED)
    marked = replace(shown, people=done, counts=d.Counts(came=1, excused=1))
    assert boss.screen == reads(boss, marked)
    assert boss.toast == hears(boss, Say(note=Note.SAVED))

    await boss.presses("attend_add")
    await boss.presses("attend_more", shift.id, eve)
    done = people(Attendance.CAME, Attendance.EXCUSED, added=True)
    marked = replace(marked, people=done, counts=d.Counts(came=2, excused=1))
    assert boss.screen == reads(boss, marked)

    await boss.presses("attend_count")
    await boss.says("viele")
    assert boss.screen == reads(boss, d.AskParticipants(shift=shift, not_understood=True))
    await boss.says("١٧")
    marked = replace(marked, participants=17)
    assert boss.screen == reads(boss, marked)
    await boss.presses("attend_done")
    assert boss.screen == reads(boss, replace(marked, finished=True))
    await tick(scene)
    assert scene.talk.dropped == []


async def worked(scene, who, cafe, *, hours=2):
    """Return a shift of last week in which this person was."""
    shift = await scene.shift(cafe, TUESDAY, clock(17), clock(17 + hours))
    await scene.signed_up(shift, who)
    number = await who.id()
    await scene.talk.database.write(
        lambda tx: attendance_rows.mark(tx, shift.id, number, Attendance.CAME, scene.now)
    )
    return shift


async def test_hours_become_a_certificate_in_ones_language(scene, language):
    cafe = await scene.initiative()
    ada = await scene.hero(cafe)
    await scene.talk.database.write(
        lambda tx: attendance_rows.set_letter(
            tx, cafe.id, lines=("Verein e. V.", "Weg 1"), signer="Petra Muster", contact=""
        )
    )
    await ada.says("/hours")
    assert not ada.offers("paper")  # nothing yet, and a way to find a shift
    assert ada.offers("shifts")
    await worked(scene, ada, cafe)
    await scene.until(DAY_AFTER, 10)

    await ada.says("/hours")
    assert "2" in ada.text
    assert "200" in ada.text  # the way to the Ehrenamtskarte, in figures and not only in signs
    await ada.presses("paper")
    assert ada.screen == reads(ada, d.CertificateSpan(years=(2026,)))
    await ada.presses("paper_span", "all")
    if language != "de":
        assert ada.screen == reads(ada, d.CertificateLanguage())
        await ada.presses("paper_lang", "own")
    assert ada.screen == reads(ada, d.CertificateName())
    await ada.says("42")
    assert ada.screen == reads(ada, d.CertificateName(not_understood=True))
    await ada.says("Ada Lovelace")

    paper = ada.screen.paper
    assert paper is not None
    assert (paper.kind, paper.name) == (CERTIFICATE, "certificate-2026.pdf")
    facts = from_facts(paper.facts)
    words = speech(language, ZONE)
    assert (facts.language, facts.rtl) == (language, language == "ar")
    assert facts.letterhead == ("Verein e. V.", "Weg 1")
    assert (facts.name, facts.signer) == ("Ada Lovelace", "Petra Muster")
    assert facts.made_on == DAY_AFTER
    said = "\n".join(facts.paragraphs)
    for part in ("Sprachcafé", "Unna", words.dated(TUESDAY), "2"):
        assert part in said, part
    [row] = facts.rows
    assert (row.day, row.task, row.hours) == (words.dated(TUESDAY), "Tee kochen", "2")
    assert "2" in facts.total
    assert facts.place_and_date.startswith("Unna")
    assert words.dated(DAY_AFTER) in facts.place_and_date
    own_words = (facts.title, facts.opening, facts.signature, facts.footer, paper.fallback)
    assert all(own_words)
    assert all((facts.columns.day, facts.columns.task, facts.columns.hours))
    whole = paper.facts + facts.title
    assert not any(sign in whole for sign in "\u2066\u2067\u2068\u2069<>&")

    # The name is not kept unless wished.
    assert (await profile(scene, ada)).full_name is None
    await ada.presses("name_keep")
    assert ada.toast == hears(ada, d.NameKept(kept=True))
    assert (await profile(scene, ada)).full_name == "Ada Lovelace"
    await ada.presses("name_keep", on=ada.at)
    assert ada.screen == note(ada, Note.NO_LONGER_OPEN)


async def to_the_name(scene, who):
    await who.says("/hours")
    await who.presses("paper")
    await who.presses("paper_span", "2026")
    if who.offers("paper_lang"):
        await who.presses("paper_lang", "de")


async def test_a_kept_name_is_offered_and_forgotten(scene):
    cafe = await scene.initiative()
    ada = await scene.hero(cafe)
    await worked(scene, ada, cafe)
    await scene.until(DAY_AFTER, 10)
    await to_the_name(scene, ada)
    await ada.says("Ada Lovelace")
    await ada.presses("name_keep")

    await to_the_name(scene, ada)
    await ada.presses("paper_name")
    assert ada.screen.paper is not None
    facts = from_facts(ada.screen.paper.facts)
    assert (facts.name, facts.language) == ("Ada Lovelace", "de")
    assert not ada.offers("name_keep")
    await ada.presses("name_forget")
    assert (await profile(scene, ada)).full_name is None

    await to_the_name(scene, ada)
    assert not ada.offers("paper_name")


async def test_a_name_that_is_not_kept_is_nowhere_afterwards(scene):
    cafe = await scene.initiative()
    ada = await scene.hero(cafe)
    await worked(scene, ada, cafe)
    await scene.until(DAY_AFTER, 10)
    await to_the_name(scene, ada)
    await ada.says("Kanarienvogel Gelb")
    await ada.presses("name_forget")

    def everything(tx):
        tables = tx.all("SELECT name FROM sqlite_schema WHERE type = 'table'")
        return [
            row["name"]
            for row in tables
            for one in tx.all(f"SELECT * FROM {row['name']}")  # noqa: S608 - from the schema
            if "Kanarienvogel" in str(tuple(one))
        ]

    assert await scene.talk.database.read(everything) == []


async def test_without_confirmed_hours_there_is_a_kind_word(scene):
    cafe = await scene.initiative()
    ada = await scene.hero(cafe)
    shift = await scene.shift(cafe, TUESDAY)
    await scene.signed_up(shift, ada)
    await scene.until(DAY_AFTER, 10)
    await ada.says("/hours")
    await ada.presses("paper")
    assert ada.screen == reads(ada, d.CertificateNone(unchecked=2.0))


async def test_a_coordinator_makes_the_paper_for_somebody_without_telegram(scene):
    cafe = await scene.initiative()
    boss = await scene.hero(cafe, Role.COORDINATOR, "Clara")
    gerda = await scene.member("Gerda", cafe)
    await worked(scene, gerda, cafe)
    number = await gerda.id()
    await scene.talk.database.write(
        lambda tx: tx.run("UPDATE person SET telegram_id = NULL WHERE id = :p", p=number)
    )
    await scene.until(DAY_AFTER, 10)
    await boss.forges(f"1:certificate_for:{cafe.id}:{number}")
    assert boss.screen == reads(boss, d.CertificateSpan(years=(2026,), name="Gerda"))
    await boss.presses("paper_span", "12m")
    if boss.offers("paper_lang"):
        await boss.presses("paper_lang", "de")
    assert boss.screen == reads(boss, d.CertificateName(of="Gerda"))
    await boss.says("Gerda Muster")
    assert boss.screen.paper is not None
    facts = from_facts(boss.screen.paper.facts)
    assert (facts.name, facts.signer, facts.letterhead) == (
        "Gerda Muster",
        "Sprachcafé",
        ("Sprachcafé", "Unna"),
    )
    # The wish to have it kept would be hers alone.
    assert not boss.offers("name_keep")
    await boss.says("Hallo")
    assert boss.screen.paper is None


async def test_a_coordinator_sets_letterhead_signer_and_contact(scene):
    cafe = await scene.initiative()
    boss = await scene.hero(cafe, Role.COORDINATOR, "Clara")
    await boss.forges(f"1:letterhead:{cafe.id}")
    card = d.Letter(
        initiative_id=cafe.id,
        initiative="Sprachcafé",
        town="Unna",
        lines=("Sprachcafé", "Unna"),
        signer="",
        contact="",
    )
    assert boss.screen == reads(boss, card)
    await boss.presses("letter_edit")
    assert boss.screen == reads(boss, d.AskLetter(part=d.LetterPart.HEAD))
    await boss.says("Verein e. V.\nWeg 1")
    assert boss.screen == reads(boss, d.AskLetter(part=d.LetterPart.SIGNER))
    await boss.says("Petra")
    await boss.presses("letter_as", "empty")
    assert boss.offers("letter_save")
    await boss.presses("letter_save")
    saved = replace(card, lines=("Verein e. V.", "Weg 1"), signer="Petra")
    assert boss.screen == reads(boss, saved)

    await boss.presses("letter_edit")
    assert boss.screen == reads(boss, d.AskLetter(part=d.LetterPart.HEAD, present=saved.lines))
    await boss.presses("letter_as", "keep")
    await boss.presses("letter_as", "empty")
    await boss.says("Tel. 0123")
    await boss.presses("letter_save")
    assert boss.screen == reads(boss, replace(saved, signer="", contact="Tel. 0123"))


async def test_ones_shifts_go_into_ones_calendar_and_out_again(scene):
    cafe = await scene.initiative()
    ada = await scene.hero(cafe)
    shift = await scene.shift(cafe)
    await ada.says("/calendar")
    assert ada.screen == reads(ada, d.CalendarEmpty(updates=False))
    await scene.signed_up(shift, ada)
    await ada.says("/calendar")
    document = ada.screen.document
    assert document is not None
    assert b"STATUS:CONFIRMED" in document.content
    await ada.presses("calendar_switch")
    assert ada.screen == reads(ada, d.CalendarUpdates(on=True))

    await scene.talk.database.write(
        lambda tx: tx.run("UPDATE shift SET sequence = sequence + 1 WHERE id = :s", s=shift.id)
    )
    await scene.talk.database.write(lambda tx: calendar.changed(tx, shift.id, scene.now))
    await scene.talk.deliver()
    moved = ada.screen.document
    assert moved is not None
    assert number_of(moved.content) > number_of(document.content)

    await ada.forges(f"1:leave:{shift.id}")
    await ada.forges(f"1:ics:{shift.id}")
    gone = ada.screen.document
    assert gone is not None
    assert b"STATUS:CANCELLED" in gone.content
    assert number_of(gone.content) >= number_of(moved.content)


def number_of(content):
    """Return the SEQUENCE of the one entry."""
    [line] = [one for one in content.split(b"\r\n") if one.startswith(b"SEQUENCE:")]
    return int(line.removeprefix(b"SEQUENCE:"))


async def test_a_new_file_is_not_sent_to_who_switched_it_off_meanwhile(scene):
    cafe = await scene.initiative()
    ada = await scene.hero(cafe)
    shift = await scene.shift(cafe)
    await scene.signed_up(shift, ada)
    await ada.forges("1:calendar_switch:1")
    await scene.talk.database.write(lambda tx: calendar.changed(tx, shift.id, scene.now))
    await ada.forges("1:calendar_switch:0")
    await scene.talk.deliver()
    assert scene.talk.dropped == ["opted out"]


async def test_another_year_shows_its_hours(scene):
    cafe = await scene.initiative()
    ada = await scene.hero(cafe)
    await worked(scene, ada, cafe)
    await scene.until(DAY_AFTER, 10)
    scene.talk.clock.advance(days=330)  # February of the next year
    await ada.says("/hours")
    assert ada.offers("hours_year")
    await ada.presses("hours_year", 2026)
    old = d.HoursCard(
        year=2026,
        total=Tally(came=2.0, unchecked=0.0),
        shares=(),
        years=(2027,),
        last=(),
        goal=None,
    )
    assert reads(ada, old).html.split("\n")[0] == ada.screen.html.split("\n")[0]
