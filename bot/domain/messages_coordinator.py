"""What Lotse may say to coordinators and leads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.activities import Activity
from bot.domain.announcements import Figures, Whom
from bot.domain.messages import Message
from bot.domain.people import JoinMode, Role
from bot.domain.shifts import DraftFault, RoleView, Shift, ShiftDraft


@dataclass(frozen=True, slots=True, kw_only=True)
class ChooseInitiative(Message):
    """For which initiative; ``action`` is the press that goes on with its id.

    ``initiatives`` are ``(id, name and town)`` of one page; ``page`` counts from 0.
    """

    action: str
    initiatives: tuple[tuple[int, str], ...]
    page: int = 0
    pages: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class NoInitiative(Message):
    """There is no initiative yet; a lead can found one here."""

    is_lead: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AskInitiativeName(Message):
    """How the new initiative is called."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskTown(Message):
    """In which town it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskJoinMode(Message):
    """Who may join: after a yes of the coordinator, or everybody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InitiativeFounded(Message):
    """The initiative exists; how to go on."""

    initiative: str
    mode: JoinMode
    initiative_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinRequest(Message):
    """Somebody wants to join, perhaps for the sake of one shift; one press decides."""

    person_id: int
    initiative_id: int
    name: str
    initiative: str
    shift: Shift | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinDecided(Message):
    """What the coordinator decided about a request."""

    name: str
    accepted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class InviteChoice(Message):
    """Whom to invite."""

    initiative_id: int
    initiative: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InviteLink(Message):
    """A one-time link for one person, good for ``hours``."""

    initiative: str
    role: Role
    link: str
    hours: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PosterLink(Message):
    """The lasting link for the poster; ``initiative_id`` leads back to the invitations."""

    initiative: str
    link: str
    mode: JoinMode
    initiative_id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AskDay(Message):
    """On which day the shift is; ``days`` as buttons, and whether the last one can be copied.

    ``fault`` says why the day that was named cannot be.
    """

    initiative: str
    days: tuple[date, ...]
    can_copy: bool
    not_understood: bool = False
    fault: DraftFault | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AskTime(Message):
    """From when to when; ``usual`` spans as buttons ("17:00-19:00"); ``past``: those are over.

    ``far``: the day is so far away that its year must be seen.
    """

    day: date
    usual: tuple[str, ...]
    not_understood: bool = False
    past: bool = False
    far: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AskPlace(Message):
    """Where; the last places as buttons by number."""

    usual: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AskTask(Message):
    """What is to do; the last tasks as buttons by number."""

    usual: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AskCapacity(Message):
    """How many people are needed."""

    not_understood: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftPreview(Message):
    """The shift as it will be, before it is planned; ``mark`` tells this draft from others.

    ``far``: the day is so far away that its year must be seen. ``offer`` is what newcomers see.
    """

    initiative: str
    draft: ShiftDraft
    mark: int = 0
    far: bool = False
    offer: Activity | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftRefused(Message):
    """Why the shift cannot be planned so."""

    fault: DraftFault


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftPlanned(Message):
    """The shift stands and is open for sign-ups; ``link`` opens just this shift."""

    shift: Shift
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterPerson:
    """Somebody on the roster; ``by_phone``: without Telegram, nobody but a human can ask them."""

    name: str
    coming: bool = False
    late_minutes: int | None = None
    by_phone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterRole:
    """One role with the names of those who come and wait; ``searching`` for a stand-in."""

    view: RoleView
    confirmed: tuple[RosterPerson, ...] = ()
    waiting: tuple[str, ...] = ()
    searching: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterEntry:
    """A shift with the names of those who come and those who wait, by role.

    ``offer`` is what newcomers see of it, ``booked`` how many of their places are taken.
    """

    shift: Shift
    roles: tuple[RosterRole, ...]
    offer: Activity | None = None
    booked: int = 0

    @property
    def confirmed(self) -> tuple[RosterPerson, ...]:
        """Return all who have a place."""
        return tuple(person for role in self.roles for person in role.confirmed)

    @property
    def waiting(self) -> tuple[str, ...]:
        """Return the names of all who wait."""
        return tuple(name for role in self.roles for name in role.waiting)

    @property
    def unconfirmed(self) -> int:
        """Return how many have a place and did not say yet that they come."""
        return sum(not person.coming for person in self.confirmed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster(Message):
    """Who comes in the week that begins on ``start``; ``page`` counts from 0."""

    entries: tuple[RosterEntry, ...]
    start: date
    week: int
    page: int = 0
    pages: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterShift(Message):
    """One shift for its coordinator; ``link`` opens just this shift, for who may see it."""

    entry: RosterEntry
    begun: bool
    link: str = ""
    has_pin: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelAsk(Message):
    """What cancelling a shift means, before it is done.

    ``concerned`` others are told by Lotse, ``to_call`` have no Telegram.
    """

    shift: Shift
    concerned: int
    to_call: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelDone(Message):
    """The shift is cancelled and so many people are being told; ``to_call`` have no Telegram."""

    shift: Shift
    told: int
    to_call: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class LateWithdrawal(Message):
    """Somebody (``name``, empty once erased) left after the deadline; so many places are free."""

    shift: Shift
    free: int
    name: str = ""
    searching: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class VolunteerUnreachable(Message):
    """A volunteer with an active sign-up blocked the bot."""

    name: str
    shift: Shift


@dataclass(frozen=True, slots=True, kw_only=True)
class VolunteerGone(Message):
    """Somebody deleted their data and is therefore no longer signed up."""

    shift: Shift
    free: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AskAnnouncement(Message):
    """What to say to all volunteers, or to newcomers who want to hear of it."""

    initiative: str
    reachable: int
    newcomers: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnouncementPreview(Message):
    """The announcement as it will be seen, and how many it reaches; ``mark`` tells it apart.

    ``choices`` are how many it reaches for each choice of readers; empty: only members can be
    chosen. ``whom`` is the choice.
    """

    initiative: str
    markup: str
    reachable: int
    opted_out: int
    unreachable: int
    mark: int = 0
    whom: Whom = Whom.MEMBERS
    choices: tuple[tuple[Whom, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnouncementTooLong(Message):
    """The text is longer than a message can be."""

    limit: int
    length: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnouncementProgress(Message):
    """How far an announcement has come, or its result when ``finished``."""

    announcement_id: int
    figures: Figures
    finished: bool
    stopped: bool
    started_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement(Message):
    """An announcement as its reader sees it; ``to_newcomer``: who subscribed to such news."""

    initiative: str
    markup: str
    to_newcomer: bool = False
