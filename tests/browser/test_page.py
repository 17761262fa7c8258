"""The chat page against the real sandbox, with a tiny scripted bot behind it."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from bot.sandbox.server import SandboxServer
from tests.browser.conftest import START, Sandbox
from tests.support.page import PATIENCE_MS, ChatPage

# One event loop and one browser for the whole module: a start of Chromium costs a second.
pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

HOSTILE = '<img src=x onerror="window.harmed=1"><script>window.harmed=1</script>'


def picture() -> bytes:
    """Return a small valid PNG."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    pixels = b"".join(b"\0" + b"\xad\x4a\x24" * 40 for _ in range(30))
    head = struct.pack(">IIBBBBB", 40, 30, 8, 2, 0, 0, 0)
    parts = [chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(pixels)), chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


async def test_each_line_runs_in_the_direction_of_its_script(chat: ChatPage) -> None:
    await chat.send("arabic")
    message = await chat.wait_for_bot("مرحبًا")

    directions = await message.locator(".line").evaluate_all(
        "lines => lines.map(line => getComputedStyle(line).direction)"
    )
    assert directions == ["rtl", "rtl", "ltr"]


async def test_an_arabic_line_touches_the_right_edge(chat: ChatPage) -> None:
    await chat.send("arabic")
    message = await chat.wait_for_bot("مرحبًا")

    gap = await message.locator(".line").first.evaluate(
        """line => {
          const range = document.createRange();
          range.selectNodeContents(line);
          const box = line.getBoundingClientRect();
          const text = range.getBoundingClientRect();
          return [box.right - text.right < 2, text.left - box.left > 20];
        }"""
    )
    assert gap == [True, True]


async def test_a_press_is_answered_with_a_note(chat: ChatPage) -> None:
    await chat.send("keys")
    await chat.wait_for_bot("Wählen Sie")
    await chat.press("Ich komme")

    await chat.wait_for_toast("Antwort yes")
    await expect(chat.page.locator('[aria-busy="true"][data-button]')).to_have_count(0)


async def test_an_alert_waits_for_ok(chat: ChatPage) -> None:
    await chat.send("keys")
    await chat.wait_for_bot("Wählen Sie")
    await chat.press("Wichtig")

    alert = chat.page.get_by_test_id("alert")
    await expect(alert).to_contain_text("Antwort loud")
    await alert.get_by_role("button", name="OK").click()
    await expect(alert).to_have_count(0)


async def test_a_press_that_edits_changes_the_message_in_place(chat: ChatPage) -> None:
    await chat.send("keys")
    message = await chat.wait_for_bot("Wählen Sie")
    number = await message.get_attribute("data-message")
    await chat.press("Umschreiben")

    edited = await chat.wait_for_bot("Neu")
    assert await edited.get_attribute("data-message") == number
    await expect(edited.locator("[data-button]")).to_have_count(0)


async def test_a_reply_quotes_the_message_and_reaches_the_bot(chat: ChatPage) -> None:
    target = await chat.wait_for_bot("Echo: /start")
    await target.hover()
    await target.locator('[data-action="reply"]').click()
    await chat.send("Danke")

    await chat.wait_for_bot("Echo: Danke (auf: Echo: /start)")
    await expect(chat.message("Danke").first).to_be_visible()
    quote = chat.page.locator('[data-from="me"] .reply-quote')
    await expect(quote).to_contain_text("Echo: /start")


async def test_an_own_message_is_edited(chat: ChatPage) -> None:
    await chat.send("Guten Tga")
    await chat.wait_for_bot("Echo: Guten Tga")
    mine = chat.page.locator('[data-from="me"]').last
    await mine.hover()
    await mine.locator('[data-action="edit"]').click()
    await chat.send("Guten Tag")

    await expect(mine).to_contain_text("Guten Tag")
    await expect(mine).to_contain_text("bearbeitet")


async def test_a_picture_is_sent_and_shown(chat: ChatPage, tmp_path: Path) -> None:
    path = tmp_path / "plan.png"
    path.write_bytes(picture())
    await chat.page.get_by_test_id("file-photo").set_input_files(path)
    await chat.page.get_by_test_id("upload-submit").click()
    await chat.wait_for_bot("Bild erhalten")

    image = chat.page.locator('[data-from="me"][data-kind="photo"] img')
    await expect(image).to_have_js_property("naturalWidth", 40, timeout=PATIENCE_MS)


async def test_the_menu_shows_this_persons_commands_and_sends_one(
    sandbox: Sandbox, chat: ChatPage
) -> None:
    commands = [
        {"command": "shifts", "description": "Schichten finden"},
        {"command": "help", "description": "Hilfe"},
    ]
    await sandbox.bot.call("setMyCommands", commands=commands)
    field = chat.page.get_by_test_id("composer-text")
    await field.press_sequentially("/sh")
    options = chat.page.get_by_test_id("menu").get_by_role("option")
    await expect(options).to_have_text(["/shiftsSchichten finden"])
    await field.press("ArrowDown")
    await field.press("Enter")

    await chat.wait_for_bot("Echo: /shifts")


async def test_the_clock_button_moves_the_bots_clock(sandbox: Sandbox, chat: ChatPage) -> None:
    await chat.page.get_by_test_id("clock-1h").click()
    await chat.wait_for_toast("Die Uhr des Bots steht jetzt")

    assert sandbox.now == START + 3600


async def test_the_morning_button_goes_to_the_next_eight_o_clock(
    sandbox: Sandbox, chat: ChatPage
) -> None:
    await chat.page.get_by_test_id("clock-8").click()
    await chat.wait_for_toast("08:00")

    # 1,790,000,000 is 21 September 2026, 16:13:20 in Berlin; the next 08:00 is 06:00 UTC.
    assert 0 <= sandbox.now - 1_790_056_800 < 2


async def test_a_start_link_is_opened_as_the_chosen_person(
    sandbox: Sandbox, chat: ChatPage
) -> None:
    await chat.send("keys")
    await chat.wait_for_bot("Wählen Sie")
    await chat.press("Einladung")
    await chat.page.get_by_test_id("open-as").locator("select").select_option(label="Katharina")
    await chat.page.get_by_test_id("open-as-submit").click()

    await chat.wait_for_bot("Echo: /start o_cafe")
    await expect(chat.page.get_by_test_id("as-person")).to_contain_text("Katharina")


async def test_a_blocked_bot_is_unblocked_in_the_chat(sandbox: Sandbox, chat: ChatPage) -> None:
    await chat.page.get_by_test_id("block").click()
    await chat.page.get_by_test_id("unblock").click()
    await chat.send("wieder da")

    await chat.wait_for_bot("Echo: wieder da")


async def test_a_hostile_text_stays_text(chat: ChatPage) -> None:
    await chat.send(HOSTILE)
    message = await chat.wait_for_bot("Echo: <img")

    assert HOSTILE in await message.locator(".text").inner_text()
    assert await message.locator("img, script").count() == 0
    assert await chat.page.evaluate("window.harmed") is None


async def cleaned(chat: ChatPage) -> str:
    """Return what the page makes of markup that a broken server might send."""
    return await chat.page.evaluate(
        """async () => {
          const { richText } = await import("/static/richtext.js");
          const node = richText('<b onclick="x()">fett</b> <a href="javascript:x()">l</a>'
            + '<iframe src="//x"></iframe><style>p{}</style><u>unter</u>');
          return node.innerHTML;
        }"""
    )


CLEAN = '<div class="line" dir="auto"><b>fett</b> <span>l</span>p{}<u>unter</u></div>'


async def test_the_page_itself_refuses_markup_that_is_not_on_its_list(chat: ChatPage) -> None:
    assert await cleaned(chat) == CLEAN


async def test_mutant_without_the_allow_list_the_markup_gets_through(
    browser: Browser, sandbox: Sandbox
) -> None:
    trusting = """export const richText = (html) =>
      Object.assign(document.createElement("div"), { className: "text", innerHTML: html });
      export const safeAddress = (raw) => raw; export const startPayload = () => null;"""
    async with ChatPage.launched(browser) as mutant:
        await mutant.page.route(
            "**/richtext.js",
            lambda route: route.fulfill(content_type="text/javascript", body=trusting),
        )
        await mutant.open(sandbox.url)
        assert await cleaned(mutant) != CLEAN


async def test_the_log_shows_a_refused_call_in_red(sandbox: Sandbox, chat: ChatPage) -> None:
    await sandbox.core.call("sendMessage", {"chat_id": 1, "text": "an niemanden"})
    await chat.page.locator('[data-tool="log"] > summary').click()
    entry = chat.page.locator('[data-testid="log"] [data-outcome="error"]').first

    await expect(entry).to_contain_text("sendMessage")
    await expect(entry).to_contain_text("400")


async def test_a_fault_is_announced_until_it_is_ended(chat: ChatPage) -> None:
    await chat.page.locator('[data-tool="faults"] > summary').click()
    await chat.page.locator('[data-fault="slow"]').click()
    banner = chat.page.get_by_test_id("fault-banner")
    await expect(banner).to_contain_text("langsam")
    await chat.page.get_by_test_id("faults-clear").click()

    await expect(banner).to_be_hidden()


async def test_both_languages_of_the_page_have_the_same_sentences(chat: ChatPage) -> None:
    missing = await chat.page.evaluate(
        """async () => {
          const { STRINGS } = await import("/static/i18n.js");
          const [de, en] = [STRINGS.de, STRINGS.en].map((all) => Object.keys(all).sort());
          return [de.filter((key) => !en.includes(key)), en.filter((key) => !de.includes(key))];
        }"""
    )
    assert missing == [[], []]


async def test_the_page_switches_to_english(chat: ChatPage) -> None:
    await chat.page.locator('[data-language="en"]').click()

    await expect(chat.page.get_by_test_id("as-person")).to_contain_text("You are Amira")
    await expect(chat.bot_messages().last).to_contain_text("Echo: /start")


@pytest.mark.parametrize("width", [360, 390])
async def test_a_phone_never_scrolls_sideways(chat: ChatPage, width: int) -> None:
    await chat.page.set_viewport_size({"width": width, "height": 740})
    await chat.send("Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz" * 2)
    await chat.send("keys")
    await chat.wait_for_bot("Wählen Sie")
    in_chat = await chat.overflow()
    inside = await chat.page.locator(".scroller").evaluate("s => s.scrollWidth - s.clientWidth")
    await chat.page.get_by_test_id("back").click()
    await expect(chat.page.locator("[data-person]").first).to_be_visible()

    assert [in_chat, inside, await chat.overflow()] == [0, 0, 0]


async def test_a_lost_connection_is_told_and_mends_itself(
    sandbox: Sandbox, chat: ChatPage
) -> None:
    banner = chat.page.get_by_test_id("banner")
    await expect(banner).to_be_hidden()
    await sandbox.server.stop()
    await expect(banner).to_be_visible(timeout=PATIENCE_MS)

    port = int(sandbox.url.rsplit(":", 1)[1])
    sandbox.server = SandboxServer(sandbox.core, port=port)
    await sandbox.server.start()
    await sandbox.bot.call(
        "sendMessage", chat_id=next(iter(sandbox.core.people)), text="Wieder da"
    )

    await expect(banner).to_be_hidden(timeout=PATIENCE_MS)
    await chat.wait_for_bot("Wieder da")


async def test_a_message_for_somebody_else_counts_as_unread(
    sandbox: Sandbox, chat: ChatPage
) -> None:
    katharina = list(sandbox.core.people)[1]
    sandbox.core.start(katharina)
    badge = chat.page.locator(f'[data-person="{katharina}"] .badge')
    await expect(badge).to_have_text("1")
    await chat.as_person("Katharina")

    await expect(badge).to_have_count(0)
