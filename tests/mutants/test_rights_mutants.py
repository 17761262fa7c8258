"""With one guard taken away the table of rights does not hold any more."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.conversation import buttons, dispatcher, registry
from bot.conversation.registry import Entry
from bot.conversation.turn import Turn
from bot.conversation.types import Reply
from bot.domain.people import Initiative, Right, Standing
from bot.domain.rendered import Press
from bot.services import shifts as shifts_service
from bot.services import signups
from bot.store import initiatives, people
from bot.store import shifts as shifts_store
from bot.store.database import Tx
from tests.conversation import forged, rights
from tests.conversation.stage import Stage, Who, open_stage

pytestmark = pytest.mark.slow


@pytest.fixture
def stage() -> Iterator[Stage]:
    with open_stage() as made:
        yield made


def test_without_the_check_at_the_door_everybody_may_everything(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    enter = dispatcher._enter

    def open_door(turn: Turn, entry: Entry) -> Reply:
        # What the database itself refuses to write about somebody who saw no notice stays closed.
        if entry.right < Right.VOLUNTEER or entry.name.startswith("profile."):
            return enter(turn, entry)
        return entry.handler(turn)

    monkeypatch.setattr(dispatcher, "_enter", open_door)
    wrong = rights.wrong_grants(stage)
    assert any(line.startswith("/newshift for volunteer: A") for line in wrong)
    assert any("for stranger" in line for line in wrong)


def test_without_the_check_of_the_initiative_other_peoples_ids_open_doors(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Standing, "coordinates", lambda self, initiative_id: True)
    assert any(line.startswith("duty for coordinator: A") for line in rights.foreign_grants(stage))


def test_a_service_that_does_not_look_whose_it_is_is_found(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def anybodys(tx: Tx, standing: Standing, initiative_id: int) -> Initiative:
        found = initiatives.find(tx, initiative_id)
        assert found is not None
        return found

    monkeypatch.setattr(shifts_service, "initiative_for", anybodys)
    assert any(line.startswith("poster for") for line in rights.foreign_grants(stage))


def test_a_shift_that_is_shown_to_everybody_is_found(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        signups, "shift_for", lambda tx, standing, shift_id: shifts_store.find(tx, shift_id)
    )
    assert any(line.startswith("take for foreign") for line in rights.wrong_grants(stage))


def test_rights_that_are_remembered_outlive_their_revocation(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    remembered = stage.world.standing(stage.people[Who.COORDINATOR])
    standing_of = people.standing_of

    def from_memory(tx: Tx, person: object) -> Standing:
        known = getattr(person, "id", 0) == remembered.person.id
        return remembered if known else standing_of(tx, person)  # type: ignore[arg-type]

    monkeypatch.setattr(people, "standing_of", from_memory)
    assert len(rights.kept_after_revocation(stage)) > 20


def test_an_effect_before_the_refusal_is_found(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    own_shift = shifts_service.own_shift

    def hasty(tx: Tx, standing: Standing, shift_id: int) -> object:
        shifts_store.cancel(tx, shift_id)
        return own_shift(tx, standing, shift_id)

    monkeypatch.setattr(shifts_service, "own_shift", hasty)
    assert "cancel_yes for foreign: changed ['shift']" in rights.wrong_grants(stage)


def test_an_entry_nobody_wrote_into_the_table_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.conversation import test_rights

    new = Entry(name="new_door", handler=lambda turn: Reply(), right=Right.ANYBODY)
    monkeypatch.setitem(registry.PRESSES, "new_door", new)
    with pytest.raises(AssertionError):
        test_rights.test_every_button_has_a_row_and_every_row_a_button()


def test_forged_buttons_change_others_things_without_the_checks(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Standing, "coordinates", lambda self, initiative_id: True)
    data = buttons.encode(Press(action="cancel_yes", args=(stage.theirs.shift,)))
    with pytest.raises(AssertionError, match="changed"):
        forged.press(stage, Who.COORDINATOR, data, None)


def test_a_forged_button_that_is_believed_raises(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Entry, "takes", lambda self, args: True)
    with pytest.raises(IndexError):
        forged.press(stage, Who.COORDINATOR, "1:duty", None)
