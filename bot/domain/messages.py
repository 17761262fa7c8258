"""What Lotse may say to everybody: one value per message, without a word."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.people import OptOut, QuietHours, Right


class Message:
    """Base of all messages; texts knows how to put each of them into words."""

    __slots__ = ()


class Note(StrEnum):
    """Short sentences that need no value."""

    NOTHING_TO_CANCEL = "nothing_to_cancel"
    CANCELLED = "cancelled"
    STALE = "stale"  # the button is no longer true
    NOT_FOUND = "not_found"  # gone, or not yours: the same words for both
    NOT_ALLOWED = "not_allowed"
    UNSUPPORTED = "unsupported"
    TRY_LATER = "try_later"
    SAVED = "saved"
    DIALOG_EXPIRED = "dialog_expired"
    NO_LONGER_OPEN = "no_longer_open"  # a button of a dialogue that was finished or left
    REPLACED = "replaced"  # a button below words that were corrected since
    CODE_WRONG = "code_wrong"
    CODE_USED = "code_used"
    CODE_EXPIRED = "code_expired"
    CODE_LOCKED = "code_locked"
    INVITATION_KEPT = "invitation_kept"  # a member opened it; it still works for somebody else
    NAME_UNREADABLE = "name_unreadable"
    SEND_AS_TEXT = "send_as_text"
    ALBUM = "album"
    HELPFUL_THANKS = "helpful_thanks"
    NOT_HELPFUL_THANKS = "not_helpful_thanks"
    QUESTION_CLOSED = "question_closed"
    ANSWER_SENT = "answer_sent"
    MESSAGE_PASSED_ON = "message_passed_on"
    QUESTION_REOPENED = "question_reopened"  # words for a thread that was closed
    CORRECTION_SENT = "correction_sent"
    NOT_WITH_YOU = "not_with_you"  # a reply in a thread one may not write in
    WRITE_ANSWER = "write_answer"
    ANSWERED_BEFORE = "answered_before"  # somebody has answered the question already
    ALREADY_MEMBER = "already_member"
    DECLINED = "declined"
    ALREADY_DECIDED = "already_decided"
    ASK_QUESTION = "ask_question"
    ASK_HUMAN = "ask_human"
    ASK_CODE = "ask_code"
    SLOW_DOWN = "slow_down"
    DATA_KEPT = "data_kept"


@dataclass(frozen=True, slots=True, kw_only=True)
class Say(Message):
    """One of the short sentences, with a way to the main menu."""

    note: Note


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """The way without Telegram, as the operator configured it; None where there is none."""

    name: str
    phone: str | None = None
    email: str | None = None
    web: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChooseLanguage(Message):
    """The very first screen: emergency numbers, and each language in its own script."""

    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MainMenu(Message):
    """What a person can do from here; ``greeting`` only at the first time."""

    right: Right
    contact: Contact
    greeting: bool = False
    open_questions: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandHelp:
    """One command as the help lists it."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Help(Message):
    """All commands this person may use, and the way without Telegram."""

    commands: tuple[CommandHelp, ...]
    contact: Contact


@dataclass(frozen=True, slots=True, kw_only=True)
class Emergency(Message):
    """The emergency card: whom to call, day and night; ``danger`` if words of danger came."""

    danger: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpChoice(Message):
    """How somebody who wants to help can join; ``initiatives`` as ``(id, name and town)``."""

    contact: Contact
    initiatives: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivacyNotice(Message):
    """The notice of Art. 13 DSGVO; with ``confirm`` it carries the button to go on.

    ``german``: the German original instead of the reader's language.
    """

    contact: Contact
    confirm: bool
    german: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsCard(Message):
    """What a person has set, with buttons to change each; ``name`` is empty if unknown.

    ``news`` is of how many towns and kinds of offers they want to hear, ``town`` where they said
    they live. ``accompanies``: a coordinator has cleared them to come along.
    """

    is_volunteer: bool
    language: str
    lead_minutes: tuple[int, ...]
    quiet: QuietHours
    opted_out: frozenset[OptOut]
    name: str = ""
    news: int = 0
    town: str = ""
    accompanies: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadChoice(Message):
    """The lead times of reminders, each switched by one press."""

    lead_minutes: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietChoice(Message):
    """The quiet hours, one press per choice."""

    quiet: QuietHours


@dataclass(frozen=True, slots=True, kw_only=True)
class MyData(Message):
    """Everything Lotse holds about the person, as a JSON file."""

    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetAsk(Message):
    """What erasing means, before it is done."""

    coming_shifts: int
    open_questions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten(Message):
    """The last message to an erased person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StillThere(Message):
    """Asked after twelve months of silence: without an answer the data goes in 30 days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Apology(Message):
    """Something broke; ``incident`` is the number the operator can find in the log."""

    incident: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupNotice(Message):
    """All that Lotse says in a group: where to write to it, and whom to call in an emergency."""

    link: str
    emergency: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupChoice(Message):
    """Which initiative a group belongs to, asked privately of who added the bot."""

    chat_id: int
    initiatives: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupLinked(Message):
    """The group now belongs to this initiative."""

    initiative: str
