-- A row of gatherings that are called by themselves, such as a council each month. `plan` says on
-- which days, at what hours and where, as JSON.
CREATE TABLE gatherings_series (
    id BLOB PRIMARY KEY,
    kind TEXT NOT NULL,
    unit BLOB NOT NULL,
    area TEXT NOT NULL,
    title TEXT NOT NULL,
    plan TEXT NOT NULL,
    called INTEGER NOT NULL,
    next_on TEXT,
    made_by BLOB NOT NULL,
    made_at INTEGER NOT NULL
) STRICT;
CREATE INDEX gatherings_series_area ON gatherings_series (area, made_at, id);
CREATE INDEX gatherings_series_unit ON gatherings_series (unit, made_at, id);

-- A gathering. The row is the cache of the fold of its entries.
CREATE TABLE gatherings_sessions (
    id BLOB PRIMARY KEY,
    series BLOB,
    place_in_series INTEGER,
    kind TEXT NOT NULL,
    unit BLOB NOT NULL,
    area TEXT NOT NULL,
    private INTEGER NOT NULL,
    stage TEXT NOT NULL,
    starts_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,
    length INTEGER NOT NULL,
    folded TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX gatherings_sessions_series ON gatherings_sessions (series, place_in_series);
CREATE INDEX gatherings_sessions_area ON gatherings_sessions (area, starts_at, id);
CREATE INDEX gatherings_sessions_unit ON gatherings_sessions (unit, starts_at, id);
CREATE INDEX gatherings_sessions_open ON gatherings_sessions (private, ends_at, id);

-- What happened to a gathering; never changed.
CREATE TABLE gatherings_entries (
    gathering BLOB NOT NULL REFERENCES gatherings_sessions (id),
    seq INTEGER NOT NULL,
    at INTEGER NOT NULL,
    actor BLOB,
    unit BLOB,
    role TEXT NOT NULL,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    PRIMARY KEY (gathering, seq)
) STRICT;

-- Whose gathering it is: signed up, entitled, or there. A cache too, by which each finds the own.
CREATE TABLE gatherings_people (
    person BLOB NOT NULL,
    gathering BLOB NOT NULL REFERENCES gatherings_sessions (id),
    starts_at INTEGER NOT NULL,
    PRIMARY KEY (person, gathering)
) STRICT;
CREATE INDEX gatherings_people_when ON gatherings_people (person, starts_at, gathering);

-- What makes the code that an organizer shows; sealed.
CREATE TABLE gatherings_secrets (
    gathering BLOB PRIMARY KEY REFERENCES gatherings_sessions (id),
    sealed BLOB NOT NULL
) STRICT;

-- Who has cast a secret ballot, without a time.
CREATE TABLE gatherings_roll (
    gathering BLOB NOT NULL REFERENCES gatherings_sessions (id),
    motion INTEGER NOT NULL,
    person BLOB NOT NULL,
    PRIMARY KEY (gathering, motion, person)
) STRICT;

-- The urn of a motion: one text, rewritten as a whole.
CREATE TABLE gatherings_urns (
    gathering BLOB NOT NULL REFERENCES gatherings_sessions (id),
    motion INTEGER NOT NULL,
    ballots TEXT NOT NULL,
    PRIMARY KEY (gathering, motion)
) STRICT;

-- Decisions, so that the next gathering of a series finds them. What became of one stands with its
-- case and with the gatherings at which it was read out.
CREATE TABLE gatherings_decisions (
    id BLOB PRIMARY KEY,
    gathering BLOB NOT NULL REFERENCES gatherings_sessions (id),
    series BLOB,
    number INTEGER NOT NULL,
    owner BLOB NOT NULL,
    due_on TEXT NOT NULL,
    case_id BLOB NOT NULL,
    text TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    resolved INTEGER NOT NULL
) STRICT;
CREATE INDEX gatherings_decisions_series ON gatherings_decisions (series, resolved, made_at, id);
CREATE INDEX gatherings_decisions_gathering ON gatherings_decisions (gathering, number);

-- Devices that sign people in without a network, each with a key of its own; sealed.
CREATE TABLE gatherings_devices (
    id BLOB PRIMARY KEY,
    unit BLOB NOT NULL,
    area TEXT NOT NULL,
    sealed BLOB NOT NULL,
    made_by BLOB NOT NULL,
    made_at INTEGER NOT NULL,
    ended_at INTEGER
) STRICT;

-- What a device handed in, without who: handing it in twice counts once.
CREATE TABLE gatherings_scans (
    id BLOB PRIMARY KEY,
    gathering BLOB NOT NULL REFERENCES gatherings_sessions (id),
    outcome TEXT NOT NULL
) STRICT;

-- Codes of passes that were used, so that none serves twice; forgotten when a gathering is settled.
CREATE TABLE gatherings_codes (
    cti BLOB NOT NULL,
    step INTEGER NOT NULL,
    gathering BLOB NOT NULL,
    PRIMARY KEY (cti, step)
) STRICT;
CREATE INDEX gatherings_codes_gathering ON gatherings_codes (gathering);

-- Who takes the own gatherings into a calendar: only the hash of the secret address is kept.
CREATE TABLE gatherings_feeds (
    digest BLOB PRIMARY KEY,
    person BLOB NOT NULL UNIQUE,
    made_at INTEGER NOT NULL
) STRICT;

-- A draft of rules, clause by clause, open to comments until a day.
CREATE TABLE gatherings_drafts (
    id BLOB PRIMARY KEY,
    unit BLOB NOT NULL,
    area TEXT NOT NULL,
    title TEXT NOT NULL,
    clauses TEXT NOT NULL,
    open_until TEXT NOT NULL,
    closed_at INTEGER,
    made_by BLOB NOT NULL,
    made_at INTEGER NOT NULL
) STRICT;
CREATE INDEX gatherings_drafts_newest ON gatherings_drafts (area, made_at, id);
CREATE INDEX gatherings_drafts_unit ON gatherings_drafts (unit, made_at, id);

CREATE TABLE gatherings_comments (
    id BLOB PRIMARY KEY,
    draft BLOB NOT NULL REFERENCES gatherings_drafts (id),
    clause INTEGER NOT NULL,
    person BLOB NOT NULL,
    text TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX gatherings_comments_draft ON gatherings_comments (draft, clause, at, id);

-- What became of a comment; the last one stands, those before stay in the books.
CREATE TABLE gatherings_outcomes (
    comment BLOB NOT NULL REFERENCES gatherings_comments (id),
    seq INTEGER NOT NULL,
    at INTEGER NOT NULL,
    actor BLOB NOT NULL,
    outcome TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (comment, seq)
) STRICT;
