-- Lotse, first schema. Instants (…_at) are integer milliseconds since 1970 UTC.
-- Every column about people stands in docs/privacy/register.toml with purpose, basis and period.

CREATE TABLE installation (
    id          INTEGER PRIMARY KEY CHECK (id = 1),
    uuid        TEXT NOT NULL,
    bot_id      INTEGER,            -- NULL until a bot has used this file; then only that bot may
    created_at  INTEGER NOT NULL
) STRICT;

-- Every update as Telegram gave it, until it is handled. The payload is gone when it is done.
CREATE TABLE inbox (
    seq         INTEGER PRIMARY KEY AUTOINCREMENT,
    bot_id      INTEGER NOT NULL,
    update_id   INTEGER NOT NULL,
    state       TEXT NOT NULL DEFAULT 'new'
                CHECK (state IN ('new', 'handled', 'done', 'failed')),
    payload     TEXT,               -- NULL once handled
    reply       TEXT,               -- what still has to be sent for it; NULL before and after
    incident    TEXT,               -- NULL unless failed
    received_at INTEGER NOT NULL,
    UNIQUE (bot_id, update_id)
) STRICT;
CREATE INDEX inbox_waiting ON inbox (seq) WHERE state IN ('new', 'handled');
CREATE INDEX inbox_age ON inbox (received_at);

CREATE TABLE person (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,  -- never used again after an erasure
    telegram_id     INTEGER UNIQUE,     -- NULL: this person has no Telegram
    language        TEXT,               -- NULL until chosen
    name            TEXT,               -- first name as shown; NULL until given
    notice_version  TEXT,               -- NULL until the privacy notice was shown
    notice_at       INTEGER,
    lead_minutes    TEXT NOT NULL DEFAULT '1440,120',
    quiet_from      TEXT NOT NULL DEFAULT '21:00',
    quiet_until     TEXT NOT NULL DEFAULT '08:00',
    blocked_at      INTEGER,            -- NULL: reachable
    created_at      INTEGER NOT NULL,
    seen_at         INTEGER NOT NULL,
    CHECK ((notice_version IS NULL) = (notice_at IS NULL)),
    CHECK (notice_version IS NOT NULL OR name IS NULL)
) STRICT;

CREATE TABLE lead (
    person_id   INTEGER PRIMARY KEY REFERENCES person (id) ON DELETE CASCADE,
    since_at    INTEGER NOT NULL
) STRICT;

CREATE TABLE initiative (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    name        TEXT NOT NULL,
    town        TEXT NOT NULL,
    join_mode   TEXT NOT NULL DEFAULT 'approval' CHECK (join_mode IN ('approval', 'open')),
    poster_code TEXT NOT NULL UNIQUE,       -- stands in the link o_<code> of the poster
    withdraw_hours INTEGER NOT NULL DEFAULT 24 CHECK (withdraw_hours >= 0),
    created_at  INTEGER NOT NULL
) STRICT;

CREATE TABLE membership (
    person_id       INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    initiative_id   INTEGER NOT NULL REFERENCES initiative (id) ON DELETE CASCADE,
    role            TEXT NOT NULL CHECK (role IN ('volunteer', 'coordinator')),
    state           TEXT NOT NULL CHECK (state IN ('requested', 'active')),
    since_at        INTEGER NOT NULL,
    PRIMARY KEY (person_id, initiative_id),
    CHECK (role = 'volunteer' OR state = 'active')
) STRICT, WITHOUT ROWID;
CREATE INDEX membership_of ON membership (initiative_id, state, role);

CREATE TABLE invitation (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    token_hash      BLOB NOT NULL UNIQUE,   -- SHA-256; the token itself is never stored
    kind            TEXT NOT NULL CHECK (kind IN ('lead', 'coordinator', 'volunteer')),
    initiative_id   INTEGER REFERENCES initiative (id) ON DELETE CASCADE,  -- NULL: kind lead
    created_by      INTEGER REFERENCES person (id) ON DELETE SET NULL,     -- NULL: command line
    created_at      INTEGER NOT NULL,
    expires_at      INTEGER NOT NULL,
    used_at         INTEGER,                -- NULL: still good
    used_by         INTEGER REFERENCES person (id) ON DELETE SET NULL,
    CHECK ((kind = 'lead') = (initiative_id IS NULL))
) STRICT;

CREATE TABLE wrong_code (
    person_id   INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    tried_at    INTEGER NOT NULL
) STRICT;
CREATE INDEX wrong_code_of ON wrong_code (person_id, tried_at);

-- The step a conversation stands at; one per person, gone after 24 h at the latest.
CREATE TABLE dialog (
    person_id   INTEGER PRIMARY KEY REFERENCES person (id) ON DELETE CASCADE,
    flow        TEXT NOT NULL,
    step        TEXT NOT NULL,
    data        TEXT NOT NULL,
    expires_at  INTEGER NOT NULL
) STRICT;

CREATE TABLE shift (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    initiative_id   INTEGER NOT NULL REFERENCES initiative (id) ON DELETE CASCADE,
    task            TEXT NOT NULL,
    place           TEXT NOT NULL,
    starts_at       INTEGER NOT NULL,
    ends_at         INTEGER NOT NULL,
    capacity        INTEGER NOT NULL CHECK (capacity >= 1),
    state           TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'cancelled')),
    created_by      INTEGER REFERENCES person (id) ON DELETE SET NULL,  -- NULL: erased or imported
    created_at      INTEGER NOT NULL,
    CHECK (ends_at > starts_at)
) STRICT;
CREATE INDEX shift_coming ON shift (initiative_id, starts_at) WHERE state = 'open';
CREATE INDEX shift_start ON shift (starts_at);

CREATE TABLE signup (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    shift_id        INTEGER NOT NULL REFERENCES shift (id) ON DELETE CASCADE,
    person_id       INTEGER REFERENCES person (id),  -- NULL: erased, then anonymous_key stands
    anonymous_key   TEXT,                            -- NULL while the person is known
    state           TEXT NOT NULL
                    CHECK (state IN ('confirmed', 'waiting', 'withdrawn', 'cancelled')),
    answer          TEXT CHECK (answer IN ('coming')),  -- NULL: no answer to a reminder yet
    queued_at       INTEGER NOT NULL,   -- place in the waitlist, then id
    confirmed_at    INTEGER,            -- NULL: never had a place
    updated_at      INTEGER NOT NULL,
    UNIQUE (shift_id, person_id),
    CHECK ((person_id IS NULL) <> (anonymous_key IS NULL)),
    CHECK (state <> 'confirmed' OR confirmed_at IS NOT NULL)
) STRICT;
CREATE INDEX signup_of_person ON signup (person_id, state);
CREATE INDEX signup_line ON signup (shift_id, state, queued_at, id);

-- No overbooking, whatever the code above does.
CREATE TRIGGER signup_fits_insert BEFORE INSERT ON signup WHEN NEW.state = 'confirmed'
BEGIN
    SELECT RAISE(ABORT, 'shift is full')
    WHERE (SELECT count(*) FROM signup WHERE shift_id = NEW.shift_id AND state = 'confirmed')
        >= (SELECT capacity FROM shift WHERE id = NEW.shift_id);
END;
CREATE TRIGGER signup_fits_update BEFORE UPDATE OF state ON signup
WHEN NEW.state = 'confirmed' AND OLD.state <> 'confirmed'
BEGIN
    SELECT RAISE(ABORT, 'shift is full')
    WHERE (SELECT count(*) FROM signup WHERE shift_id = NEW.shift_id AND state = 'confirmed')
        >= (SELECT capacity FROM shift WHERE id = NEW.shift_id);
END;
CREATE TRIGGER shift_keeps_places BEFORE UPDATE OF capacity ON shift
BEGIN
    SELECT RAISE(ABORT, 'more people are confirmed than places remain')
    WHERE (SELECT count(*) FROM signup WHERE shift_id = NEW.id AND state = 'confirmed')
        > NEW.capacity;
END;

-- Messages that are not the direct answer to a press or message.
CREATE TABLE outbox (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    lane            INTEGER NOT NULL CHECK (lane IN (1, 2)),   -- 1 personal, 2 bulk
    kind            TEXT NOT NULL,
    payload         TEXT NOT NULL,          -- ids and values the message is made of, as JSON
    person_id       INTEGER REFERENCES person (id) ON DELETE CASCADE,  -- NULL: a group
    chat_id         INTEGER NOT NULL,
    announcement_id INTEGER REFERENCES announcement (id) ON DELETE CASCADE,  -- NULL: none
    dedupe_key      TEXT UNIQUE,            -- NULL: may be said again
    state           TEXT NOT NULL DEFAULT 'queued' CHECK (state IN (
                        'queued', 'sending', 'sent', 'unknown', 'unreachable', 'refused',
                        'dropped', 'expired', 'stopped')),
    attempts        INTEGER NOT NULL DEFAULT 0,
    resent          INTEGER NOT NULL DEFAULT 0 CHECK (resent IN (0, 1)),  -- once after a doubt
    not_before_at   INTEGER NOT NULL,
    expires_at      INTEGER,                -- NULL: does not expire
    message_id      INTEGER,                -- NULL until sent
    reason          TEXT,                   -- NULL unless refused, dropped or unreachable
    created_at      INTEGER NOT NULL,
    updated_at      INTEGER NOT NULL
) STRICT;
CREATE INDEX outbox_waiting ON outbox (lane, not_before_at, id) WHERE state = 'queued';
CREATE INDEX outbox_sending ON outbox (id) WHERE state = 'sending';
CREATE INDEX outbox_of_announcement ON outbox (announcement_id, state);
CREATE INDEX outbox_of_person ON outbox (person_id);
CREATE INDEX outbox_age ON outbox (updated_at);

CREATE TABLE announcement (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    initiative_id   INTEGER NOT NULL REFERENCES initiative (id) ON DELETE CASCADE,
    author_id       INTEGER REFERENCES person (id) ON DELETE SET NULL,  -- NULL: erased
    markup          TEXT NOT NULL,          -- Telegram HTML of the author's text; '' after 30 days
    state           TEXT NOT NULL CHECK (state IN ('sending', 'stopped', 'done')),
    progress_message_id INTEGER,            -- NULL: no message shows the progress
    shown           TEXT,                   -- the figures last shown there; NULL: none yet
    started_at      INTEGER NOT NULL,
    finished_at     INTEGER                 -- NULL while sending
) STRICT;
CREATE INDEX announcement_running ON announcement (id) WHERE finished_at IS NULL;

CREATE TABLE opt_out (
    person_id   INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    kind        TEXT NOT NULL CHECK (kind IN ('announcement', 'reminder')),
    since_at    INTEGER NOT NULL,
    PRIMARY KEY (person_id, kind)
) STRICT, WITHOUT ROWID;

-- A newcomer's question that a human answers.
CREATE TABLE question (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    person_id       INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    initiative_id   INTEGER REFERENCES initiative (id) ON DELETE CASCADE,  -- NULL: the leads
    language        TEXT NOT NULL,
    pseudonym       TEXT NOT NULL,
    state           TEXT NOT NULL CHECK (state IN ('open', 'answered', 'closed')),
    created_at      INTEGER NOT NULL,
    active_at       INTEGER NOT NULL,
    closed_at       INTEGER                 -- NULL: not closed
) STRICT;
CREATE INDEX question_open ON question (initiative_id, created_at) WHERE state = 'open';
CREATE INDEX question_of_person ON question (person_id, state);

CREATE TABLE question_message (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    question_id INTEGER NOT NULL REFERENCES question (id) ON DELETE CASCADE,
    sender      TEXT NOT NULL CHECK (sender IN ('newcomer', 'human')),
    text        TEXT NOT NULL,
    file_kind   TEXT CHECK (file_kind IN ('photo', 'document', 'voice')),   -- NULL: text only
    file_id     TEXT,
    sent_at     INTEGER NOT NULL,
    CHECK ((file_kind IS NULL) = (file_id IS NULL))
) STRICT;
CREATE INDEX question_message_of ON question_message (question_id, id);

-- Which question a message on somebody's screen belongs to, so that a reply finds its way.
CREATE TABLE relay (
    chat_id     INTEGER NOT NULL,
    message_id  INTEGER NOT NULL,
    question_id INTEGER NOT NULL REFERENCES question (id) ON DELETE CASCADE,
    PRIMARY KEY (chat_id, message_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX relay_of ON relay (question_id);

-- How often which topic was asked for; nobody's name, nobody's words.
CREATE TABLE faq_count (
    day         TEXT NOT NULL,
    language    TEXT NOT NULL,
    slug        TEXT NOT NULL,          -- '' where nothing was found
    outcome     TEXT NOT NULL CHECK (outcome IN
                    ('answer', 'suggest', 'none', 'opened', 'helpful', 'not_helpful', 'human')),
    times       INTEGER NOT NULL,
    PRIMARY KEY (day, language, slug, outcome)
) STRICT, WITHOUT ROWID;

CREATE TABLE linked_group (
    chat_id         INTEGER PRIMARY KEY,
    initiative_id   INTEGER REFERENCES initiative (id) ON DELETE CASCADE,  -- NULL: not chosen yet
    added_by        INTEGER REFERENCES person (id) ON DELETE SET NULL,
    since_at        INTEGER NOT NULL
) STRICT;

CREATE TABLE audit (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    at              INTEGER NOT NULL,
    actor_id        INTEGER,            -- NULL: Lotse itself or an erased person
    initiative_id   INTEGER REFERENCES initiative (id) ON DELETE CASCADE,  -- NULL: all
    action          TEXT NOT NULL,
    subject         TEXT NOT NULL       -- kind and id, such as shift:12; never words of a person
) STRICT;
CREATE INDEX audit_age ON audit (at);
CREATE INDEX audit_of_actor ON audit (actor_id);
