-- Matters that concern many. The row is the cache of the fold of the entries.
CREATE TABLE cases_collective (
    id BLOB PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    area TEXT NOT NULL,
    owner BLOB NOT NULL,
    stage TEXT NOT NULL,
    due_at INTEGER,
    ended INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    length INTEGER NOT NULL,
    folded TEXT NOT NULL
) STRICT;
CREATE INDEX cases_collective_newest ON cases_collective (ended, created_at, id);
CREATE INDEX cases_collective_area ON cases_collective (area, ended, due_at, id);
CREATE INDEX cases_collective_owner ON cases_collective (owner, ended, due_at, id);

CREATE TABLE cases_collective_entries (
    matter BLOB NOT NULL REFERENCES cases_collective (id),
    seq INTEGER NOT NULL,
    at INTEGER NOT NULL,
    actor BLOB,
    unit BLOB,
    role TEXT NOT NULL,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    PRIMARY KEY (matter, seq)
) STRICT;

-- Who reported it or joined, and is told how it goes.
CREATE TABLE cases_collective_people (
    matter BLOB NOT NULL REFERENCES cases_collective (id),
    person BLOB NOT NULL,
    reported INTEGER NOT NULL,
    since INTEGER NOT NULL,
    until INTEGER,
    PRIMARY KEY (matter, person)
) STRICT;

-- What riders, residents and merchants say about it; shown without a name.
CREATE TABLE cases_collective_comments (
    id BLOB PRIMARY KEY,
    matter BLOB NOT NULL REFERENCES cases_collective (id),
    person BLOB NOT NULL,
    side TEXT NOT NULL,
    text TEXT NOT NULL,
    at INTEGER NOT NULL,
    struck TEXT
) STRICT;
CREATE INDEX cases_collective_comments_matter ON cases_collective_comments (matter, at, id);

-- Who may vote and who has, without a time.
CREATE TABLE cases_collective_roll (
    matter BLOB NOT NULL REFERENCES cases_collective (id),
    round INTEGER NOT NULL,
    person BLOB NOT NULL,
    voted INTEGER NOT NULL,
    PRIMARY KEY (matter, round, person)
) STRICT;

-- All ballots of a vote as one text in the order of their codes: no row, no time and no order ties
-- a ballot to whoever cast it.
CREATE TABLE cases_collective_urns (
    matter BLOB NOT NULL REFERENCES cases_collective (id),
    round INTEGER NOT NULL,
    ballots TEXT NOT NULL,
    PRIMARY KEY (matter, round)
) STRICT;
