-- Newcomers: questions with helpers, companions, offers, the directory, local answers.
-- Local days and wall times (…_on, …_day, …_clock) are ISO 8601 text in the installation's zone.

ALTER TABLE person ADD COLUMN town TEXT;        -- where a newcomer lives; NULL: not said
-- Whose link a newcomer came by or whom they chose: who reads their questions. NULL: the leads.
ALTER TABLE person ADD COLUMN turns_to INTEGER REFERENCES initiative (id) ON DELETE SET NULL;
-- Said by volunteers who come along, for the wish "a woman" or "a man". NULL: not said.
ALTER TABLE person ADD COLUMN gender TEXT CHECK (gender IN ('woman', 'man'));
ALTER TABLE person ADD COLUMN free_times TEXT NOT NULL DEFAULT '';  -- such as mo-am,tu-pm; '': not said

-- What a coordinator allows somebody to do with newcomers alone.
CREATE TABLE clearance (
    person_id       INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    initiative_id   INTEGER NOT NULL REFERENCES initiative (id) ON DELETE CASCADE,
    kind            TEXT NOT NULL CHECK (kind IN ('companion', 'questions')),
    since_at        INTEGER NOT NULL,
    cleared_by      INTEGER REFERENCES person (id) ON DELETE SET NULL,  -- NULL: erased
    PRIMARY KEY (person_id, initiative_id, kind)
) STRICT, WITHOUT ROWID;
CREATE INDEX clearance_of ON clearance (initiative_id, kind);

-- A question to a human: who helps with the language, and whether the leads were told.
ALTER TABLE question ADD COLUMN escalated_at INTEGER;   -- NULL: answered in time so far
ALTER TABLE question ADD COLUMN waiting_since_at INTEGER;   -- the newcomer's first word without an answer; NULL: none
UPDATE question SET waiting_since_at = active_at WHERE state = 'open';
CREATE INDEX question_waiting ON question (waiting_since_at) WHERE state = 'open';
ALTER TABLE question_message ADD COLUMN author_id INTEGER REFERENCES person (id) ON DELETE SET NULL;    -- NULL: the newcomer, or erased
ALTER TABLE question_message ADD COLUMN canned TEXT;    -- which ready reply, put into words when it is sent; NULL: own words
-- Which words of a thread somebody typed in this message, so that a correction finds them.
ALTER TABLE relay ADD COLUMN words_id INTEGER REFERENCES question_message (id) ON DELETE CASCADE;   -- NULL: it was shown to them
CREATE TABLE question_helper (
    question_id     INTEGER NOT NULL REFERENCES question (id) ON DELETE CASCADE,
    person_id       INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    state           TEXT NOT NULL CHECK (state IN ('asked', 'helping', 'declined', 'ended')),
    asked_by        INTEGER REFERENCES person (id) ON DELETE SET NULL,  -- NULL: erased
    asked_at        INTEGER NOT NULL,
    PRIMARY KEY (question_id, person_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX question_helper_of ON question_helper (person_id);
-- One volunteer helps with a question at a time, whatever the code above does.
CREATE UNIQUE INDEX question_helper_one ON question_helper (question_id) WHERE state = 'helping';

-- Somebody comes along: to which kind of place, when and where; nothing about the person's case.
CREATE TABLE companion_request (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    person_id       INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    initiative_id   INTEGER REFERENCES initiative (id) ON DELETE CASCADE,   -- whose coordinators see it; NULL: the leads
    place_kind      TEXT NOT NULL CHECK (place_kind IN ('office', 'doctor', 'school', 'other')),
    starts_at       INTEGER NOT NULL,   -- the time window in which the appointment lies
    ends_at         INTEGER NOT NULL,
    town            TEXT NOT NULL,
    language        TEXT NOT NULL,
    wish            TEXT NOT NULL CHECK (wish IN ('woman', 'man', 'any')),
    meeting         TEXT NOT NULL CHECK (meeting IN ('entrance', 'station', 'initiative')),
    state           TEXT NOT NULL CHECK (state IN
                        ('searching', 'matched', 'unfilled', 'withdrawn', 'stopped', 'done')),
    companion_id    INTEGER REFERENCES person (id) ON DELETE SET NULL,  -- NULL: nobody yet, or erased
    wave            INTEGER NOT NULL DEFAULT 0,
    next_at         INTEGER NOT NULL,   -- when it goes on by itself
    warned_at       INTEGER,            -- 24 h before: nobody was found, both sides were told; NULL: not
    reported_by     TEXT CHECK (reported_by IN ('newcomer', 'companion')),  -- NULL: nobody
    reported_at     INTEGER,
    talk_ended_at   INTEGER,            -- one of the two wants no more words; NULL: they may write
    matched_at      INTEGER,            -- NULL: nobody comes along
    created_at      INTEGER NOT NULL,
    updated_at      INTEGER NOT NULL,
    closed_at       INTEGER,            -- NULL: not over
    CHECK (ends_at > starts_at),
    CHECK (companion_id IS NULL OR companion_id <> person_id),
    CHECK ((reported_by IS NULL) = (reported_at IS NULL))
) STRICT;
-- One at a time and person, so that nobody fills the volunteers' phones.
CREATE UNIQUE INDEX companion_request_open ON companion_request (person_id)
    WHERE state IN ('searching', 'matched');
CREATE INDEX companion_request_due ON companion_request (next_at)
    WHERE state IN ('searching', 'matched');
CREATE INDEX companion_request_by ON companion_request (companion_id);
CREATE INDEX companion_request_of ON companion_request (initiative_id, state);

CREATE TABLE companion_offer (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    request_id  INTEGER NOT NULL REFERENCES companion_request (id) ON DELETE CASCADE,
    person_id   INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    wave        INTEGER NOT NULL,
    state       TEXT NOT NULL CHECK (state IN ('open', 'accepted', 'declined', 'lapsed', 'ended')),
    created_at  INTEGER NOT NULL,
    updated_at  INTEGER NOT NULL,
    UNIQUE (request_id, person_id)
) STRICT;
CREATE INDEX companion_offer_of ON companion_offer (person_id, state);
-- The first acceptance wins, whatever the code above does.
CREATE UNIQUE INDEX companion_offer_one ON companion_offer (request_id) WHERE state = 'accepted';

CREATE TABLE companion_message (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    request_id  INTEGER NOT NULL REFERENCES companion_request (id) ON DELETE CASCADE,
    sender      TEXT NOT NULL CHECK (sender IN ('newcomer', 'companion')),
    text        TEXT NOT NULL,
    file_kind   TEXT CHECK (file_kind IN ('photo', 'document', 'voice')),   -- NULL: text only
    file_id     TEXT,
    sent_at     INTEGER NOT NULL,
    CHECK ((file_kind IS NULL) = (file_id IS NULL))
) STRICT;
CREATE INDEX companion_message_of ON companion_message (request_id, id);
CREATE TABLE companion_relay (
    chat_id     INTEGER NOT NULL,
    message_id  INTEGER NOT NULL,
    request_id  INTEGER NOT NULL REFERENCES companion_request (id) ON DELETE CASCADE,
    -- Which words somebody typed in this message, so that a correction finds them.
    words_id    INTEGER REFERENCES companion_message (id) ON DELETE CASCADE,    -- NULL: it was shown to them
    PRIMARY KEY (chat_id, message_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX companion_relay_of ON companion_relay (request_id);

-- How many were accompanied where, by month; nobody's name.
CREATE TABLE companion_count (
    month           TEXT NOT NULL,          -- such as 2026-11
    initiative_id   INTEGER REFERENCES initiative (id) ON DELETE CASCADE,   -- NULL: the leads
    place_kind      TEXT NOT NULL,
    outcome         TEXT NOT NULL CHECK (outcome IN ('asked', 'matched', 'unfilled', 'done')),
    times           INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX companion_count_of
    ON companion_count (month, ifnull(initiative_id, 0), place_kind, outcome);

-- What newcomers can go to. The shifts behind it are planned together with it.
CREATE TABLE activity (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    initiative_id   INTEGER NOT NULL REFERENCES initiative (id) ON DELETE CASCADE,
    title           TEXT NOT NULL,              -- as newcomers read it
    languages       TEXT NOT NULL DEFAULT '',   -- spoken there, by commas
    childcare       INTEGER NOT NULL DEFAULT 0 CHECK (childcare IN (0, 1)),
    places          INTEGER CHECK (places >= 1),    -- to be booked; NULL: come without booking
    created_at      INTEGER NOT NULL
) STRICT;
CREATE INDEX activity_of ON activity (initiative_id);
ALTER TABLE shift ADD COLUMN activity_id INTEGER REFERENCES activity (id) ON DELETE SET NULL;   -- NULL: for volunteers only
ALTER TABLE series ADD COLUMN activity_id INTEGER REFERENCES activity (id) ON DELETE SET NULL;
CREATE INDEX shift_of_activity ON shift (activity_id, starts_at) WHERE activity_id IS NOT NULL;
CREATE INDEX shift_offered ON shift (starts_at) WHERE activity_id IS NOT NULL;

-- A newcomer who has a place, or wants to be reminded.
CREATE TABLE visit (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    shift_id    INTEGER NOT NULL REFERENCES shift (id) ON DELETE CASCADE,
    person_id   INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    booked      INTEGER NOT NULL CHECK (booked IN (0, 1)),
    remind      INTEGER NOT NULL CHECK (remind IN (0, 1)),
    told        TEXT,       -- JSON of the date as the person knows it; NULL: as it is
    since_at    INTEGER NOT NULL,   -- when the person last asked for a place or a reminder
    UNIQUE (shift_id, person_id)
) STRICT;
CREATE INDEX visit_of_person ON visit (person_id);
-- Never more people than places, whatever the code above does.
CREATE TRIGGER visit_fits_insert BEFORE INSERT ON visit WHEN NEW.booked = 1
BEGIN
    SELECT RAISE(ABORT, 'no place is left')
    WHERE (SELECT count(*) FROM visit WHERE shift_id = NEW.shift_id AND booked = 1)
        >= (SELECT ifnull(activity.places, 1000000) FROM shift
            JOIN activity ON activity.id = shift.activity_id WHERE shift.id = NEW.shift_id);
END;
CREATE TRIGGER visit_fits_update BEFORE UPDATE OF booked ON visit
WHEN NEW.booked = 1 AND OLD.booked = 0
BEGIN
    SELECT RAISE(ABORT, 'no place is left')
    WHERE (SELECT count(*) FROM visit WHERE shift_id = NEW.shift_id AND booked = 1)
        >= (SELECT ifnull(activity.places, 1000000) FROM shift
            JOIN activity ON activity.id = shift.activity_id WHERE shift.id = NEW.shift_id);
END;

-- Newcomers who want to hear announcements of a town or about a kind of offer.
CREATE TABLE subscription (
    person_id   INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    about       TEXT NOT NULL CHECK (about IN ('town', 'kind')),
    value       TEXT NOT NULL,
    since_at    INTEGER NOT NULL,
    PRIMARY KEY (person_id, about, value)
) STRICT, WITHOUT ROWID;
CREATE INDEX subscription_of ON subscription (about, value);
ALTER TABLE announcement ADD COLUMN audience TEXT NOT NULL DEFAULT 'members'
    CHECK (audience IN ('members', 'newcomers', 'everybody'));

-- Offices and advice centres, kept by the leads.
CREATE TABLE contact_card (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    kind        TEXT NOT NULL,
    name        TEXT NOT NULL,
    town        TEXT NOT NULL DEFAULT '',   -- '': for all towns of the installation
    address     TEXT NOT NULL DEFAULT '',
    hours       TEXT NOT NULL DEFAULT '',
    phone       TEXT NOT NULL DEFAULT '',
    website     TEXT NOT NULL DEFAULT '',
    languages   TEXT NOT NULL DEFAULT '',   -- spoken there, by commas
    latitude    REAL CHECK (latitude BETWEEN -90 AND 90),   -- NULL: no pin
    longitude   REAL CHECK (longitude BETWEEN -180 AND 180),
    checked_on  TEXT NOT NULL,
    updated_at  INTEGER NOT NULL,
    CHECK ((latitude IS NULL) = (longitude IS NULL))
) STRICT;
CREATE INDEX contact_card_of ON contact_card (kind, town);

-- Answers of this place: new ones, and corrections of those that came with Lotse.
CREATE TABLE local_entry (
    slug            TEXT NOT NULL,      -- of the topic it corrects, or local-<number>
    language        TEXT NOT NULL,
    title           TEXT NOT NULL,
    questions       TEXT NOT NULL DEFAULT '',   -- ways of asking, one per line
    body            TEXT NOT NULL,      -- Markdown as in the topic files
    version         INTEGER NOT NULL,   -- the change of meaning that was made with this very text; 0: it only follows
    source_version  INTEGER NOT NULL,   -- the latest change of meaning that this text follows
    checked_on      TEXT NOT NULL,
    review_by_on    TEXT NOT NULL,
    author_id       INTEGER REFERENCES person (id) ON DELETE SET NULL,  -- NULL: erased
    created_at      INTEGER NOT NULL,
    updated_at      INTEGER NOT NULL,
    PRIMARY KEY (slug, language)
) STRICT, WITHOUT ROWID;
-- "Still valid": somebody has looked at an answer in all languages.
CREATE TABLE faq_confirmation (
    slug            TEXT PRIMARY KEY,
    confirmed_on    TEXT NOT NULL,
    review_by_on    TEXT NOT NULL,
    confirmed_by    INTEGER REFERENCES person (id) ON DELETE SET NULL   -- NULL: erased
) STRICT, WITHOUT ROWID;
-- A new random number with every change of a local answer, so that the search is made anew: counted
-- up, a number could come twice after a rollback, for different texts.
CREATE TABLE faq_revision (
    id          INTEGER PRIMARY KEY CHECK (id = 1),
    number      INTEGER NOT NULL,
    last_local  INTEGER NOT NULL    -- of the last local-<number>; none is given twice
) STRICT;
INSERT INTO faq_revision (id, number, last_local) VALUES (1, 0, 0);

-- Words that found no answer. Until three people have used one, only traces of it are kept from
-- which neither word nor person can be read: keyed hashes, the person's cut to 16 bits.
CREATE TABLE unanswered_trace (
    word_hash   BLOB NOT NULL,
    asker_hash  INTEGER NOT NULL,
    day         TEXT NOT NULL,
    PRIMARY KEY (word_hash, asker_hash)
) STRICT, WITHOUT ROWID;
CREATE INDEX unanswered_trace_age ON unanswered_trace (day);
CREATE TABLE unanswered_word (
    folded      TEXT NOT NULL,      -- one spelling for all ways of typing it
    language    TEXT NOT NULL,
    word        TEXT NOT NULL,      -- as people read it
    times       INTEGER NOT NULL,
    last_day    TEXT NOT NULL,
    PRIMARY KEY (folded, language)
) STRICT, WITHOUT ROWID;

CREATE TABLE opt_out_new (
    person_id   INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    kind        TEXT NOT NULL CHECK (kind IN
                    ('announcement', 'reminder', 'standin', 'companion', 'offer')),
    since_at    INTEGER NOT NULL,
    PRIMARY KEY (person_id, kind)
) STRICT, WITHOUT ROWID;
INSERT INTO opt_out_new (person_id, kind, since_at) SELECT person_id, kind, since_at FROM opt_out;
DROP TABLE opt_out;
ALTER TABLE opt_out_new RENAME TO opt_out;
