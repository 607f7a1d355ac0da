-- Who says something about workers. `number` begins with the twelve digits of the area, so that
-- whatever is keyed by it lies by area. `next` is the number of the source's next record.
CREATE TABLE registry_sources (
    number INTEGER PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    area TEXT NOT NULL,
    owner BLOB NOT NULL,
    firm BLOB,
    name_zh TEXT NOT NULL,
    name_en TEXT NOT NULL,
    basis TEXT NOT NULL,
    responsible BLOB,
    due_minute INTEGER,
    every_days INTEGER,
    map TEXT,
    next INTEGER NOT NULL,
    made_at INTEGER NOT NULL,
    closed_at INTEGER
) STRICT;
CREATE INDEX registry_sources_area ON registry_sources (area, number);
CREATE INDEX registry_sources_owner ON registry_sources (owner, number);

-- A file of a source: what it said of a day. `whole` where whoever is not in it has left. `done`
-- counts the lines that are taken in; it grows in the transaction that takes them.
CREATE TABLE registry_batches (
    source INTEGER NOT NULL REFERENCES registry_sources (number),
    number INTEGER NOT NULL,
    day INTEGER NOT NULL,
    whole INTEGER NOT NULL,
    digest TEXT NOT NULL,
    done INTEGER NOT NULL,
    made INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    unchanged INTEGER NOT NULL,
    ended INTEGER NOT NULL,
    rejected INTEGER NOT NULL,
    begun_by BLOB,
    begun_at INTEGER NOT NULL,
    finished_at INTEGER,
    PRIMARY KEY (source, number)
) STRICT;
CREATE UNIQUE INDEX registry_batches_digest ON registry_batches (source, day, digest);

-- Days on which a file was due and had not come.
CREATE TABLE registry_lates (
    source INTEGER NOT NULL REFERENCES registry_sources (number),
    day INTEGER NOT NULL,
    noticed_at INTEGER NOT NULL,
    chased INTEGER NOT NULL,
    came_at INTEGER,
    PRIMARY KEY (source, day)
) STRICT;

-- What facts point to: areas, lines of areas, jobs; the same thing stands here once.
CREATE TABLE registry_terms (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    text TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX registry_terms_text ON registry_terms (kind, text);

-- A person as one source knows them. `id` is the source's number and the record's own, so it lies
-- by area and by source. The hashes are keyed; they go when the person is erased.
CREATE TABLE registry_records (
    id BLOB PRIMARY KEY,
    mark BLOB,
    phone BLOB,
    identity BLOB,
    erased_at INTEGER
) STRICT;
CREATE INDEX registry_records_phone ON registry_records (phone) WHERE phone IS NOT NULL;
CREATE INDEX registry_records_identity ON registry_records (identity) WHERE identity IS NOT NULL;

-- What a source said: from which day it is true, and since when it is known. Only added to. What is
-- NULL was not said, 0 was said to be unknown; a job ends with the number of its term below zero.
-- `said` is the keyed hash of the personal part, `sealed` that part under the record's own key.
CREATE TABLE registry_facts (
    record BLOB NOT NULL,
    day INTEGER NOT NULL,
    known INTEGER NOT NULL,
    part INTEGER NOT NULL,
    batch INTEGER NOT NULL,
    job INTEGER,
    home INTEGER,
    residence INTEGER,
    line INTEGER,
    said BLOB,
    sealed BLOB,
    PRIMARY KEY (record, day, known, part)
) STRICT, WITHOUT ROWID;

-- A worker says that something known of them is wrong. `wanted` is sealed under the record's key.
CREATE TABLE registry_corrections (
    id BLOB PRIMARY KEY,
    record BLOB NOT NULL,
    source INTEGER NOT NULL REFERENCES registry_sources (number),
    field TEXT NOT NULL,
    wanted BLOB,
    state TEXT NOT NULL,
    answer TEXT NOT NULL,
    asked_at INTEGER NOT NULL,
    decided_by BLOB,
    decided_at INTEGER
) STRICT;
CREATE INDEX registry_corrections_source ON registry_corrections (source, state, asked_at, id);
CREATE INDEX registry_corrections_record ON registry_corrections (record, asked_at);

-- What statistics may read: no person is in it.
CREATE VIEW pub_registry_facts AS
    SELECT record, day, known, part, job, home, residence, line FROM registry_facts;
CREATE VIEW pub_registry_terms AS SELECT id, kind, text FROM registry_terms;
