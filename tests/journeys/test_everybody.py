"""What Lotse promises to everybody, each story as a walk over the screen."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

from bot.conversation.flows.plan import SPANS
from bot.conversation.registry import COMMANDS, commands_for
from bot.conversation.types import Location
from bot.domain import messages as m
from bot.domain import messages_coordinator as c
from bot.domain import messages_newcomer as n
from bot.domain import messages_topics as t
from bot.domain import messages_volunteer as v
from bot.domain.messages import Note
from bot.domain.people import JoinMode, OptOut, QuietHours, Right, Role
from bot.store import shifts as shifts_store
from bot.texts.catalogue import own_name
from tests.journeys.scene import (
    LANGUAGES,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    Scene,
    clock,
    hears,
    note,
    reads,
    reminder,
)
from tests.journeys.steps import (
    ODD,
    PHONE,
    actions,
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
    shows(who, menu(scene, greeting=True))
    assert {"ask", "help_out", "code", "emergency"} <= set(actions(who))

    # A language Lotse does not speak, no language at all, and a link of which nothing is true.
    for app, payload in (("ti", ""), (None, " o_nowhere"), ("de-AT", " s_" + "9" * 62)):
        late = stranger(scene)
        late.app_language = app
        await late.says(f"/start{payload}")
        assert late.labels[0] == own_name("de")
        await late.presses("lang", scene.language)
        assert "menu" in set(actions(late)) or late.offers("ask")

    # An installation without German leads nobody into a language it does not have.
    scene.talk.house = replace(scene.talk.house, languages=("en", "uk"))
    abroad = stranger(scene)
    abroad.app_language = "fr"
    await abroad.says("/start")
    await abroad.presses(abroad.labels[0])
    assert abroad.offers("ask")


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
        shows(who, menu(scene, right, greeting=right is Right.ANYBODY))
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
            assert who.screen == note(who, Note.NOT_ALLOWED)


async def test_a_new_language_counts_from_the_next_message(scene: Scene):
    initiative = await scene.initiative()
    hero = await scene.member("Ada", initiative, language=scene.other)
    await scene.signed_up(await scene.shift(initiative), hero)
    await hero.says("/language")
    hero.app_language = scene.language
    await hero.presses("lang", scene.language)
    shows(hero, menu(scene, Right.VOLUNTEER))
    await hero.says("/settings")
    assert own_name(scene.language) in hero.text
    await hero.presses("set_lang")
    await hero.presses("lang", scene.language)
    shows(hero, menu(scene, Right.VOLUNTEER))

    # The reminder was due to come in the old language.
    await scene.until(TUESDAY, 18)
    [mine] = await scene.talk.database.read(lambda tx: _mine(tx, scene))
    shows(hero, reminder(mine))


def _mine(tx, scene):
    return [view.shift for view in shifts_store.mine(tx, 1, scene.now)]


async def test_emergency_numbers_are_there_before_anything_else(scene: Scene):
    who = stranger(scene)
    await who.says("/emergency")
    shows(who, m.Emergency())
    assert list(actions(who)).count(PHONE) == 4
    await who.presses("menu")
    assert "112" in who.text
    await who.presses("lang", scene.language)
    await who.presses("emergency")
    shows(who, m.Emergency())

    # A look at the numbers ends nothing that was begun.
    await who.says("/start o_nowhere")
    initiative = await scene.initiative(mode=JoinMode.OPEN)
    await who.says(f"/start o_{initiative.poster_code}")
    await who.presses("join_yes")
    await who.presses("notice_ok")
    await who.says("/emergency")
    await who.says("Ada")
    shows(who, v.Joined(initiative=initiative.name))


async def test_the_privacy_notice_comes_before_the_name(scene: Scene):
    initiative = await scene.initiative(mode=JoinMode.OPEN)
    who = stranger(scene)
    await who.says(f"/start o_{initiative.poster_code}")
    await who.says("/start")  # nothing new: what the link was for is not lost
    await who.presses("lang", scene.language)
    shows(who, v.JoinOffer(initiative=initiative.name, town=initiative.town))
    offer = who.at
    await who.presses("join_yes")
    notice = m.PrivacyNotice(contact=scene.talk.house.contact, confirm=True)
    shows(who, notice)
    assert scene.talk.house.contact.name in who.text
    person = (await who.standing()).person
    assert (person.name, person.notice_version) == (None, None)

    # Somebody who asks first, instead of pressing, finds the notice still waiting.
    await who.says("🍀")
    assert (await who.standing()).person.name is None
    await who.presses("notice_ok", on=offer)
    shows(who, v.AskName(suggestion="Ada"))
    await sends(who, *ODD[0])
    assert who.screen == note(who, Note.NAME_UNREADABLE)
    await who.says("Ada")
    shows(who, v.Joined(initiative=initiative.name))
    assert (await who.standing()).person.name == "Ada"

    await who.says("/privacy")
    shows(who, m.PrivacyNotice(contact=scene.talk.house.contact, confirm=False))
    await who.says("/settings")
    await who.presses("privacy")
    shows(who, m.PrivacyNotice(contact=scene.talk.house.contact, confirm=False))

    nameless = stranger(scene, name="⭐")
    await nameless.says(f"/start o_{initiative.poster_code}")
    await nameless.presses("lang", scene.language)
    await nameless.presses("join_yes")
    await nameless.presses("notice_ok")
    shows(nameless, v.AskName(suggestion=""))
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
    assert hero.screen.html == reads(hero, m.MyData(content=b"")).html
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
    shows(hero, m.ForgetAsk(coming_shifts=1, open_questions=0))
    await hero.presses("menu")
    assert await hero.id() is not None
    await hero.says("/settings")
    await hero.presses("forget")
    question = hero.at
    await hero.presses("forget_yes")
    shows(hero, m.Forgotten())
    assert await hero.id() is None

    await scene.tick()
    assert hero.menu == ()
    assert waiting.offers("offer_yes")
    assert shift.task in waiting.text
    shows(clara, c.VolunteerGone(shift=shift, free=1))

    # Whoever presses on, or comes back, is somebody new.
    await hero.says("/start")
    assert hero.offers("lang")
    await hero.presses("lang", scene.language)
    shows(hero, menu(scene, greeting=True))
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
            "name": "Ada",
        }
        return m.SettingsCard(**{**usual, **changed})

    await hero.says("/settings")
    shows(hero, card())
    screen = hero.at
    await hero.presses("leads")
    await hero.presses("lead", 120)
    assert hero.toast == hears(hero, m.Say(note=Note.SAVED))
    await hero.presses("lead", 180)
    await hero.presses("settings")
    shows(hero, card(lead_minutes=(1440, 180)))
    await hero.presses("quiet")
    await hero.presses("quiet_set", "2300-0600")
    await hero.presses("settings")
    changed = card(lead_minutes=(1440, 180), quiet=QuietHours(start=clock(23), end=clock(6)))
    shows(hero, changed)

    before = hero.text.splitlines()
    await hero.presses("opt", OptOut.REMINDER)
    off = card(
        lead_minutes=(1440, 180),
        quiet=QuietHours(start=clock(23), end=clock(6)),
        opted_out=frozenset({OptOut.REMINDER}),
    )
    shows(hero, off)
    # Lead times of reminders that do not come would contradict themselves.
    after = hero.text.splitlines()
    assert [a == b for a, b in zip(before, after, strict=True)].count(False) == 1
    await hero.presses("opt", OptOut.REMINDER)
    shows(hero, changed)
    assert hero.at == screen, "the chat fills with debris"

    guest = await newcomer(scene)
    await guest.presses("settings")
    shows(guest, card(is_volunteer=False, name=""))
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
    shows(hero, c.Announcement(initiative=initiative.name, markup="Eins"))
    one = hero.at
    await announce("Zwei")  # is on its way when the person presses
    await hero.presses("opt_out")
    assert hero.toast == hears(hero, m.Say(note=Note.SAVED))
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
    shows(hero, c.Announcement(initiative=initiative.name, markup="Vier"))


async def test_cancel_leaves_any_dialog(scene: Scene):
    initiative = await scene.initiative()
    who = await newcomer(scene)
    await who.says("/cancel")
    assert who.screen == note(who, Note.NOTHING_TO_CANCEL)
    await who.says("Wo melde ich mich an?")
    await who.says("/cancel")  # an answered question is nothing that could be left
    assert who.screen == note(who, Note.NOTHING_TO_CANCEL)

    await who.says(f"/start o_{initiative.poster_code}")
    await who.presses("join_yes")
    await who.presses("cancel")
    shows(who, menu(scene))
    await who.presses("human")
    await who.presses("notice_ok")
    await who.says("Bitte helfen Sie mir.")
    await who.says("/cancel")
    assert who.screen == note(who, Note.CANCELLED)
    await who.presses("menu")

    hero = await scene.hero(initiative, Role.COORDINATOR)
    for begin in ("/newshift", "/announce"):
        await hero.says(begin)
        await hero.says("/cancel")
        assert hero.screen == note(hero, Note.CANCELLED)
        await hero.says("/cancel")
        assert hero.screen == note(hero, Note.NOTHING_TO_CANCEL)
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
    shows(hero, menu(scene, Right.VOLUNTEER))
    assert hero.toast == hears(hero, m.Say(note=Note.STALE))
    await hero.forges(f"1:take:{'z' * 12}")
    assert hero.toast == hears(hero, m.Say(note=Note.NOT_FOUND))
    await hero.forges("1:announce")
    assert hero.toast == hears(hero, m.Say(note=Note.NOT_ALLOWED))

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
    assert guest.screen == note(guest, Note.NO_LONGER_OPEN)
    assert sent == reads(guest, n.QuestionSent(receiver=initiative.name, night=False))
    assert (
        await scene.talk.database.read(lambda tx: tx.scalar("SELECT count(*) FROM question")) == 1
    )


async def test_anything_not_understood_gets_a_next_step(scene: Scene):
    first = stranger(scene)
    for content, raw in ODD:  # before anything was chosen
        await sends(first, content, raw)
        assert first.offers("lang")
    await first.presses("lang", scene.language)
    shows(first, menu(scene, greeting=True))
    for content, raw in ODD:
        await sends(first, content, raw)
        if isinstance(content, Location):
            shows(first, t.Unread(kind=t.UnreadKind.PLACE))
        else:
            assert first.screen == note(first, Note.UNSUPPORTED)
        assert {"human", "menu"} <= set(actions(first))

    for text in ("?", "👍", "\u200b\u2066", "/nonsense", "x" * 4096, "/ask " + "ы " * 2000):
        await first.says(text)
        assert {"menu", "human"} <= set(actions(first)), text
    for payload in ("q_nothing", "q_", "s_1", "s_x", "i_", "i_" + "A" * 43, "o_", "_", "x" * 64):
        await first.says(f"/start {payload}")
        assert "menu" in set(actions(first)), payload

    # In the middle of a dialogue the question is asked again, in the same place.
    hero = await scene.hero(await scene.initiative(), Role.COORDINATOR)
    for payload in ("s_999", "s_" + "9" * 62):
        await hero.says(f"/start {payload}")
        assert hero.screen == note(hero, Note.NOT_FOUND)
    await hero.says("/newshift")
    asked = hero.text.splitlines()[0]
    for content, raw in ODD:
        await sends(hero, content, raw)
        assert hero.offers("cancel"), asked


async def test_every_menu_names_the_way_without_telegram(scene: Scene):
    contact = scene.talk.house.contact
    initiative = await scene.initiative()
    everybody = (
        await newcomer(scene),
        await scene.hero(initiative),
        await scene.hero(initiative, Role.COORDINATOR, "Bela"),
        await scene.member("Cem", language=scene.language, lead=True),
    )
    for who in everybody:
        for way in ("/start", "/help", "/privacy"):
            await who.says(way)
            for named in (contact.phone, contact.email, contact.web):
                assert named is not None
                assert named in who.text
    await everybody[0].says("/start")
    await everybody[0].presses("help_out")
    assert contact.phone is not None
    assert contact.phone in everybody[0].text


async def test_a_corrected_message_replaces_the_input(scene: Scene):
    initiative = await scene.initiative()
    hero = await scene.hero(initiative, Role.COORDINATOR)
    await hero.says("/newshift")
    day = await writes(hero, f"{WEDNESDAY:%d.%m.}")
    shows(hero, _ask_time(WEDNESDAY))
    await writes(hero, f"{THURSDAY:%d.%m.}", correcting=day)
    shows(hero, _ask_time(THURSDAY))
    await writes(hero, "17-19")
    place = await writes(hero, "Kueche")
    task = hero.screen
    await writes(hero, "Küche", correcting=place)
    assert hero.screen == task, "the corrected place was taken for the task"
    await writes(hero, "Kochen")
    await hero.presses("capacity", 2)
    await hero.presses("plan_yes")
    [planned] = await scene.talk.database.read(
        lambda tx: [tuple(row) for row in tx.all("SELECT task, place FROM shift")]
    )
    assert planned == ("Kochen", "Küche")

    # What goes to a human is what stands on the screen, and a question is answered anew.
    guest = await newcomer(scene)
    asked = await writes(guest, "Foo")
    await guest.presses("human")
    await guest.presses("notice_ok")
    old, before = guest.at, guest.screen
    await writes(guest, "Bar", correcting=asked)
    assert "Bar" in guest.text
    await guest.presses("human_yes", on=old)
    assert guest.toast == hears(guest, m.Say(note=Note.REPLACED))
    assert "Bar" in guest.text
    assert before.html != guest.screen.html
    await guest.presses("human_yes", on=old)
    words = await scene.talk.database.read(
        lambda tx: [row["text"] for row in tx.all("SELECT text FROM question_message")]
    )
    assert words == ["Bar"]


def _ask_time(day: date) -> c.AskTime:
    return c.AskTime(day=day, usual=SPANS)
