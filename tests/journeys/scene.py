"""What stands around a journey: initiatives, members and shifts that were there before it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import partial

from bot.conversation.flows.welcome import NOTICE_VERSION
from bot.domain import messages_volunteer as v
from bot.domain.announcements import Figures
from bot.domain.calendar import at_local, end_after
from bot.domain.messages import Message, Note, Say
from bot.domain.people import Initiative, JoinMode, MembershipState, Role
from bot.domain.rendered import Rendered
from bot.domain.shifts import Kind, Shift, ShiftDraft, ShiftRole, ShiftView, one_role
from bot.services import (
    announcements,
    attendance,
    coming,
    companion_search,
    qualifications,
    question_desk,
    reminders,
    searches,
    series,
)
from bot.services import signups as signups_service
from bot.store import initiatives, people, shifts
from bot.store.database import Tx
from bot.texts.render import Reader, render, toast
from tests.support.talk import ZONE, Talk, Talker

LANGUAGES = ("de", "en", "uk", "ar")
TODAY = date(2026, 3, 2)  # a Monday
TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = (TODAY + timedelta(days=n) for n in (1, 2, 3, 4))
NEXT_MONDAY = TODAY + timedelta(days=7)
_LINK = re.compile(r"https://t\.me/\w+\?start=([A-Za-z0-9_-]+)")


FIVE, SEVEN = time(17), time(19)


def clock(hour: int, minute: int = 0) -> time:
    """Return a wall time."""
    return time(hour, minute)


class Scene:
    """One installation; the hero speaks ``language``, everybody else ``other``."""

    def __init__(self, talk: Talk, language: str) -> None:
        self.talk = talk
        self.language = language
        self.other = "uk" if language == "de" else "de"
        self._posters = 0

    @property
    def now(self) -> datetime:
        """Return what the clock shows."""
        return self.talk.clock.now()

    # What is there already

    async def initiative(
        self, name: str = "Sprachcafé", town: str = "Unna", mode: JoinMode = JoinMode.APPROVAL
    ) -> Initiative:
        """Return a new initiative."""
        self._posters += 1
        code = f"poster{self._posters}"
        return await self.talk.database.write(
            lambda tx: initiatives.add(
                tx, name=name, town=town, mode=mode, poster_code=code, now=self.now
            )
        )

    async def member(
        self,
        name: str,
        initiative: Initiative | None = None,
        role: Role = Role.VOLUNTEER,
        *,
        language: str | None = None,
        lead: bool = False,
    ) -> Talker:
        """Return somebody who joined before; the chat shows nothing yet."""
        speaks = language or self.other
        who = self.talk.person(1000 + len(self.talk.talkers), speaks, name)

        def put(tx: Tx) -> None:
            person = people.add(tx, telegram_id=who.telegram_id, now=self.now)
            people.set_language(tx, person.id, speaks)
            people.set_notice(tx, person.id, NOTICE_VERSION, self.now)
            people.set_name(tx, person.id, name)
            if lead:
                people.make_lead(tx, person.id, self.now)
            if initiative is not None:
                initiatives.set_member(
                    tx,
                    person_id=person.id,
                    initiative_id=initiative.id,
                    role=role,
                    state=MembershipState.ACTIVE,
                    now=self.now,
                )

        await self.talk.database.write(put)
        return who

    async def joins(
        self, who: Talker, initiative: Initiative, role: Role = Role.VOLUNTEER
    ) -> None:
        """Make somebody a member of one more initiative."""
        person = await who.id()
        assert person is not None
        await self.talk.database.write(
            lambda tx: initiatives.set_member(
                tx,
                person_id=person,
                initiative_id=initiative.id,
                role=role,
                state=MembershipState.ACTIVE,
                now=self.now,
            )
        )

    async def coordinator(self, initiative: Initiative, name: str = "Clara") -> Talker:
        """Return a coordinator who is not the hero."""
        return await self.member(name, initiative, Role.COORDINATOR)

    async def hero(
        self, initiative: Initiative, role: Role = Role.VOLUNTEER, name: str = "Ada"
    ) -> Talker:
        """Return the member whose story is told."""
        return await self.member(name, initiative, role, language=self.language)

    async def shift(
        self,
        initiative: Initiative,
        day: date = WEDNESDAY,
        start: time = FIVE,
        end: time = SEVEN,
        task: str = "Tee kochen",
        place: str = "Saal",
        places: int = 2,
        kind: Kind = Kind.OTHER,
        roles: tuple[ShiftRole, ...] = (),
    ) -> Shift:
        """Return a shift that was planned before."""
        draft = ShiftDraft(
            initiative_id=initiative.id,
            task=task,
            place=place,
            starts_at=at_local(day, start, ZONE),
            ends_at=end_after(day, start, end, ZONE),
            roles=roles or one_role(places),
            kind=kind,
        )

        def put(tx: Tx) -> Shift:
            found = shifts.find(tx, shifts.add(tx, draft, created_by=None, now=self.now))
            assert found is not None
            return found

        return await self.talk.database.write(put)

    async def signed_up(self, shift: Shift, *who: Talker) -> None:
        """Sign people up, in this order."""
        for one in who:
            standing = await one.standing()
            await self.talk.database.write(
                lambda tx, standing=standing: signups_service.sign_up(
                    tx, standing, shift.id, self.now
                )
            )
            self.talk.clock.advance(seconds=1)

    # What time does

    async def tick(self) -> None:
        """Do what the program does by itself, and deliver."""
        for work in (
            reminders.plan_due,
            reminders.plan_visits,
            coming.plan_notices,
            searches.advance_due,
            series.materialise,
            attendance.ask_due,
            qualifications.tell_ending,
            companion_search.plan_reminders,
            companion_search.advance_due,
            question_desk.look_after,
        ):
            await self.talk.database.write(partial(work, now=self.now, zone=ZONE))
        await self.talk.deliver()
        await self.talk.database.write(lambda tx: announcements.follow(tx, self.now))
        await self.talk.deliver()

    async def until(self, day: date, hour: int, minute: int = 0, *, step: int = 30) -> None:
        """Let time pass until this moment; Lotse looks what is due every ``step`` minutes."""
        end = at_local(day, time(hour, minute), ZONE)
        assert end >= self.now, "time does not go back"
        while self.now < end:
            self.talk.clock.at = min(end, self.now + timedelta(minutes=step))
            await self.tick()


def _reader(who: Talker) -> Reader:
    """Return how this person reads: in these scenes everybody speaks the app's language."""
    return Reader(language=who.app_language or "de", zone=ZONE)


def reads(who: Talker, message: Message) -> Rendered:
    """Return what ``message`` looks like for this person."""
    return render(message, _reader(who))


def hears(who: Talker, message: Message) -> str:
    """Return ``message`` as the short text over this person's chat."""
    return toast(message, _reader(who))


def note(who: Talker, which: Note) -> Rendered:
    """Return one of the short sentences as this person's message."""
    return reads(who, Say(note=which))


def link_on(who: Talker) -> str:
    """Return the payload of the one link on the screen."""
    [payload] = _LINK.findall(who.text)
    return payload


def card(
    scene: Scene, seen: ShiftView, *, begun: bool = False, late: bool = False, welcome: str = ""
) -> v.ShiftCard:
    """Return one shift as a volunteer sees it, with the link to hand on."""
    link = scene.talk.house.link(f"s_{seen.shift.id}")
    return v.ShiftCard(view=seen, begun=begun, late=late, link=link, welcome=welcome)


def reminder(shift: Shift, *, coming: bool = False) -> v.Reminder:
    """Return a reminder of the last day, which rings."""
    return v.Reminder(shift=shift, silent=False, coming=coming, can_be_late=True)


def place_of(who: Talker, message: Message) -> int:
    """Return the number of the one message in the chat that looks just like this, loud or not."""
    wanted = reads(who, message)
    shown = {number: replace(one, silent=False) for number, one in who.messages.items()}
    found = [number for number, one in shown.items() if one == replace(wanted, silent=False)]
    assert len(found) == 1, f"{len(found)} messages like {wanted.html!r} in {who.texts}"
    return found[0]


def figures(**found: int) -> Figures:
    """Return the figures of an announcement; what is not named is 0."""
    names = ("waiting", "sent", "unreachable", "unknown", "opted_out", "refused", "stopped")
    counts = {name: found.get(name, 0) for name in names}
    return Figures(total=sum(counts.values()), **counts)
