"""Replies survive the inbox."""

from __future__ import annotations

import pytest

from bot.conversation.replies import Address, dump, load
from bot.conversation.types import Mode, Reply, Show
from bot.domain.rendered import Button, Document, FileRef, Paper, Press, Rendered, Venue

FULL = Reply(
    shows=(
        Show(
            message=Rendered(
                html="<b>Grüße</b> مرحبا",
                buttons=(
                    (
                        Button(label="a", press=Press(action="go", args=(1, "x", -3))),
                        Button(label="b", url="https://example.org"),
                    ),
                    (Button(label="c", copy="112"),),
                ),
                document=Document(name="a.bin", content=bytes(range(256))),
                silent=True,
            ),
            mode=Mode.EDIT,
            question_id=4,
        ),
        Show(
            message=Rendered(html="", file=FileRef(kind="photo", file_id="AgAC")),
            request_id=7,
            announcement_id=9,
        ),
        Show(
            message=Rendered(
                html="here", paper=Paper(name="a.pdf", kind="k", facts="{}", fallback="sorry")
            )
        ),
        Show(
            message=Rendered(
                html="", venue=Venue(title="t", address="a", latitude=-51.5, longitude=0.0)
            )
        ),
    ),
    toast="ok",
    alert=True,
    leave=True,
)


@pytest.mark.parametrize(
    ("reply", "address"),
    [
        (FULL, Address(chat_id=-100, message_id=5, query_id="77")),
        (Reply(), Address(chat_id=1)),
        (Reply(shows=(Show(message=Rendered(html="x")),)), Address(chat_id=1)),
    ],
)
def test_a_reply_comes_back_as_it_was(reply: Reply, address: Address) -> None:
    assert load(dump(reply, address)) == (reply, address)


def test_an_empty_reply_is_short() -> None:
    assert dump(Reply(), Address(chat_id=1)) == '{"to":{"chat":1}}'
