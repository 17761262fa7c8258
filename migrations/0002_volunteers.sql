-- Volunteers: roles, series, searches, attendance, profiles, people without Telegram.
-- Local days and wall times (…_on, …_day, …_clock) are ISO 8601 text in the installation's zone.

-- What people say about themselves so that fitting shifts find them.
ALTER TABLE person ADD COLUMN speaks TEXT NOT NULL DEFAULT '';      -- language tags, by commas
ALTER TABLE person ADD COLUMN interests TEXT NOT NULL DEFAULT '';   -- kinds of work, by commas
ALTER TABLE person ADD COLUMN towns TEXT NOT NULL DEFAULT '[]';     -- JSON list of names
ALTER TABLE person ADD COLUMN adult INTEGER CHECK (adult IN (0, 1));    -- NULL: not said
ALTER TABLE person ADD COLUMN phone TEXT;                           -- NULL: not given
ALTER TABLE person ADD COLUMN paused_until_on TEXT;                 -- NULL: no pause
ALTER TABLE person ADD COLUMN full_name TEXT;   -- for certificates; NULL unless wished to be kept
ALTER TABLE person ADD COLUMN calendar_updates INTEGER NOT NULL DEFAULT 0
    CHECK (calendar_updates IN (0, 1));

ALTER TABLE initiative ADD COLUMN contact TEXT NOT NULL DEFAULT '';     -- shown in reminders
ALTER TABLE initiative ADD COLUMN letterhead TEXT NOT NULL DEFAULT '';  -- lines of a certificate
ALTER TABLE initiative ADD COLUMN signer TEXT NOT NULL DEFAULT '';      -- who signs, and as what

-- Where a place of an initiative's shifts is on the map.
CREATE TABLE place (
    initiative_id   INTEGER NOT NULL REFERENCES initiative (id) ON DELETE CASCADE,
    name            TEXT NOT NULL,      -- as it stands in shift.place
    latitude        REAL NOT NULL CHECK (latitude BETWEEN -90 AND 90),
    longitude       REAL NOT NULL CHECK (longitude BETWEEN -180 AND 180),
    PRIMARY KEY (initiative_id, name)
) STRICT, WITHOUT ROWID;

-- A shift that repeats: its rule in local wall time. Occurrences are rows of shift.
CREATE TABLE series (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    initiative_id   INTEGER NOT NULL REFERENCES initiative (id) ON DELETE CASCADE,
    kind            TEXT NOT NULL,
    task            TEXT NOT NULL,
    place           TEXT NOT NULL,
    rule            TEXT NOT NULL,      -- RFC 5545 RRULE without UNTIL and COUNT
    first_day       TEXT NOT NULL,
    last_day        TEXT,               -- NULL: no end yet
    start_clock     TEXT NOT NULL,
    end_clock       TEXT NOT NULL,      -- not after start_clock: on the next day
    skip_holidays   INTEGER NOT NULL CHECK (skip_holidays IN (0, 1)),
    roles           TEXT NOT NULL,      -- JSON list, as store/series.py writes it
    made_until_day  TEXT,               -- occurrences up to this day were made; NULL: none yet
    created_by      INTEGER REFERENCES person (id) ON DELETE SET NULL,
    created_at      INTEGER NOT NULL
) STRICT;
CREATE INDEX series_of ON series (initiative_id);

-- "Every Tuesday": new occurrences sign this person up.
CREATE TABLE standing_signup (
    series_id   INTEGER NOT NULL REFERENCES series (id) ON DELETE CASCADE,
    person_id   INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    role        INTEGER NOT NULL,       -- position of the role in the series
    since_at    INTEGER NOT NULL,
    PRIMARY KEY (series_id, person_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX standing_signup_of ON standing_signup (person_id);

DROP TRIGGER signup_fits_insert;
DROP TRIGGER signup_fits_update;
DROP TRIGGER shift_keeps_places;

ALTER TABLE shift ADD COLUMN kind TEXT NOT NULL DEFAULT 'other';
ALTER TABLE shift ADD COLUMN series_id INTEGER REFERENCES series (id) ON DELETE SET NULL;
ALTER TABLE shift ADD COLUMN series_day TEXT;   -- the rule's local date; NULL: not of a series
ALTER TABLE shift ADD COLUMN ordinal INTEGER;   -- of the same series on the same day, from 0
ALTER TABLE shift ADD COLUMN detached INTEGER NOT NULL DEFAULT 0 CHECK (detached IN (0, 1));
ALTER TABLE shift ADD COLUMN sequence INTEGER NOT NULL DEFAULT 0;   -- RFC 5545 SEQUENCE
ALTER TABLE shift ADD COLUMN participants INTEGER CHECK (participants >= 0);  -- NULL: not counted
ALTER TABLE shift ADD COLUMN attended_at INTEGER;   -- NULL: the list was not finished yet
-- Nothing of a series appears twice, whatever the job above does.
CREATE UNIQUE INDEX shift_occurrence ON shift (series_id, series_day, ordinal);

-- Every shift has a role 0; most have no other.
CREATE TABLE shift_role (
    shift_id        INTEGER NOT NULL REFERENCES shift (id) ON DELETE CASCADE,
    position        INTEGER NOT NULL CHECK (position >= 0),
    name            TEXT NOT NULL,      -- '': simply "helper"
    capacity        INTEGER NOT NULL CHECK (capacity >= 1),
    languages       TEXT NOT NULL DEFAULT '',   -- wanted, by commas
    qualification   TEXT CHECK (qualification IN ('introduction', 'conduct')),  -- NULL: none
    adults_only     INTEGER NOT NULL DEFAULT 0 CHECK (adults_only IN (0, 1)),
    PRIMARY KEY (shift_id, position)
) STRICT, WITHOUT ROWID;
INSERT INTO shift_role (shift_id, position, name, capacity) SELECT id, 0, '', capacity FROM shift;
ALTER TABLE shift DROP COLUMN capacity;

CREATE TABLE signup_new (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    shift_id        INTEGER NOT NULL,
    role            INTEGER NOT NULL DEFAULT 0,
    person_id       INTEGER REFERENCES person (id),  -- NULL: erased, then anonymous_key stands
    anonymous_key   TEXT,                            -- NULL while the person is known
    state           TEXT NOT NULL
                    CHECK (state IN ('confirmed', 'waiting', 'withdrawn', 'cancelled')),
    answer          TEXT CHECK (answer IN ('coming')),  -- NULL: no answer to a reminder yet
    late_minutes    INTEGER CHECK (late_minutes > 0),   -- NULL: in time
    attendance      TEXT CHECK (attendance IN ('came', 'excused', 'missed')),   -- NULL: not marked
    told            TEXT,   -- JSON of the shift as the person knows it; NULL: as it is
    queued_at       INTEGER NOT NULL,   -- place in the waitlist, then id
    confirmed_at    INTEGER,            -- NULL: never had a place
    updated_at      INTEGER NOT NULL,
    UNIQUE (shift_id, person_id),
    FOREIGN KEY (shift_id, role) REFERENCES shift_role (shift_id, position) ON DELETE CASCADE,
    CHECK ((person_id IS NULL) <> (anonymous_key IS NULL)),
    CHECK (state <> 'confirmed' OR confirmed_at IS NOT NULL),
    CHECK (attendance IS NULL OR state = 'confirmed')
) STRICT;
INSERT INTO signup_new (id, shift_id, person_id, anonymous_key, state, answer, queued_at,
                        confirmed_at, updated_at)
SELECT id, shift_id, person_id, anonymous_key, state, answer, queued_at, confirmed_at, updated_at
FROM signup;
DROP TABLE signup;
ALTER TABLE signup_new RENAME TO signup;
CREATE INDEX signup_of_person ON signup (person_id, state);
CREATE INDEX signup_line ON signup (shift_id, role, state, queued_at, id);

-- No overbooking of any role, whatever the code above does. Who is added after the start was
-- there: that is not a question of places any more.
CREATE TRIGGER signup_fits_insert BEFORE INSERT ON signup
WHEN NEW.state = 'confirmed' AND NEW.attendance IS NULL
BEGIN
    SELECT RAISE(ABORT, 'shift is full')
    WHERE (SELECT count(*) FROM signup
           WHERE shift_id = NEW.shift_id AND role = NEW.role AND state = 'confirmed')
        >= (SELECT capacity FROM shift_role WHERE shift_id = NEW.shift_id AND position = NEW.role);
END;
CREATE TRIGGER signup_fits_update BEFORE UPDATE OF state, role ON signup
WHEN NEW.state = 'confirmed' AND NEW.attendance IS NULL
    AND (OLD.state <> 'confirmed' OR OLD.role <> NEW.role)
BEGIN
    SELECT RAISE(ABORT, 'shift is full')
    WHERE (SELECT count(*) FROM signup
           WHERE shift_id = NEW.shift_id AND role = NEW.role AND state = 'confirmed')
        >= (SELECT capacity FROM shift_role WHERE shift_id = NEW.shift_id AND position = NEW.role);
END;
CREATE TRIGGER shift_role_keeps_places BEFORE UPDATE OF capacity ON shift_role
BEGIN
    SELECT RAISE(ABORT, 'more people are confirmed than places remain')
    WHERE (SELECT count(*) FROM signup
           WHERE shift_id = NEW.shift_id AND role = NEW.position AND state = 'confirmed')
        > NEW.capacity;
END;

-- Somebody is looked for, for one role of one shift; one search at a time.
CREATE TABLE search (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    shift_id    INTEGER NOT NULL,
    role        INTEGER NOT NULL,
    kind        TEXT NOT NULL CHECK (kind IN ('waitlist', 'standin')),
    state       TEXT NOT NULL
                CHECK (state IN ('running', 'filled', 'stopped', 'exhausted', 'ended')),
    wave        INTEGER NOT NULL DEFAULT 0,     -- waves of stand-ins asked so far
    wide        INTEGER NOT NULL DEFAULT 0 CHECK (wide IN (0, 1)),  -- wanted languages no matter
    next_at     INTEGER NOT NULL,               -- when it goes on by itself
    started_by  INTEGER REFERENCES person (id) ON DELETE SET NULL,  -- NULL: by itself
    created_at  INTEGER NOT NULL,
    updated_at  INTEGER NOT NULL,
    FOREIGN KEY (shift_id, role) REFERENCES shift_role (shift_id, position) ON DELETE CASCADE
) STRICT;
CREATE UNIQUE INDEX search_running ON search (shift_id, role) WHERE state = 'running';
CREATE INDEX search_due ON search (next_at) WHERE state = 'running';
CREATE INDEX search_of_shift ON search (shift_id, role);

-- One person asked in one search. Nobody is asked twice, whatever the code above does.
CREATE TABLE offer (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    search_id   INTEGER NOT NULL REFERENCES search (id) ON DELETE CASCADE,
    person_id   INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    via         TEXT NOT NULL CHECK (via IN ('waitlist', 'standin')),
    state       TEXT NOT NULL
                CHECK (state IN ('open', 'accepted', 'declined', 'expired', 'lapsed')),
    created_at  INTEGER NOT NULL,
    expires_at  INTEGER NOT NULL,
    updated_at  INTEGER NOT NULL,
    UNIQUE (search_id, person_id)
) STRICT;
CREATE INDEX offer_of_person ON offer (person_id, state);
CREATE INDEX offer_due ON offer (expires_at) WHERE state = 'open';

-- Seen, until when it counts, and by whom; never the document itself.
CREATE TABLE qualification (
    person_id       INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    initiative_id   INTEGER NOT NULL REFERENCES initiative (id) ON DELETE CASCADE,
    kind            TEXT NOT NULL CHECK (kind IN ('introduction', 'conduct')),
    seen_on         TEXT NOT NULL,
    valid_until_on  TEXT,           -- NULL: does not run out
    seen_by         INTEGER REFERENCES person (id) ON DELETE SET NULL,  -- NULL: erased
    PRIMARY KEY (person_id, initiative_id, kind)
) STRICT, WITHOUT ROWID;

-- Two records of one human became one; undoable for a while, then only the fact is forgotten.
CREATE TABLE merge (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    kept_id     INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    other_id    INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    telegram_id INTEGER NOT NULL,       -- what went from other to kept
    initiative_id INTEGER NOT NULL REFERENCES initiative (id) ON DELETE CASCADE,
    moved       TEXT NOT NULL,          -- JSON: which rows changed hands, for the way back
    at          INTEGER NOT NULL
) STRICT;
CREATE INDEX merge_of ON merge (initiative_id, at);
CREATE INDEX merge_of_kept ON merge (kept_id);
CREATE INDEX merge_of_other ON merge (other_id);

CREATE TABLE invitation_new (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    token_hash      BLOB NOT NULL UNIQUE,   -- SHA-256; the token itself is never stored
    kind            TEXT NOT NULL CHECK (kind IN ('lead', 'coordinator', 'volunteer', 'claim')),
    initiative_id   INTEGER REFERENCES initiative (id) ON DELETE CASCADE,  -- NULL: kind lead
    claims_id       INTEGER REFERENCES person (id) ON DELETE CASCADE,      -- NULL: other kinds
    created_by      INTEGER REFERENCES person (id) ON DELETE SET NULL,     -- NULL: command line
    created_at      INTEGER NOT NULL,
    expires_at      INTEGER NOT NULL,
    used_at         INTEGER,                -- NULL: still good
    used_by         INTEGER REFERENCES person (id) ON DELETE SET NULL,
    CHECK ((kind = 'lead') = (initiative_id IS NULL)),
    CHECK ((kind = 'claim') = (claims_id IS NOT NULL))
) STRICT;
INSERT INTO invitation_new (id, token_hash, kind, initiative_id, created_by, created_at,
                            expires_at, used_at, used_by)
SELECT id, token_hash, kind, initiative_id, created_by, created_at, expires_at, used_at, used_by
FROM invitation;
DROP TABLE invitation;
ALTER TABLE invitation_new RENAME TO invitation;

CREATE TABLE opt_out_new (
    person_id   INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    kind        TEXT NOT NULL CHECK (kind IN ('announcement', 'reminder', 'standin')),
    since_at    INTEGER NOT NULL,
    PRIMARY KEY (person_id, kind)
) STRICT, WITHOUT ROWID;
INSERT INTO opt_out_new (person_id, kind, since_at) SELECT person_id, kind, since_at FROM opt_out;
DROP TABLE opt_out;
ALTER TABLE opt_out_new RENAME TO opt_out;
