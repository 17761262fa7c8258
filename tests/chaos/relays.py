"""People who write to each other through Lotse, over real HTTP, while its process is killed.

Newcomers and coordinators write in the threads of questions, newcomers and companions to each
other; texts, photos, voice messages and documents, by replying and by the button. Every word is
known by its mark, which also stands in the bytes of a file.
"""

from __future__ import annotations

import asyncio
import random
import re
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bot.conversation.buttons import encode
from bot.domain.rendered import Press
from bot.sandbox.core import BotApi
from bot.sandbox.faults import Fault, FaultKind
from bot.sandbox.model import Kind, Message
from bot.sandbox.values import Upload
from bot.services import questions
from bot.services.questions import Receiver
from bot.store import people
from bot.store.database import Tx
from tests.bench.installation import (
    Installation,
    add_initiative,
    add_member,
    installation,
    until,
    wall,
)
from tests.chaos.victim import ROOT, Victim
from tests.support import canaries
from tests.support.accompanied import accompany

INITIATIVES = 8
NEWCOMERS = 24
HANGS_S = 0.12  # how long each call takes; what is on its way at a kill is open until then
CROWDED = 2  # so many words on their way to one person: nobody writes to them just now
READ_S = 0.3  # nobody answers faster than that
SETTLED_S = 60.0
_SENDS = ("sendMessage", "sendPhoto", "sendVoice", "sendDocument")
_MARK = re.compile(r"w(\d+)x")
_PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (64).to_bytes(4) * 2
_WRITE = ("write", "companion_write")
_FILES = (Kind.PHOTO, Kind.VOICE, Kind.DOCUMENT)


@dataclass(frozen=True, slots=True)
class Pair:
    """A thread or a talk: the newcomer's chat, and the chats of those who answer."""

    newcomer: int
    others: tuple[int, ...]

    def hearers(self, sender: int) -> tuple[int, ...]:
        """Return who must hear what ``sender`` says."""
        return self.others if sender == self.newcomer else (self.newcomer,)


@dataclass(frozen=True, slots=True)
class Seen:
    """Words on somebody's screen, and when they stood there (monotonic seconds)."""

    message: Message
    pair: Pair
    at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """What somebody wrote, and which message they replied to; None: through the button."""

    pair: Pair
    sender: int
    kind: Kind = Kind.TEXT
    to: Message | None = None
    across: bool = False  # that message was there before the last kill


class Line:
    """Calls that send take a moment; at a kill some of those on their way have no effect."""

    def __init__(self, core: BotApi) -> None:
        self._core = core
        self._may_fail: list[Fault] = []

    def hang(self, seed: int) -> None:
        for method in _SENDS:
            half = self._hanging(method, share=0.5, seed=seed)
            self._may_fail.append(half)
            self._hanging(method)

    def _hanging(self, method: str, share: float = 1.0, seed: int = 0) -> Fault:
        return self._core.add_fault(
            kind="slow", method=method, delay_s=HANGS_S, share=share, seed=seed
        )

    def cut(self) -> None:
        """Let half of the calls on their way come to nothing, and end all hanging."""
        for fault in self._may_fail:
            fault.kind = FaultKind.DROP_BEFORE
        self._may_fail.clear()
        self._core.faults.clear()


@dataclass
class Town:
    """The people, what they wrote, and what stands on whose screen."""

    house: Installation
    dice: random.Random
    victim: Victim
    pairs: list[Pair] = field(default_factory=list)
    words: list[Word] = field(default_factory=list)
    screens: dict[int, list[Seen]] = field(default_factory=dict)
    heard: Counter[tuple[int, int]] = field(default_factory=Counter)  # word, chat
    killed_at: float = 0.0
    interrupted: list[int] = field(default_factory=list)
    twice: int = 0
    _read: dict[int, int] = field(default_factory=dict)  # by chat

    # --- before it begins

    async def settle_in(self) -> None:
        coordinators = self.house.people(INITIATIVES + 1)
        newcomers, companions = self.house.people(NEWCOMERS), self.house.people(NEWCOMERS)
        talks: list[tuple[Pair, int]] = []

        def fill(tx: Tx) -> None:
            homes = [add_initiative(tx, f"{n} Haus") for n in range(INITIATIVES)]
            for number, one in enumerate(coordinators):
                add_member(tx, one, homes[number % INITIATIVES], "coordinator")
            for number, (newcomer, companion) in enumerate(
                zip(newcomers, companions, strict=True)
            ):
                at = number % INITIATIVES
                person = add_member(tx, newcomer, None)
                guide = add_member(tx, companion, homes[at])
                self._ask(
                    tx, person, homes[at], Pair(newcomer, tuple(coordinators[at::INITIATIVES]))
                )
                request, _ = accompany(tx, person, guide, homes[at], wall())
                talks.append((Pair(newcomer, (companion,)), request))

        await self.house.fill(fill)
        for pair, request in talks:
            self.pairs.append(pair)
            button = encode(Press(action="companion_write", args=(request,)))
            for chat in (pair.newcomer, *pair.others):
                card = await self.house.card(chat, "card", button)
                message = self.house.core.messages[chat][card]
                self.screens.setdefault(chat, []).append(Seen(message, pair, 0.0))

    def _ask(self, tx: Tx, person_id: int, initiative: int, pair: Pair) -> None:
        person = people.find(tx, person_id)
        assert person is not None
        self.pairs.append(pair)
        self.words.append(Word(pair=pair, sender=pair.newcomer))
        words, to = self._say(len(self.words) - 1), Receiver(initiative_id=initiative)
        questions.ask(tx, people.standing_of(tx, person), words, None, wall(), to)

    @staticmethod
    def _say(number: int) -> str:
        return f"Noch ein Wort w{number}x von mir"

    # --- while it goes on

    async def go_on(self) -> None:
        while True:
            await asyncio.sleep(self.dice.uniform(0.0, 0.08))
            self.read()
            pair = self.dice.choice(self.pairs)
            sender = self.dice.choice((pair.newcomer, self.dice.choice(pair.others)))
            if all(self._coming(chat) < CROWDED for chat in pair.hearers(sender)):
                self._write(pair, sender)

    def _coming(self, chat: int) -> int:
        return sum(
            chat in word.pair.hearers(word.sender) and not self.heard[number, chat]
            for number, word in enumerate(self.words)
        )

    def read(self) -> None:
        """Look at what is new on the screens."""
        for chat, messages in self.house.core.messages.items():
            for message in messages.values():
                if message.message_id <= self._read.get(chat, 0):
                    continue
                self._read[chat] = message.message_id
                number = self._mark(message) if message.from_bot else None
                if number is None:
                    continue
                pair = self.words[number].pair
                self.screens.setdefault(chat, []).append(Seen(message, pair, time.monotonic()))
                self.heard[number, chat] += 1

    def _mark(self, message: Message) -> int | None:
        found = _MARK.search(message.text) or _MARK.search(self._bytes(message).decode("latin-1"))
        return None if found is None else int(found[1])

    def _bytes(self, message: Message) -> bytes:
        content = message.content.get(message.kind.value)
        shown = content[-1] if isinstance(content, list) else content
        if not isinstance(shown, dict):
            return b""
        return self.house.core.blobs[str(shown["file_unique_id"])]

    def _write(self, pair: Pair, sender: int) -> None:
        now = time.monotonic()
        there = [
            one
            for one in self.screens.get(sender, [])
            if one.pair == pair and now - one.at > READ_S
        ]
        if not there:
            return
        before = [one for one in there if one.at < self.killed_at]
        chosen = self.dice.choice(before if before and self.dice.random() < 0.5 else there)
        through = self._button(chosen.message) if self.dice.random() < 0.25 else None
        if chosen.at == 0.0:
            through = self._button(chosen.message)  # a card of the test, no words to reply to
        core = self.house.core
        if through is not None:
            core.press_raw(sender, sender, chosen.message.message_id, through)
        kind = self.dice.choice((Kind.TEXT, *_FILES)) if self.dice.random() < 0.5 else Kind.TEXT
        to = chosen.message if through is None else None
        across = to is not None and chosen.at < self.killed_at
        self.words.append(Word(pair=pair, sender=sender, kind=kind, to=to, across=across))
        self._send(sender, kind, None if to is None else to.message_id)

    def _send(self, sender: int, kind: Kind, reply_to: int | None) -> None:
        number, core = len(self.words) - 1, self.house.core
        if kind is Kind.TEXT:
            core.send_text(sender, sender, self._say(number), reply_to=reply_to)
            return
        mark = f"w{number}x".encode()
        file = Upload(name="zettel", data=_PNG + mark, mime="application/octet-stream")
        caption = self._say(number) if self.dice.random() < 0.5 else ""
        core.upload(sender, sender, kind, file, caption=caption, reply_to=reply_to)

    @staticmethod
    def _button(message: Message) -> str | None:
        data = [str(one.get("callback_data", "")) for row in message.keyboard or [] for one in row]
        return next((one for one in data if one.split(":")[1:2][0] in _WRITE), None)

    # --- kills

    async def start(self) -> None:
        polls = self.house.polls
        await self.victim.start()
        await until(lambda: self.house.polls > polls, 20)

    async def kill(self, line: Line) -> None:
        self.victim.kill()
        line.cut()
        self.killed_at = time.monotonic()
        await self.victim.gone()
        [(sending, again)] = self.house.rows(
            "SELECT count(*), total(resent) FROM outbox WHERE state = 'sending'"
        )
        self.interrupted.append(int(str(sending)))
        self.twice += int(float(str(again)))

    # --- what came of it

    def given_up(self) -> set[tuple[int, int]]:
        """Return the words, with the chat, that were on their way at two kills: resent once."""
        rows = self.house.rows(
            """SELECT outbox.chat_id, coalesce(q.text, c.text), coalesce(q.file_id, c.file_id)
               FROM outbox
               LEFT JOIN question_message AS q ON q.id = json_extract(payload, '$.message')
               LEFT JOIN companion_message AS c ON c.id = json_extract(payload, '$.words')
               WHERE state = 'unknown' AND resent = 1"""
        )
        core, found = self.house.core, set()
        for chat, text, file in rows:
            stored = core.files.get(str(file))
            data = b"" if stored is None else core.blobs[stored.unique_id]
            mark = _MARK.search(f"{text} {data.decode('latin-1')}")
            assert mark is not None
            found.add((int(mark[1]), int(str(chat))))
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a run showed; words by their numbers.

    ``unmapped`` are messages on screens that the database does not know: they arrived, the kill
    came before that was written, and another copy followed. A reply to one finds no thread
    (``astray``). ``twice`` counts messages that were on their way at two kills; such words are
    said once more and not a third time, and may not have arrived (``gave_up``).
    """

    seed: int
    kills: int
    words: int
    kinds: Counter[str]
    across: int
    lost: list[int]
    gave_up: list[int]
    doubled: int
    most: int
    interrupted: list[int]
    twice: int
    unmapped: int
    astray: list[int]
    wrong: list[str]
    seconds: float

    def line(self) -> str:
        """Return the run as a row of the table."""
        kinds = "/".join(str(self.kinds[kind.value]) for kind in (Kind.TEXT, *_FILES))
        return (
            f"| {self.seed:>10} | {self.kills:>5} | {self.words:>5} | {kinds:>15} |"
            f" {self.across:>6} | {len(self.lost):>4} | {len(self.gave_up):>7} | {self.doubled:>7} | {self.most:>4} |"
            f" {max(self.interrupted):>8} | {sum(self.interrupted):>8} | {self.twice:>5} |"
            f" {self.unmapped:>8} | {len(self.astray):>6} | {self.seconds:>4.0f} |"
        )


HEAD = (
    "|       seed | kills | words | txt/pic/voi/doc | across | lost | gave up | doubled | most |"
    " in doubt | together | twice | unmapped | astray |    s |"
)


@asynccontextmanager
async def open_town(folder: Path, dice: random.Random, *taken_away: str) -> AsyncIterator[Town]:
    async with installation(folder) as house:
        victim = Victim(
            "-m",
            "tests.chaos.relay_bot",
            *taken_away,
            log=folder / "bot.log",
            environment={**house.environment, "PYTHONPATH": str(ROOT)},
        )
        town = Town(house, dice, victim)
        try:
            await town.settle_in()
            await town.start()
            yield town
        finally:
            victim.kill()
            await victim.close()


async def run_relays(
    folder: Path, *taken_away: str, seed: int, kills: int, alive_s: float = 0.0
) -> Found:
    """Let people write while the bot is killed ``kills`` times; return what came of it.

    It lives at least ``alive_s`` seconds after each start.
    """
    dice, began = random.Random(seed), time.monotonic()
    async with open_town(folder, dice, *taken_away) as town:
        line = Line(town.house.core)
        writing = asyncio.create_task(town.go_on())
        for number in range(kills):
            line.hang(seed + number)
            await asyncio.sleep(alive_s + dice.uniform(0.0, 1.0))
            assert not writing.done(), writing.exception()
            await town.kill(line)
            await town.start()
        writing.cancel()
        await until(lambda: town.house.settled, SETTLED_S, every=0.2)
        town.read()
        return _found(town, seed, time.monotonic() - began)


def _found(town: Town, seed: int, seconds: float) -> Found:
    known = set(town.house.rows(
        "SELECT chat_id, message_id FROM relay UNION SELECT chat_id, message_id FROM companion_relay"
    ))  # fmt: skip
    unmapped = {
        (chat, one.message.message_id)
        for chat, screen in town.screens.items()
        for one in screen
        if one.at and (chat, one.message.message_id) not in known
    }
    given_up = town.given_up()
    missing, gave_up, astray = [], [], []
    for number, word in enumerate(town.words):
        to = word.to
        for chat in word.pair.hearers(word.sender):
            if town.heard[number, chat]:
                continue
            if (number, chat) in given_up:
                gave_up.append(number)
            elif to is not None and (to.chat_id, to.message_id) in unmapped:
                astray.append(number)
            else:
                missing.append(number)
    due = [
        town.heard[number, chat]
        for number, word in enumerate(town.words)
        for chat in word.pair.hearers(word.sender)
    ]
    log = (town.house.folder / "bot.log").read_text().splitlines()
    for one in log:
        canaries.look_at_line(one, "the bot")
    states = town.house.rows("SELECT state, seq FROM inbox WHERE state <> 'done'")
    strangers = [
        f"word {number} stands in chat {chat}"
        for number, chat in town.heard
        if chat not in (town.words[number].pair.newcomer, *town.words[number].pair.others)
    ]
    clean = town.house.rows("PRAGMA integrity_check") == [("ok",)]
    return Found(
        seed=seed,
        kills=len(town.interrupted),
        words=len(town.words),
        kinds=Counter(word.kind.value for word in town.words),
        across=sum(word.across for word in town.words),
        lost=sorted(set(missing)),
        gave_up=sorted(set(gave_up)),
        doubled=sum(times > 1 for times in due),
        most=max(due),
        interrupted=town.interrupted,
        twice=town.twice,
        unmapped=len(unmapped),
        astray=sorted(set(astray)),
        wrong=[one for one in log if '"level": "ERROR"' in one]
        + [str(row) for row in states]
        + strangers
        + ([] if clean else ["the database is damaged"]),
        seconds=seconds,
    )
