-- The row is the cache of the fold of the entries; the entries are the truth.
CREATE TABLE cases_cases (
    id BLOB PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    area TEXT NOT NULL,
    matter TEXT NOT NULL,
    state TEXT NOT NULL,
    title TEXT NOT NULL,
    reporter BLOB,
    holder BLOB,
    owner BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    due_at INTEGER,
    answered_at INTEGER,
    closed_at INTEGER,
    handler_closed INTEGER NOT NULL,
    verdict TEXT NOT NULL,
    escalations INTEGER NOT NULL,
    urgent INTEGER NOT NULL,
    visibility TEXT NOT NULL,
    source TEXT NOT NULL,
    source_number TEXT,
    length INTEGER NOT NULL,
    folded TEXT NOT NULL,
    indexed INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX cases_source ON cases_cases (source, source_number) WHERE source_number IS NOT NULL;
CREATE INDEX cases_due ON cases_cases (area, due_at, id) WHERE due_at IS NOT NULL;
CREATE INDEX cases_holder ON cases_cases (holder, due_at, id) WHERE due_at IS NOT NULL;
CREATE INDEX cases_recent ON cases_cases (area, created_at, id);
CREATE INDEX cases_reporter ON cases_cases (reporter, created_at, id);
CREATE INDEX cases_unindexed ON cases_cases (id) WHERE indexed = 0;

CREATE TABLE cases_entries (
    case_id BLOB NOT NULL REFERENCES cases_cases (id),
    seq INTEGER NOT NULL,
    at INTEGER NOT NULL,
    actor BLOB,
    unit BLOB,
    role TEXT NOT NULL,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    PRIMARY KEY (case_id, seq)
) STRICT;

-- Units that ever held a case may go on reading it.
CREATE TABLE cases_participants (
    unit BLOB NOT NULL,
    case_id BLOB NOT NULL REFERENCES cases_cases (id),
    PRIMARY KEY (unit, case_id)
) STRICT;

CREATE INDEX cases_next ON cases_cases (due_at, id) WHERE due_at IS NOT NULL;
CREATE INDEX cases_urgent ON cases_cases (due_at, id) WHERE urgent = 1 AND due_at IS NOT NULL;
-- What the inbox counts, without reading the rows.
CREATE INDEX cases_figures ON cases_cases (area, state, due_at, handler_closed, id);
CREATE INDEX cases_newest ON cases_cases (created_at, id);

-- What statistics and the public page may read: nobody's name, and no words but released ones.
CREATE VIEW pub_cases_facts AS
    SELECT id, number, area, matter, state, verdict, visibility, urgent, owner, created_at, updated_at, due_at,
        answered_at, closed_at, handler_closed, escalations, source
    FROM cases_cases;

-- How far a broken-off import had come.
CREATE TABLE cases_imports (
    digest TEXT PRIMARY KEY,
    done INTEGER NOT NULL,
    imported INTEGER NOT NULL,
    duplicates INTEGER NOT NULL
) STRICT;

-- A case's way, without words and names.
CREATE VIEW pub_cases_steps AS
    SELECT case_id, seq, at, kind, unit FROM cases_entries;

-- The wordings that a clerk released, as JSON.
CREATE VIEW pub_cases_released AS
    SELECT case_id, seq, payload FROM cases_entries WHERE kind = 'released';
