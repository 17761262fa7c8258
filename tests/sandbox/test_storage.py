"""A demo goes on where it was left."""

from __future__ import annotations

import asyncio
import stat

import pytest

from bot.sandbox import BotApi, Kind, Upload, views
from bot.sandbox.storage import Storage
from tests.sandbox.conftest import TOKEN, buttons, png, received, result


async def lived_in(api, person):
    """Fill a sandbox with one of everything."""
    api.upload(person.id, person.id, Kind.PHOTO, Upload(name="a.png", data=png()))
    group = api.create_group("Reading hour", [person.id])
    api.add_bot(group.id, person.id)
    markup = buttons({"text": "Yes", "callback_data": "y"})
    sent = await result(api, "sendMessage", chat_id=person.id, text="Sure?", reply_markup=markup)
    api.press(person.id, person.id, sent["message_id"], 0, 0)
    commands = [{"command": "help", "description": "Help"}]
    scope = {"type": "chat", "chat_id": person.id}
    await result(api, "setMyCommands", commands=commands, scope=scope)
    await result(api, "setMyName", name="Guide", language_code="en")


async def test_everything_is_there_again(api, anna, clock, tmp_path):
    await lived_in(api, anna)
    Storage(api, tmp_path / "s").save()
    second = BotApi(TOKEN, now=clock)
    assert Storage(second, tmp_path / "s").load()
    assert second.dump() == api.dump()
    assert second.blobs == api.blobs
    assert views.menu(second, anna.id, anna.id) == views.menu(api, anna.id, anna.id)
    assert await received(second) == await received(api)


async def test_life_goes_on_with_new_numbers(api, anna, clock, tmp_path):
    await lived_in(api, anna)
    Storage(api, tmp_path / "s").save()
    second = BotApi(TOKEN, now=clock)
    Storage(second, tmp_path / "s").load()
    taken = {m.message_id for m in second.messages[anna.id].values()}
    assert second.send_text(anna.id, anna.id, "again").message_id not in taken
    assert second.add_person("Bo").id not in api.people


async def test_after_a_kill_no_update_has_the_number_of_a_lost_one(api, anna, clock, tmp_path):
    Storage(api, tmp_path / "s").save()
    api.send_text(anna.id, anna.id, "delivered, but not saved before the kill")
    [lost] = await received(api)
    second = BotApi(TOKEN, now=clock)
    storage = Storage(second, tmp_path / "s")
    storage.load()
    storage.attach()
    second.send_text(anna.id, anna.id, "after the restart")
    [after] = await received(second)
    assert after["update_id"] > lost["update_id"]
    storage.close()


async def test_a_change_is_on_disk_within_half_a_second(api, anna, clock, tmp_path):
    storage = Storage(api, tmp_path / "s")
    storage.attach()
    api.send_text(anna.id, anna.id, "remember me")
    async with asyncio.timeout(2):
        while not (tmp_path / "s" / "state.json").exists():
            await asyncio.sleep(0.02)
    second = BotApi(TOKEN, now=clock)
    Storage(second, tmp_path / "s").load()
    assert [m.text for m in second.messages[anna.id].values()][-1] == "remember me"
    storage.close()


async def test_a_confirmed_update_does_not_come_back(api, anna, clock, tmp_path):
    storage = Storage(api, tmp_path / "s")
    storage.attach()
    api.send_text(anna.id, anna.id, "x")
    assert len(await received(api)) == 1
    storage.close()
    second = BotApi(TOKEN, now=clock)
    Storage(second, tmp_path / "s").load()
    assert await received(second) == []


async def test_files_belong_to_their_owner_alone(api, anna, tmp_path):
    await lived_in(api, anna)
    Storage(api, tmp_path / "s").save()
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "s").iterdir()}
    assert modes == {0o600}
    assert stat.S_IMODE((tmp_path / "s").stat().st_mode) == 0o700


def test_without_a_saved_state_there_is_nothing_to_load(api, tmp_path):
    assert Storage(api, tmp_path / "s").load() is False


async def test_the_state_of_another_bot_is_refused(api, clock, tmp_path):
    Storage(api, tmp_path / "s").save()
    with pytest.raises(ValueError, match="another bot"):
        Storage(BotApi("77:x", now=clock), tmp_path / "s").load()


def test_a_broken_state_is_refused_with_a_sentence(api, tmp_path):
    (tmp_path / "state.json").write_text("{")
    with pytest.raises(ValueError, match="remove the folder to start anew"):
        Storage(api, tmp_path).load()
