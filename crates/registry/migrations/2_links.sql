-- Two records are one person: from when it was taken for so, until when. Only `until` and what goes
-- with it is ever written later. `run` where the program drew it, `made_by` where a person did.
-- `one` is the smaller record. `reasons` name fields and outcomes, never a value.
CREATE TABLE registry_links (
    id BLOB PRIMARY KEY,
    one BLOB NOT NULL,
    other BLOB NOT NULL,
    since INTEGER NOT NULL,
    probability REAL NOT NULL,
    reasons TEXT NOT NULL,
    run BLOB,
    made_by BLOB,
    until INTEGER,
    ended_by BLOB,
    ended_why TEXT
) STRICT;
CREATE UNIQUE INDEX registry_links_pair ON registry_links (one, other) WHERE until IS NULL;
CREATE INDEX registry_links_other ON registry_links (other) WHERE until IS NULL;
CREATE INDEX registry_links_past ON registry_links (one, other, until) WHERE until IS NOT NULL;

-- The subject of each record that is linked: the cache of what the open links add up to.
CREATE TABLE registry_subjects (
    record BLOB PRIMARY KEY,
    subject BLOB NOT NULL
) STRICT;
CREATE INDEX registry_subjects_subject ON registry_subjects (subject, record);

-- Pairs about which a person is asked. `area` holds both sources; `after` hides it until then.
CREATE TABLE registry_proposals (
    id BLOB PRIMARY KEY,
    one BLOB NOT NULL,
    other BLOB NOT NULL,
    area TEXT NOT NULL,
    probability REAL NOT NULL,
    reasons TEXT NOT NULL,
    run BLOB NOT NULL,
    made_at INTEGER NOT NULL,
    state TEXT NOT NULL,
    after INTEGER NOT NULL,
    decided_by BLOB,
    decided_at INTEGER
) STRICT;
CREATE UNIQUE INDEX registry_proposals_pair ON registry_proposals (one, other);
CREATE INDEX registry_proposals_other ON registry_proposals (other);
CREATE INDEX registry_proposals_area ON registry_proposals (state, area, probability, id);

-- Somebody said that two records are not one person. It holds while `until` is NULL.
CREATE TABLE registry_apart (
    one BLOB NOT NULL,
    other BLOB NOT NULL,
    said_by BLOB,
    said_at INTEGER NOT NULL,
    until INTEGER,
    PRIMARY KEY (one, other, said_at)
) STRICT;
CREATE INDEX registry_apart_now ON registry_apart (one, other) WHERE until IS NULL;

-- What the program did: what it learnt, what came of it.
CREATE TABLE registry_runs (
    id BLOB PRIMARY KEY,
    begun_at INTEGER NOT NULL,
    finished_at INTEGER NOT NULL,
    records INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    linked INTEGER NOT NULL,
    asked INTEGER NOT NULL,
    least REAL NOT NULL,
    model TEXT NOT NULL
) STRICT;
CREATE INDEX registry_runs_begun ON registry_runs (begun_at);
