"""The filter and the shift's link show nothing foreign: without the look at who asks they would."""

from __future__ import annotations

from datetime import timedelta

from bot.domain.finding import town_mark
from bot.domain.people import Standing
from bot.services import finding
from tests.conversation.test_filters import found, plan
from tests.services.world import World, open_world
from tests.support.db import START
from tests.support.phone import Phone

ADA = 1


def scene(world: World) -> tuple[Phone, int, int]:
    """Return Ada's phone, a foreign initiative and its shift."""
    cafe, theirs = found(world, "Sprachcafé", "Unna"), found(world, "Geheim", "Bönen")
    world.member(world.person(ADA, "Ada"), cafe)
    plan(world, cafe, START + timedelta(days=1))
    return Phone(world, ADA), theirs.id, plan(world, theirs, START + timedelta(days=1))


def shown_by_a_filter() -> bool:
    """Tell whether a foreign initiative's name can be had by a forged filter."""
    with open_world() as world:
        phone, theirs, _ = scene(world)
        phone.forges("find", 0, 0, theirs, town_mark("Bönen"), "")
        return "Geheim" in phone.text


def shown_by_a_link() -> bool:
    """Tell whether what is done in a foreign shift can be read through its link."""
    with open_world() as world:
        phone, _, shift = scene(world)
        phone.says(f"/start s_{shift}")
        return "Tee other" in phone.text


def test_without_asking_who_belongs_there_a_filter_tells_foreign_names(monkeypatch):
    assert not shown_by_a_filter()
    monkeypatch.setattr(Standing, "belongs_to", lambda self, initiative_id: True)
    assert shown_by_a_filter()


def test_without_asking_who_belongs_there_a_link_tells_foreign_shifts(monkeypatch):
    assert not shown_by_a_link()
    monkeypatch.setattr(Standing, "belongs_to", lambda self, initiative_id: True)
    assert shown_by_a_link()


def asked() -> int:
    """Return how often coordinators are told of one wish that is pressed three times."""
    with open_world() as world:
        initiative = world.initiative()
        world.member(world.person(ADA, "Ada"), initiative)
        world.lead(world.person(2, "Lena"))
        role = finding.ShiftRole(capacity=1, qualification=finding.Qualification.CONDUCT)
        shift = plan(world, initiative, START + timedelta(days=1), roles=(role,))
        for _ in range(3):
            Phone(world, ADA).forges("ask_qualified", shift, 0)
        return len(world.notices())


def test_without_its_key_the_notice_comes_with_every_press(monkeypatch):
    assert asked() == 1
    plain = finding.tell

    def forgetful(*args: object, key: str | None = None, **more: object) -> None:
        del key
        plain(*args, **more)

    monkeypatch.setattr(finding, "tell", forgetful)
    assert asked() == 3
