"""Initiatives, their members, invitations and groups."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.people import Initiative, JoinMode, MembershipState, Person, Role
from bot.store.codec import from_ms, opt_from_ms, to_ms
from bot.store.database import Row, Tx
from bot.store.people import person_of

_COLUMNS = (
    """id, name, town, join_mode, poster_code, withdraw_hours, contact, letterhead, signer"""
)


def _initiative_of(row: Row) -> Initiative:
    return Initiative(
        id=row["id"],
        name=row["name"],
        town=row["town"],
        join_mode=JoinMode(row["join_mode"]),
        poster_code=row["poster_code"],
        withdraw_hours=row["withdraw_hours"],
        contact=row["contact"],
        letterhead=row["letterhead"],
        signer=row["signer"],
    )


def find(tx: Tx, initiative_id: int) -> Initiative | None:
    """Return the initiative, or None."""
    row = tx.one(f"SELECT {_COLUMNS} FROM initiative WHERE id = :id", id=initiative_id)
    return None if row is None else _initiative_of(row)


def find_by_poster(tx: Tx, code: str) -> Initiative | None:
    """Return the initiative whose poster carries ``code``, or None."""
    row = tx.one(f"SELECT {_COLUMNS} FROM initiative WHERE poster_code = :c", c=code)
    return None if row is None else _initiative_of(row)


def all_of(tx: Tx) -> list[Initiative]:
    """Return all initiatives by name."""
    rows = tx.all(f"SELECT {_COLUMNS} FROM initiative ORDER BY name, id")
    return [_initiative_of(row) for row in rows]


def coordinated_by(tx: Tx, person_id: int) -> list[Initiative]:
    """Return the initiatives this person coordinates, by name."""
    rows = tx.all(
        f"""SELECT {_COLUMNS} FROM initiative WHERE id IN (
                SELECT initiative_id FROM membership
                WHERE person_id = :p AND role = 'coordinator' AND state = 'active')
            ORDER BY name, id""",
        p=person_id,
    )
    return [_initiative_of(row) for row in rows]


def add(
    tx: Tx, *, name: str, town: str, mode: JoinMode, poster_code: str, now: datetime
) -> Initiative:
    """Found an initiative."""
    new_id = tx.insert(
        """INSERT INTO initiative (name, town, join_mode, poster_code, created_at)
           VALUES (:name, :town, :mode, :code, :now)""",
        name=name,
        town=town,
        mode=mode,
        code=poster_code,
        now=to_ms(now),
    )
    return Initiative(id=new_id, name=name, town=town, join_mode=mode, poster_code=poster_code)


def set_member(
    tx: Tx,
    *,
    person_id: int,
    initiative_id: int,
    role: Role,
    state: MembershipState,
    now: datetime,
) -> None:
    """Make the person a member, or change what they are there."""
    tx.run(
        """INSERT INTO membership (person_id, initiative_id, role, state, since_at)
           VALUES (:p, :i, :role, :state, :now)
           ON CONFLICT (person_id, initiative_id)
           DO UPDATE SET role = :role, state = :state, since_at = :now""",
        p=person_id,
        i=initiative_id,
        role=role,
        state=state,
        now=to_ms(now),
    )


def remove_member(tx: Tx, *, person_id: int, initiative_id: int) -> None:
    """End the membership, or decline the request."""
    tx.run(
        "DELETE FROM membership WHERE person_id = :p AND initiative_id = :i",
        p=person_id,
        i=initiative_id,
    )


def coordinators_of(tx: Tx, initiative_id: int) -> list[Person]:
    """Return the coordinators of the initiative; where it has none, the leads."""
    rows = tx.all(
        """SELECT person.* FROM membership JOIN person ON person.id = membership.person_id
           WHERE initiative_id = :i AND role = 'coordinator' AND state = 'active'
           ORDER BY person.id""",
        i=initiative_id,
    )
    return [person_of(row) for row in rows] or leads(tx)


def leads(tx: Tx) -> list[Person]:
    """Return all leads."""
    rows = tx.all(
        "SELECT person.* FROM lead JOIN person ON person.id = lead.person_id ORDER BY person.id"
    )
    return [person_of(row) for row in rows]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredInvitation:
    """An invitation as stored; the token itself is not."""

    id: int
    kind: str
    initiative_id: int | None
    expires_at: datetime
    used_at: datetime | None


def add_invitation(
    tx: Tx,
    *,
    token_hash: bytes,
    kind: str,
    initiative_id: int | None,
    created_by: int | None,
    now: datetime,
    expires_at: datetime,
) -> int:
    """Store an invitation by the hash of its token."""
    return tx.insert(
        """INSERT INTO invitation
               (token_hash, kind, initiative_id, created_by, created_at, expires_at)
           VALUES (:hash, :kind, :i, :by, :now, :expires)""",
        hash=token_hash,
        kind=kind,
        i=initiative_id,
        by=created_by,
        now=to_ms(now),
        expires=to_ms(expires_at),
    )


def find_invitation(tx: Tx, token_hash: bytes) -> StoredInvitation | None:
    """Return the invitation with this hash, or None."""
    row = tx.one(
        """SELECT id, kind, initiative_id, expires_at, used_at FROM invitation
           WHERE token_hash = :hash""",
        hash=token_hash,
    )
    if row is None:
        return None
    return StoredInvitation(
        id=row["id"],
        kind=row["kind"],
        initiative_id=row["initiative_id"],
        expires_at=from_ms(row["expires_at"]),
        used_at=opt_from_ms(row["used_at"]),
    )


def use_invitation(tx: Tx, invitation_id: int, person_id: int, now: datetime) -> bool:
    """Mark the invitation as used by the person; False if somebody was faster."""
    return (
        tx.run(
            """UPDATE invitation SET used_at = :now, used_by = :p
               WHERE id = :id AND used_at IS NULL""",
            now=to_ms(now),
            p=person_id,
            id=invitation_id,
        )
        == 1
    )


def add_wrong_code(tx: Tx, person_id: int, now: datetime) -> None:
    """Remember one wrong code of this person."""
    tx.run(
        "INSERT INTO wrong_code (person_id, tried_at) VALUES (:p, :now)",
        p=person_id,
        now=to_ms(now),
    )


def wrong_codes_since(tx: Tx, person_id: int, since: datetime) -> int:
    """Return how many wrong codes this person sent since then."""
    return tx.count(
        "SELECT count(*) FROM wrong_code WHERE person_id = :p AND tried_at > :since",
        p=person_id,
        since=to_ms(since),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedGroup:
    """A Telegram group; ``initiative_id`` is None until it was chosen."""

    chat_id: int
    initiative_id: int | None
    added_by: int | None


def find_group(tx: Tx, chat_id: int) -> LinkedGroup | None:
    """Return the group, or None if the bot was never let in there."""
    row = tx.one(
        "SELECT chat_id, initiative_id, added_by FROM linked_group WHERE chat_id = :c", c=chat_id
    )
    if row is None:
        return None
    return LinkedGroup(
        chat_id=row["chat_id"], initiative_id=row["initiative_id"], added_by=row["added_by"]
    )


def put_group(
    tx: Tx, chat_id: int, *, initiative_id: int | None, added_by: int | None, now: datetime
) -> None:
    """Add the group or change which initiative it belongs to."""
    tx.run(
        """INSERT INTO linked_group (chat_id, initiative_id, added_by, since_at)
           VALUES (:c, :i, :by, :now)
           ON CONFLICT (chat_id) DO UPDATE SET initiative_id = :i, added_by = :by""",
        c=chat_id,
        i=initiative_id,
        by=added_by,
        now=to_ms(now),
    )


def remove_group(tx: Tx, chat_id: int) -> None:
    """Forget the group."""
    tx.run("DELETE FROM linked_group WHERE chat_id = :c", c=chat_id)


def move_group(tx: Tx, old_chat_id: int, new_chat_id: int) -> None:
    """Give the group its new chat id after Telegram made it a supergroup."""
    tx.run("DELETE FROM linked_group WHERE chat_id = :new", new=new_chat_id)
    tx.run(
        "UPDATE linked_group SET chat_id = :new WHERE chat_id = :old",
        new=new_chat_id,
        old=old_chat_id,
    )


def unclaimed_groups(tx: Tx, before: datetime) -> list[int]:
    """Return the chats that were added before then and belong to no initiative yet."""
    rows = tx.all(
        "SELECT chat_id FROM linked_group WHERE initiative_id IS NULL AND since_at < :before",
        before=to_ms(before),
    )
    return [row["chat_id"] for row in rows]
