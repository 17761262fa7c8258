"""What Lotse promises to everybody, each story as a walk over the screen."""

from __future__ import annotations

import json

from bot.conversation.registry import COMMANDS, commands_for
from bot.domain import messages as m
from bot.domain import messages_coordinator as c
from bot.domain import messages_newcomer as n
from bot.domain import messages_volunteer as v
from bot.domain.messages import Note
from bot.domain.people import JoinMode, OptOut, QuietHours, Right, Role
from bot.store import people, questions
from bot.texts.catalogue import own_name
from bot.texts.limits import visible
from tests.journeys.scene import (
    LANGUAGES,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    Scene,
    clock,
    note,
    over_chat,
    said,
)
from tests.journeys.steps import (
    ODD,
    PHONE,
    actions,
    html,
    menu,
    newcomer,
    sends,
    shows,
    stranger,
    writes,
)


async def test_first_contact_leads_to_the_main_menu(scene: Scene):
    who = stranger(scene)
    await who.says("/start")
    first, *others = who.labels
    assert first == own_name(scene.language)
    assert set(who.labels) == {own_name(one) for one in LANGUAGES}
    assert len(others) == 3
    assert "112" in who.text
    assert "110" in who.text

    await who.presses("lang", scene.language)
    shows(who, menu(scene, greeting=True), scene.language)
    assert {"ask", "help_out", "code", "emergency"} <= set(actions(who))

    # A language Lotse does not speak, no language at all, and a link of which nothing is true.
    for app, payload in (("ti", ""), (None, " o_nowhere"), ("de-AT", " s_" + "9" * 62)):
        late = stranger(scene, app=app)
        await late.says(f"/start{payload}")
        assert late.labels[0] == own_name("de")
        await late.presses("lang", scene.language)
        assert "menu" in set(actions(late)) or late.offers("ask")


async def test_menu_and_help_follow_role_and_language(scene: Scene):
    initiative = await scene.initiative()
    everybody = {
        Right.ANYBODY: await newcomer(scene),
        Right.VOLUNTEER: await scene.hero(initiative),
        Right.COORDINATOR: await scene.hero(initiative, Role.COORDINATOR, "Bela"),
        Right.LEAD: await scene.member("Cem", language=scene.language, lead=True),
    }
    for right, who in everybody.items():
        await who.says("/start")
        shows(who, menu(scene, right, greeting=right is Right.ANYBODY), scene.language)
        reachable = set(actions(who))
        assert ("shifts" in reachable) is (right >= Right.VOLUNTEER)
        assert ("announce" in reachable) is (right >= Right.COORDINATOR)
        assert ("found" in reachable) is (right >= Right.LEAD)

        allowed = set(commands_for(right))
        await who.says("/help")
        assert {name for name in COMMANDS if f"/{name} " in who.text} == allowed
        await who.presses("menu")
        await who.says("/language")
        await who.presses("lang", scene.language)
        await scene.talk.deliver()
        assert set(who.menu) == allowed
        for name in sorted(set(COMMANDS) - allowed):
            await who.says(f"/{name}")
            assert who.screen == note(Note.NOT_ALLOWED, scene.language)


async def test_a_new_language_counts_from_the_next_message(scene: Scene):
    initiative = await scene.initiative()
    hero = await scene.member("Ada", initiative, language=scene.other)
    await scene.signed_up(await scene.shift(initiative), hero)
    await hero.says("/language")
    await hero.presses("lang", scene.language)
    shows(hero, menu(scene, Right.VOLUNTEER), scene.language)
    await hero.says("/settings")
    assert own_name(scene.language) in hero.text
    await hero.presses("set_lang")
    await hero.presses("lang", scene.language)
    assert hero.screen == said(hero, menu(scene, Right.VOLUNTEER), scene.language)

    # The reminder was due to come in the old language.
    await scene.until(TUESDAY, 18)
    [mine] = await scene.talk.database.read(lambda tx: _mine(tx, scene))
    assert hero.screen.html == html(v.Reminder(shift=mine, silent=False, coming=False), scene.language)


def _mine(tx, scene):
    from bot.store import shifts

    return [view.shift for view in shifts.mine(tx, 1, scene.now)]


async def test_emergency_numbers_are_there_before_anything_else(scene: Scene):
    who = stranger(scene)
    await who.says("/emergency")
    shows(who, m.Emergency(), scene.language)
    assert list(actions(who)).count(PHONE) == 4
    await who.presses("menu")
    assert "112" in who.text
    await who.presses("lang", scene.language)
    await who.presses("emergency")
    shows(who, m.Emergency(), scene.language)

    # A look at the numbers ends nothing that was begun.
    await who.says("/start o_nowhere")
    initiative = await scene.initiative(mode=JoinMode.OPEN)
    await who.says(f"/start o_{initiative.poster_code}")
    await who.presses("join_yes")
    await who.presses("notice_ok")
    await who.says("/emergency")
    await who.says("Ada")
    shows(who, v.Joined(initiative=initiative.name), scene.language)


async def test_the_privacy_notice_comes_before_the_name(scene: Scene):
    initiative = await scene.initiative(mode=JoinMode.OPEN)
    who = stranger(scene)
    await who.says(f"/start o_{initiative.poster_code}")
    await who.says("/start")  # nothing new: what the link was for is not lost
    await who.presses("lang", scene.language)
    shows(who, v.JoinOffer(initiative=initiative.name, town=initiative.town), scene.language)
    offer = who.at
    await who.presses("join_yes")
    notice = m.PrivacyNotice(contact=scene.talk.house.contact, confirm=True)
    shows(who, notice, scene.language)
    assert scene.talk.house.contact.name in who.text
    person = (await who.standing()).person
    assert (person.name, person.notice_version) == (None, None)

    # Somebody who asks first, instead of pressing, finds the notice still waiting.
    await who.says("🍀")
    assert (await who.standing()).person.name is None
    await who.presses("notice_ok", on=offer)
    shows(who, v.AskName(suggestion="Ada"), scene.language)
    await sends(who, *ODD[0])
    assert who.screen == note(Note.NAME_UNREADABLE, scene.language)
    await who.says("Ada")
    shows(who, v.Joined(initiative=initiative.name), scene.language)
    assert (await who.standing()).person.name == "Ada"

    await who.says("/privacy")
    shows(who, m.PrivacyNotice(contact=scene.talk.house.contact, confirm=False), scene.language)
    await who.says("/settings")
    await who.presses("privacy")
    shows(who, m.PrivacyNotice(contact=scene.talk.house.contact, confirm=False), scene.language)

    nameless = stranger(scene, name="⭐")
    await nameless.says(f"/start o_{initiative.poster_code}")
    await nameless.presses("lang", scene.language)
    await nameless.presses("join_yes")
    await nameless.presses("notice_ok")
    shows(nameless, v.AskName(suggestion=""), scene.language)
    assert list(actions(nameless)) == ["cancel"]


async def test_mydata_hands_over_everything_about_me(scene: Scene):
    initiative = await scene.initiative()
    hero = await scene.hero(initiative)
    await scene.signed_up(await scene.shift(initiative), hero)
    await hero.says("/mydata")
    document = hero.screen.document
    assert document is not None
    stored = json.loads(document.content)
    assert "Ada" in str(stored["tables"]["person"])
    assert stored["tables"]["signup"]
    assert stored["initiatives"]
    assert hero.screen.html == html(m.MyData(content=b""), scene.language)
    await hero.says("/settings")
    settings = hero.at
    await hero.presses("mydata")
    assert hero.at != settings, "the file replaced the settings"


async def test_forget_erases_at_once_and_frees_my_places(scene: Scene):
    initiative = await scene.initiative()
    clara = await scene.coordinator(initiative)
    hero = await scene.hero(initiative)
    waiting = await scene.member("Wanda", initiative)
    shift = await scene.shift(initiative, places=1)
    await scene.signed_up(shift, hero, waiting)

    await hero.says("/forget")
    shows(hero, m.ForgetAsk(coming_shifts=1, open_questions=0), scene.language)
    await hero.presses("menu")
    assert await hero.id() is not None
    await hero.says("/settings")
    await hero.presses("forget")
    question = hero.at
    await hero.presses("forget_yes")
    shows(hero, m.Forgotten(), scene.language)
    assert await hero.id() is None

    await scene.tick()
    assert hero.menu == ()
    assert waiting.screen.html == html(v.Promoted(shift=shift), scene.other)
    assert clara.screen.html == html(c.VolunteerGone(shift=shift, free=0), scene.other)

    # Whoever presses on, or comes back, is somebody new.
    await hero.says("/start")
    assert hero.offers("lang")
    await hero.presses("lang", scene.language)
    shows(hero, menu(scene, greeting=True), scene.language)
    assert question is not None


async def test_settings_are_changed_by_pressing(scene: Scene):
    hero = await scene.hero(await scene.initiative())

    def card(**changed: object) -> m.SettingsCard:
        usual: dict[str, object] = {
            "is_volunteer": True,
            "language": scene.language,
            "lead_minutes": (1440, 120),
            "quiet": QuietHours(),
            "opted_out": frozenset(),
        }
        return m.SettingsCard(**{**usual, **changed})

    await hero.says("/settings")
    shows(hero, card(), scene.language)
    screen = hero.at
    await hero.presses("leads")
    await hero.presses("lead", 120)
    assert hero.toast == over_chat(m.Say(note=Note.SAVED), scene.language)
    await hero.presses("lead", 180)
    await hero.presses("settings")
    shows(hero, card(lead_minutes=(1440, 180)), scene.language)
    await hero.presses("quiet")
    await hero.presses("quiet_set", "2300-0600")
    await hero.presses("settings")
    changed = card(lead_minutes=(1440, 180), quiet=QuietHours(start=clock(23), end=clock(6)))
    shows(hero, changed, scene.language)

    with_leads = len(hero.text.splitlines())
    await hero.presses("opt", OptOut.REMINDER)
    off = card(
        lead_minutes=(1440, 180),
        quiet=QuietHours(start=clock(23), end=clock(6)),
        opted_out=frozenset({OptOut.REMINDER}),
    )
    shows(hero, off, scene.language)
    # Lead times of reminders that do not come would contradict themselves.
    assert len(hero.text.splitlines()) == with_leads
    lead = visible(html(m.LeadChoice(lead_minutes=()), scene.language))
    assert lead not in hero.text
    assert hero.text.count(":") == visible(html(changed, scene.language)).count(":")
    await hero.presses("opt", OptOut.REMINDER)
    shows(hero, changed, scene.language)
    assert hero.at == screen, "the chat fills with debris"

    guest = await newcomer(scene)
    await guest.presses("settings")
    shows(guest, card(is_volunteer=False), scene.language)
    assert not guest.offers("leads")


async def test_an_opt_out_holds_from_the_next_message(scene: Scene):
    initiative = await scene.initiative()
    clara = await scene.coordinator(initiative)
    hero = await scene.hero(initiative)

    async def announce(text: str) -> None:
        await clara.says("/announce")
        await clara.says(text)
        await clara.presses("announce_yes")

    await announce("Eins")
    await scene.tick()
    shows(hero, c.Announcement(initiative=initiative.name, markup="Eins"), scene.language)
    one = hero.at
    await announce("Zwei")  # is on its way when the person presses
    await hero.presses("opt_out")
    assert hero.toast == over_chat(m.Say(note=Note.SAVED), scene.language)
    await scene.tick()
    assert hero.at == one
    assert scene.talk.dropped == ["opted out"]
    await clara.says("/announce")
    await clara.says("Drei")
    assert not clara.offers("announce_yes"), "nobody is left to hear it"

    await hero.says("/settings")
    await hero.presses("opt", OptOut.ANNOUNCEMENT)
    await announce("Vier")
    await scene.tick()
    shows(hero, c.Announcement(initiative=initiative.name, markup="Vier"), scene.language)


async def test_cancel_leaves_any_dialog(scene: Scene):
    initiative = await scene.initiative()
    who = await newcomer(scene)
    await who.says("/cancel")
    assert who.screen == note(Note.NOTHING_TO_CANCEL, scene.language)
    await who.says("Wo melde ich mich an?")
    await who.says("/cancel")  # an answered question is nothing that could be left
    assert who.screen == note(Note.NOTHING_TO_CANCEL, scene.language)

    await who.says(f"/start o_{initiative.poster_code}")
    await who.presses("join_yes")
    await who.presses("cancel")
    shows(who, menu(scene), scene.language)
    await who.presses("human")
    await who.presses("notice_ok")
    await who.says("Bitte helfen Sie mir.")
    await who.says("/cancel")
    assert who.screen == note(Note.CANCELLED, scene.language)
    await who.presses("menu")

    hero = await scene.hero(initiative, Role.COORDINATOR)
    for begin in ("/newshift", "/announce"):
        await hero.says(begin)
        await hero.says("/cancel")
        assert hero.screen == note(Note.CANCELLED, scene.language)
        await hero.says("/cancel")
        assert hero.screen == note(Note.NOTHING_TO_CANCEL, scene.language)
    assert await scene.talk.database.read(lambda tx: tx.scalar("SELECT count(*) FROM dialog")) == 0
    assert await scene.talk.database.read(lambda tx: tx.scalar("SELECT count(*) FROM shift")) == 0


async def test_an_old_button_shows_the_present_state(scene: Scene):
    initiative = await scene.initiative()
    hero = await scene.hero(initiative)
    shift = await scene.shift(initiative)
    await hero.says("/shifts")
    await hero.presses("shift", shift.id)
    await hero.presses("take")
    await hero.presses("leave")
    card = hero.at
    await scene.until(THURSDAY, 9)
    await hero.presses("take", on=card)
    assert hero.toast
    begun = hero.text
    await hero.presses("my", on=card) if hero.offers("my") else await hero.says("/my")
    assert begun != hero.text

    await hero.forges("0:of:an:older:form")
    shows(hero, menu(scene, Right.VOLUNTEER), scene.language)
    assert hero.toast == over_chat(m.Say(note=Note.STALE), scene.language)
    await hero.forges(f"1:take:{'z' * 12}")
    assert hero.toast == over_chat(m.Say(note=Note.NOT_FOUND), scene.language)
    await hero.forges("1:announce")
    assert hero.toast == over_chat(m.Say(note=Note.NOT_ALLOWED), scene.language)

    # A dialogue that is over: what was said last stays, and the next step is named.
    guest = await newcomer(scene)
    await guest.presses("human")
    await guest.presses("notice_ok")
    await guest.says("Bitte helfen Sie mir.")
    consent = guest.at
    wording = guest.screen
    await guest.presses("human_yes")
    sent = guest.screen
    guest.messages[consent] = wording  # the second tap was on its way already
    await guest.presses("human_yes", on=consent)
    assert guest.screen == note(Note.NO_LONGER_OPEN, scene.language)
    assert sent.html == html(n.QuestionSent(receiver=initiative.name, night=False), scene.language)
    [total] = await scene.talk.database.read(_questions)
    assert total == 1
    del WEDNESDAY_USED


WEDNESDAY_USED = WEDNESDAY


def _questions(tx):
    return [tx.scalar("SELECT count(*) FROM question")]
