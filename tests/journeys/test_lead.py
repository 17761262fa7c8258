"""What Lotse promises to leads, pressed and read on their own phone."""

from __future__ import annotations

from bot.domain import messages as m
from bot.domain import messages_coordinator as c
from bot.domain import messages_volunteer as v
from bot.domain.messages import Note
from bot.domain.people import JoinMode, Right
from bot.services import people as people_service
from bot.store import initiatives
from tests.journeys.scene import link_on, note, reads


async def test_the_first_lead_founds_an_initiative(scene, language):
    token = await scene.talk.database.write(lambda tx: people_service.invite_lead(tx, scene.now))
    ada = scene.talk.person(1, language, "Ada")
    contact = scene.talk.house.contact

    await ada.says(f"/start i_{token}")
    await ada.presses("lang", language)
    assert ada.screen == reads(ada, m.PrivacyNotice(contact=contact, confirm=True))
    await ada.presses("notice_ok")
    await ada.presses("name_ok")
    assert ada.screen == reads(ada, v.BecameLead())
    assert (await ada.standing()).right is Right.LEAD
    await scene.tick()
    assert {"newshift", "roster", "announce", "invite", "inbox"} <= set(ada.menu)
    await ada.says("/newshift")
    assert ada.screen == reads(ada, c.NoInitiative(is_lead=True))

    await ada.presses("found")
    assert ada.screen == reads(ada, c.AskInitiativeName())
    await ada.says("Sprachcafé")
    assert ada.screen == reads(ada, c.AskTown())
    await ada.says("Unna")
    assert ada.screen == reads(ada, c.AskJoinMode())
    await ada.presses("mode", "approval")
    [made] = await all_initiatives(scene)
    assert (made.name, made.town, made.join_mode) == ("Sprachcafé", "Unna", JoinMode.APPROVAL)
    done = c.InitiativeFounded(
        initiative="Sprachcafé", mode=JoinMode.APPROVAL, initiative_id=made.id
    )
    assert ada.screen == reads(ada, done)
    await ada.presses("new_in")
    assert "Sprachcafé" in ada.text

    # A second one is told apart from the first wherever it matters.
    await ada.says("/start")
    await ada.presses("found")
    await ada.says("Garten")
    await ada.says("Kamen")
    await ada.presses("mode", "open")
    garden = next(one for one in await all_initiatives(scene) if one.name == "Garten")
    await ada.says("/newshift")
    both = ((garden.id, "Garten, Kamen"), (made.id, "Sprachcafé, Unna"))
    assert ada.screen == reads(ada, c.ChooseInitiative(action="new_in", initiatives=both))
    await ada.presses("new_in", garden.id)
    assert "Garten" in ada.text

    # A whole Kreis has more of them than fit on one screen; none is out of reach.
    for n in range(25):
        await scene.initiative(f"Treff {n:02}")
    await ada.says("/announce")
    assert not any("Treff 24" in label for label in ada.labels)
    await ada.presses("pick", "announce_in", 1)
    await ada.presses("Treff 24")
    assert ada.screen == reads(ada, c.AskAnnouncement(initiative="Treff 24", reachable=0))

    # The link works once.
    bob = scene.talk.person(2, scene.other, "Bob")
    await bob.says(f"/start i_{token}")
    await bob.presses("lang", scene.other)
    assert bob.screen == note(bob, Note.CODE_USED)


async def all_initiatives(scene):
    return await scene.talk.database.read(initiatives.all_of)


async def test_a_lead_invites_a_coordinator(scene):
    cafe = await scene.initiative()
    garden = await scene.initiative("Garten", "Kamen")
    ada = await scene.member("Ada", language=scene.language, lead=True)
    bob = scene.talk.person(1, scene.other, "Bob")

    await ada.says("/invite")
    await ada.presses("invite_in", cafe.id)
    choice = c.InviteChoice(initiative_id=cafe.id, initiative="Sprachcafé")
    assert ada.screen == reads(ada, choice)
    await ada.presses("invite_as", cafe.id, "coordinator")
    payload = link_on(ada)
    await bob.says(f"/start {payload}")
    await bob.presses("lang", scene.other)
    await bob.presses("notice_ok")
    await bob.says("Bob")
    assert bob.screen == reads(bob, v.Joined(initiative="Sprachcafé", as_coordinator=True))
    await scene.tick()
    assert {"shifts", "roster", "newshift", "announce", "inbox"} <= set(bob.menu)
    standing = await bob.standing()
    assert standing.coordinates(cafe.id)
    assert not standing.coordinates(garden.id)
    await bob.presses("new")
    assert "Sprachcafé" in bob.text
    # Who comes by the poster now asks Bob, no longer the lead.
    cem = scene.talk.person(2, scene.other, "Cem")
    await cem.says(f"/start o_{cafe.poster_code}")
    await cem.presses("lang", scene.other)
    for action in ("join_yes", "notice_ok", "name_ok"):
        await cem.presses(action)
    await scene.tick()
    assert bob.offers("admit")
    assert not ada.offers("admit")
