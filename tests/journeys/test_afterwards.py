"""After the shift: who was there, hours, the certificate, and one's own calendar."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, time, timedelta

import pypdfium2
import pytest
import vobject

from bot.documents.papers import Papers
from bot.domain import messages_duty as d
from bot.domain.calendar import at_local
from bot.domain.certificate import Certificate, from_facts
from bot.domain.people import Role
from bot.domain.rendered import Press
from bot.domain.signups import Attendance
from bot.texts.speech import speech
from tests.journeys.scene import THURSDAY, TUESDAY, WEDNESDAY, clock, hears, reads
from tests.journeys.test_by_hand import enters
from tests.support.talk import ZONE

FALL = date(2026, 10, 24)  # the clocks go back in the night that follows
NAMES = {
    "de": "Jörg Größ-Straßburger",
    "en": "Nguyễn Thị Ánh",
    "uk": "Оксана Ґрещук",
    "ar": "أحمد العلي",
}


async def reaches(scene, day, hour):
    """Let a long time pass at once; Lotse does what is due then."""
    scene.talk.clock.at = at_local(day, time(hour), ZONE)
    await scene.tick()


def questions(who, shift):
    """Return the numbers of the messages that ask who was in this shift."""
    everybody = Press(action="attend_all", args=(shift.id,))
    return [
        number
        for number, message in who.messages.items()
        if any(button.press == everybody for row in message.buttons for button in row)
    ]


async def all_came(scene, clara, *shifts):
    """Let the coordinator say of each shift on the next morning that everybody was there."""
    for shift in shifts:
        await reaches(scene, shift.ends_at.astimezone(ZONE).date() + timedelta(days=1), 9)
        [asked] = questions(clara, shift)
        await clara.presses("attend_all", shift.id, on=asked)


async def attendee(who, attendance=None, *, added=False):
    """Return somebody's row in the list."""
    return d.Attendee(
        person_id=await who.id(), name=who.first_name, attendance=attendance, added=added
    )


async def test_the_coordinator_is_asked_once_who_was_there(scene):
    cafe = await scene.initiative()
    clara = await scene.hero(cafe, Role.COORDINATOR, "Clara")
    ada, bob, cem, eve = [await scene.member(n, cafe) for n in ("Ada", "Bob", "Cem", "Eve")]
    evening = await scene.shift(cafe, WEDNESDAY, clock(20), clock(22), places=3)
    await scene.signed_up(evening, ada, bob, cem)

    # At night nobody is asked; in the morning once, however often Lotse looks.
    await scene.until(WEDNESDAY, 23)
    assert questions(clara, evening) == []
    await scene.until(THURSDAY, 12)
    [asked] = questions(clara, evening)
    people = tuple([await attendee(one) for one in (ada, bob, cem)])
    sheet = d.AttendanceList(shift=evening, people=people, counts=d.Counts(open=3), asked=True)
    assert replace(clara.messages[asked], silent=False) == reads(clara, sheet)

    # All came, except for two; one tap each, twice on the second.
    await clara.presses("attend_all", on=asked)
    everybody = tuple(replace(one, attendance=Attendance.CAME) for one in people)
    sheet = replace(sheet, people=everybody, counts=d.Counts(came=3), asked=False)
    assert clara.screen == reads(clara, sheet)
    await clara.presses("Bob")
    await clara.presses("Cem")
    await clara.presses("Cem")
    marked = (
        everybody[0],
        replace(everybody[1], attendance=Attendance.EXCUSED),
        replace(everybody[2], attendance=Attendance.MISSED),
    )
    sheet = replace(sheet, people=marked, counts=d.Counts(came=1, excused=1, missed=1))
    assert clara.screen == reads(clara, sheet)

    # Eve was not signed up and came all the same; then the visitors, and that is all.
    await clara.presses("attend_add")
    await clara.presses("Eve")
    late = await attendee(eve, Attendance.CAME, added=True)
    counts = d.Counts(came=2, excused=1, missed=1)
    sheet = replace(sheet, people=(*marked, late), counts=counts)
    assert clara.screen == reads(clara, sheet)
    await clara.presses("attend_count")
    await clara.says("17")
    sheet = replace(sheet, participants=17)
    assert clara.screen == reads(clara, sheet)
    await clara.presses("attend_done")
    sheet = replace(sheet, finished=True)
    assert clara.screen == reads(clara, sheet)
    chat = len(clara.messages)
    await reaches(scene, THURSDAY + timedelta(days=8), 12)
    assert len(clara.messages) == chat

    # It is found again on the shift's card.
    await clara.says("/roster")
    await clara.presses("roster", -1)
    await clara.presses("roster", -2)
    await clara.presses("duty", evening.id)
    await clara.presses("attend")
    assert clara.screen == reads(clara, sheet)


async def test_an_unanswered_question_comes_once_more_after_a_week(scene):
    cafe = await scene.initiative()
    clara = await scene.hero(cafe, Role.COORDINATOR, "Clara")
    ada = await scene.member("Ada", cafe)
    shift = await scene.shift(cafe, TUESDAY)
    await scene.signed_up(shift, ada)
    await scene.until(TUESDAY, 20)
    assert len(questions(clara, shift)) == 1
    for day in range(6, 20):
        await reaches(scene, TUESDAY + timedelta(days=day), 20)
    assert len(questions(clara, shift)) == 2
    sheet = d.AttendanceList(
        shift=shift,
        people=(await attendee(ada),),
        counts=d.Counts(open=1),
        asked=True,
        again=True,
    )
    assert replace(clara.screen, silent=False) == reads(clara, sheet)


async def test_nothing_follows_from_not_having_come(scene):
    cafe = await scene.initiative()
    clara = await scene.coordinator(cafe)
    ada = await scene.hero(cafe)
    tea = await scene.shift(cafe, TUESDAY)
    next_one = await scene.shift(cafe, THURSDAY, task="Deutsch üben", places=1)
    await scene.signed_up(tea, ada)
    await scene.until(WEDNESDAY, 9)
    heard = len(ada.messages)
    [asked] = questions(clara, tea)
    for _ in range(3):
        await clara.presses("Ada", on=asked)
    await clara.presses("attend_done")
    await scene.until(WEDNESDAY, 12)
    assert len(ada.messages) == heard

    await ada.says("/shifts")
    await ada.presses("shift", next_one.id)
    await ada.presses("take")
    assert ada.offers("leave") or ada.offers("cant")
    # What was noted can be read, and it makes no hours.
    await ada.says("/hours")
    assert "▫️" in ada.text
    await ada.presses("paper")
    assert ada.screen == reads(ada, d.CertificateNone(unchecked=0))


async def test_my_hours_are_counted_by_year_and_initiative(scene, language):
    cafe, garden = await scene.initiative(), await scene.initiative("Garten", "Kamen")
    clara = await scene.coordinator(cafe)
    await scene.joins(clara, garden, Role.COORDINATOR)
    ada = await scene.hero(cafe)
    await scene.joins(ada, garden)
    # From 22 to 6 on the clocks, and nine hours of work.
    night = await scene.shift(cafe, FALL, clock(22), clock(6), "Nachtwache")
    party = await scene.shift(garden, date(2026, 11, 7), clock(9), clock(20, 30), "Fest")
    january = await scene.shift(cafe, date(2027, 1, 9), task="Aufräumen")
    await scene.signed_up(night, ada)
    await scene.signed_up(party, ada)
    await scene.signed_up(january, ada)

    await reaches(scene, FALL + timedelta(days=1), 12)
    await ada.says("/hours")
    amounts = {"de": "9 Std", "en": "9 h", "uk": "9 год", "ar": "9"}
    assert amounts[language] in ada.plain
    assert "▱" * 10 in ada.text

    await all_came(scene, clara, night, party)
    await ada.says("/hours")
    said = ada.plain
    whole = {"de": "20,5", "en": "20.5", "uk": "20,5", "ar": "20.5"}[language]
    for part in (whole, "Sprachcafé", "Garten", "200", "▰" + "▱" * 9, "Nachtwache", "Fest"):
        assert part in said, part

    await all_came(scene, clara, january)
    await ada.says("/hours")
    assert "Aufräumen" in ada.text
    assert "Nachtwache" not in ada.text
    await ada.presses("hours_year", 2026)
    assert ada.plain == said


async def to_the_name(who, language):
    """Go from one's hours to the question for the full name, in one's own language."""
    await who.says("/hours")
    await who.presses("paper")
    await who.presses("paper_span", "2026")
    if language != "de":
        assert who.screen == reads(who, d.CertificateLanguage())
        await who.presses("paper_lang", "own")


async def worked(scene):
    """Return coordinator and hero after the night in which the clocks went back."""
    cafe = await scene.initiative()
    clara, ada = await scene.coordinator(cafe), await scene.hero(cafe)
    night = await scene.shift(cafe, FALL, clock(22), clock(6), "Nachtwache")
    tea = await scene.shift(cafe, date(2026, 11, 3), clock(17), clock(18, 30))
    missed = await scene.shift(cafe, date(2026, 11, 10), task="Deutsch üben")
    for shift in (night, tea, missed):
        await scene.signed_up(shift, ada)
    await all_came(scene, clara, night, tea)
    await reaches(scene, date(2026, 11, 11), 10)
    return clara, ada


def certificate(who) -> Certificate:
    """Return what the paper on the screen says."""
    assert who.screen.paper is not None
    return from_facts(who.screen.paper.facts)


async def test_a_certificate_has_my_full_name_and_real_hours(scene, language):
    _, ada = await worked(scene)
    await to_the_name(ada, language)
    assert ada.screen == reads(ada, d.CertificateName())
    await ada.says("42")
    assert ada.screen == reads(ada, d.CertificateName(not_understood=True))
    await ada.says(NAMES[language])

    facts, words = certificate(ada), speech(language, ZONE)
    assert (facts.language, facts.rtl) == (language, language == "ar")
    assert (facts.name, facts.signer) == (NAMES[language], "Sprachcafé")
    assert facts.letterhead == ("Sprachcafé", "Unna")
    half = {"de": "1,5", "en": "1.5", "uk": "1,5", "ar": "1.5"}[language]
    first, last = words.dated(FALL), words.dated(date(2026, 11, 3))
    rows = [(row.day, row.task, row.hours) for row in facts.rows]
    assert rows == [(first, "Nachtwache", "9"), (last, "Tee kochen", half)]
    total = half.replace("1", "10", 1)
    assert total in facts.total
    [paragraph] = facts.paragraphs
    for part in ("Sprachcafé", "Unna", first, last, total):
        assert part in paragraph, part
    assert facts.made_on == date(2026, 11, 11)
    assert words.dated(facts.made_on) in facts.place_and_date
    columns = (facts.columns.day, facts.columns.task, facts.columns.hours)
    assert all((facts.title, facts.opening, facts.signature, facts.footer, *columns))


async def test_a_certificate_can_be_german_in_every_language(scene, language):
    _, ada = await worked(scene)
    await to_the_name(ada, "de")
    if language != "de":  # else there is nothing to ask
        await ada.presses("paper_lang", "de")
    await ada.says(NAMES[language])
    facts = certificate(ada)
    assert (facts.language, facts.rtl, facts.name) == ("de", False, NAMES[language])
    assert facts.columns.hours == "Stunden"


async def test_a_certificate_is_of_one_initiative(scene, language):
    cafe, garden = await scene.initiative(), await scene.initiative("Garten", "Kamen")
    clara = await scene.coordinator(cafe)
    await scene.joins(clara, garden, Role.COORDINATOR)
    ada = await scene.hero(cafe)
    await scene.joins(ada, garden)
    tea = await scene.shift(cafe, TUESDAY)
    beds = await scene.shift(garden, WEDNESDAY, task="Beete")
    await scene.signed_up(tea, ada)
    await scene.signed_up(beds, ada)
    await all_came(scene, clara, tea, beds)
    await ada.says("/hours")
    await ada.presses("paper")
    await ada.presses("paper_span", "2026")
    both = ((garden.id, "Garten"), (cafe.id, "Sprachcafé"))
    assert ada.screen == reads(ada, d.CertificateIn(initiatives=both))
    await ada.presses("Garten")
    if language != "de":
        await ada.presses("paper_lang", "own")
    await ada.says(NAMES[language])
    facts = certificate(ada)
    assert (facts.letterhead, [row.task for row in facts.rows]) == (("Garten", "Kamen"), ["Beete"])


async def test_my_full_name_is_kept_only_if_i_wish(scene, language):
    _, ada = await worked(scene)
    await to_the_name(ada, language)
    await ada.says("Kanarienvogel Gelb")
    await ada.presses("name_forget")
    assert ada.toast == hears(ada, d.NameKept(kept=False))
    assert "Kanarienvogel" not in await stored(ada)
    await to_the_name(ada, language)
    assert not ada.offers("paper_name")

    await ada.says("Kanarienvogel Gelb")
    await ada.presses("name_keep")
    assert ada.toast == hears(ada, d.NameKept(kept=True))
    assert "Kanarienvogel" in await stored(ada)
    await to_the_name(ada, language)
    assert ada.screen == reads(ada, d.CertificateName(kept="Kanarienvogel Gelb"))
    await ada.presses("Kanarienvogel")
    assert certificate(ada).name == "Kanarienvogel Gelb"
    await ada.presses("name_forget")
    assert "Kanarienvogel" not in await stored(ada)


async def stored(who):
    """Return all that is stored about somebody, as it is handed over to them."""
    await who.says("/mydata")
    assert who.screen.document is not None
    return json.dumps(json.loads(who.screen.document.content), ensure_ascii=False)


@pytest.mark.slow
async def test_the_paper_can_be_read_in_every_script(scene, language):
    _, ada = await worked(scene)
    await to_the_name(ada, language)
    await ada.says(NAMES[language])
    paper = ada.screen.paper
    assert paper is not None
    file = pypdfium2.PdfDocument(await Papers().make(paper))
    page = file[0]
    text = page.get_textpage()
    said = " ".join(text.get_text_range().split())
    text.close()
    page.close()
    file.close()
    for part in (NAMES[language], "Sprachcafé", "Nachtwache", certificate(ada).title):
        assert part in said, part


async def test_letterhead_and_signer_are_set_in_three_questions(scene):
    cafe = await scene.initiative()
    clara = await scene.hero(cafe, Role.COORDINATOR, "Clara")
    card = d.Letter(
        initiative_id=cafe.id,
        initiative="Sprachcafé",
        town="Unna",
        lines=("Sprachcafé", "Unna"),
        signer="",
        contact="",
    )
    await clara.says("/invite")
    await clara.presses("letterhead")
    assert clara.screen == reads(clara, card)
    await clara.presses("letter_edit")
    assert clara.screen == reads(clara, d.AskLetter(part=d.LetterPart.HEAD))
    await clara.says("Brücke e. V.\nWeg 1, Unna")
    assert clara.screen == reads(clara, d.AskLetter(part=d.LetterPart.SIGNER))
    await clara.says("Petra Muster, Vorstand")
    assert clara.screen == reads(clara, d.AskLetter(part=d.LetterPart.CONTACT))
    await clara.presses("letter_as", "empty")
    for part in ("Brücke e. V.", "Weg 1, Unna", "Petra Muster, Vorstand"):
        assert part in clara.text
    await clara.presses("letter_save")
    head = ("Brücke e. V.", "Weg 1, Unna")
    saved = replace(card, lines=head, signer="Petra Muster, Vorstand")
    assert clara.screen == reads(clara, saved)

    # From then on it stands on the volunteers' papers.
    ada = await scene.member("Ada", cafe, language="de")
    shift = await scene.shift(cafe, TUESDAY)
    await scene.signed_up(shift, ada)
    await all_came(scene, clara, shift)
    await to_the_name(ada, "de")
    await ada.says("Ada Muster")
    facts = certificate(ada)
    assert (facts.letterhead, facts.signer) == (head, "Petra Muster, Vorstand")


async def test_a_coordinator_makes_the_certificate_of_somebody_without_telegram(scene, language):
    cafe = await scene.initiative()
    clara = await scene.hero(cafe, Role.COORDINATOR, "Clara")
    shift = await scene.shift(cafe, TUESDAY)
    await enters(clara, "Gerda")
    await clara.presses("enter_for")
    await clara.presses("enter_who")
    await all_came(scene, clara, shift)

    await clara.says("/people")
    await clara.presses("Gerda")
    await clara.presses("certificate_for")
    assert clara.screen == reads(clara, d.CertificateSpan(years=(2026,), name="Gerda"))
    await clara.presses("paper_span", "2026")
    if language != "de":
        await clara.presses("paper_lang", "de")
    assert clara.screen == reads(clara, d.CertificateName(of="Gerda"))
    await clara.says("Gerda Muster")
    facts = certificate(clara)
    assert (facts.name, facts.language, [row.hours for row in facts.rows]) == (
        "Gerda Muster",
        "de",
        ["2"],
    )
    # Whether her name is kept would be hers to say: it is not asked, and it is not.
    assert not clara.offers("name_keep")
    assert "Gerda Muster" not in await stored(clara)


# Calendar


def entries(content):
    """Return the entries of a calendar file as another program reads them."""
    return list(vobject.readOne(content.decode()).contents.get("vevent", ()))


def on_screen(who):
    """Return the entries of the file on the screen."""
    assert who.screen.document is not None
    return entries(who.screen.document.content)


def files(who):
    """Return the files in somebody's chat, oldest first."""
    return [one.document.content for one in who.messages.values() if one.document is not None]


def number_of(entry):
    return int(entry.sequence.value)


async def test_one_shift_or_all_of_mine_go_into_my_calendar(scene):
    cafe = await scene.initiative()
    ada = await scene.hero(cafe)
    first = await scene.shift(cafe, WEDNESDAY)
    second = await scene.shift(cafe, THURSDAY, task="Deutsch üben")
    await scene.signed_up(first, ada)
    await scene.signed_up(second, ada)

    await ada.says("/my")
    await ada.presses("shift", first.id)
    card = ada.at
    await ada.presses("ics")
    assert ada.at != card, "the file replaced the shift"
    [alone] = on_screen(ada)
    assert alone.dtstart.value == first.starts_at
    assert alone.dtend.value == first.ends_at
    assert alone.status.value == "CONFIRMED"
    for part in ("Tee kochen", "Sprachcafé"):
        assert part in alone.summary.value
    assert "Saal" in alone.location.value

    await ada.says("/my")
    await ada.presses("calendar")
    both = on_screen(ada)
    assert [one.dtstart.value for one in both] == [first.starts_at, second.starts_at]
    assert both[0].uid.value == alone.uid.value
    assert len({one.uid.value for one in both}) == 2


async def test_who_wishes_gets_a_new_file_when_a_shift_changes(scene):
    cafe = await scene.initiative()
    clara = await scene.coordinator(cafe)
    ada, bob = await scene.hero(cafe), await scene.member("Bob", cafe)
    shift = await scene.shift(cafe, THURSDAY)
    await scene.signed_up(shift, ada, bob)
    await ada.says("/calendar")
    [before] = on_screen(ada)
    await ada.presses("calendar_switch")
    assert ada.screen == reads(ada, d.CalendarUpdates(on=True))

    await clara.says("/roster")
    await clara.presses("duty", shift.id)
    await clara.presses("change")
    await clara.presses("change_what", shift.id, "time")
    await clara.says("18:00-20:30")
    await clara.presses("change_yes")
    await scene.tick()
    [_, moved_file] = files(ada)
    [moved] = entries(moved_file)
    assert moved.dtstart.value == at_local(THURSDAY, time(18), ZONE)
    assert moved.dtend.value == at_local(THURSDAY, time(20, 30), ZONE)
    assert moved.uid.value == before.uid.value
    assert number_of(moved) > number_of(before)

    await clara.presses("duty")
    await clara.presses("cancel_shift")
    await clara.presses("cancel_yes")
    await scene.tick()
    [*_, gone_file] = files(ada)
    [gone] = entries(gone_file)
    assert gone.status.value == "CANCELLED"
    assert gone.uid.value == before.uid.value
    assert number_of(gone) > number_of(moved)
    assert files(bob) == []


async def test_a_shift_i_gave_back_leaves_my_calendar(scene):
    cafe = await scene.initiative()
    ada = await scene.hero(cafe)
    shift = await scene.shift(cafe, THURSDAY)
    stays = await scene.shift(cafe, THURSDAY, clock(9), clock(11))
    await scene.signed_up(shift, ada)
    await scene.signed_up(stays, ada)
    await ada.says("/calendar")
    before = {one.uid.value: number_of(one) for one in on_screen(ada)}
    await ada.says("/my")
    await ada.presses("shift", shift.id)
    await ada.presses("leave")
    await ada.says("/calendar")
    after = {one.status.value: one for one in on_screen(ada)}
    assert after["CONFIRMED"].dtstart.value == stays.starts_at
    gone = after["CANCELLED"]
    assert gone.dtstart.value == shift.starts_at
    assert number_of(gone) > before[gone.uid.value]
