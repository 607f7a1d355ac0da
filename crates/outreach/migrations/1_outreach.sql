-- A visit to a site. The token opens the page on which the site sees its list.
CREATE TABLE outreach_visits (
    id BLOB PRIMARY KEY,
    area TEXT NOT NULL,
    unit BLOB NOT NULL,
    site TEXT NOT NULL,
    visited_on TEXT NOT NULL,
    token TEXT NOT NULL UNIQUE,
    made_by BLOB NOT NULL,
    made_at INTEGER NOT NULL
) STRICT;
CREATE INDEX outreach_visits_newest ON outreach_visits (area, made_at, id);
CREATE INDEX outreach_visits_unit ON outreach_visits (unit, made_at, id);

-- A line of a visit's list; standing and words are those of its last step.
CREATE TABLE outreach_lines (
    id BLOB PRIMARY KEY,
    visit BLOB NOT NULL REFERENCES outreach_visits (id),
    position INTEGER NOT NULL,
    text TEXT NOT NULL,
    owner BLOB NOT NULL,
    due_on TEXT NOT NULL,
    standing TEXT NOT NULL,
    said TEXT NOT NULL,
    case_id BLOB,
    changed_at INTEGER NOT NULL,
    UNIQUE (visit, position)
) STRICT;
CREATE INDEX outreach_lines_owner ON outreach_lines (owner, visit);

-- What happened to a line; never changed.
CREATE TABLE outreach_steps (
    line BLOB NOT NULL REFERENCES outreach_lines (id),
    at INTEGER NOT NULL,
    actor BLOB NOT NULL,
    unit BLOB,
    standing TEXT NOT NULL,
    said TEXT NOT NULL,
    PRIMARY KEY (line, at)
) STRICT;

-- What many people meet, collected for a branch.
CREATE TABLE outreach_notes (
    id BLOB PRIMARY KEY,
    branch BLOB NOT NULL,
    area TEXT NOT NULL,
    theme TEXT NOT NULL,
    place TEXT NOT NULL,
    text TEXT NOT NULL,
    collector BLOB NOT NULL,
    collected_at INTEGER NOT NULL
) STRICT;
CREATE INDEX outreach_notes_branch ON outreach_notes (branch, collected_at, id);
CREATE INDEX outreach_notes_newest ON outreach_notes (area, collected_at, id);
CREATE INDEX outreach_notes_collector ON outreach_notes (collector, collected_at, id);

-- What was decided about a note; the last one stands, the ones before stay.
CREATE TABLE outreach_adoptions (
    note BLOB NOT NULL REFERENCES outreach_notes (id),
    seq INTEGER NOT NULL,
    at INTEGER NOT NULL,
    actor BLOB NOT NULL,
    unit BLOB,
    adoption TEXT NOT NULL,
    said TEXT NOT NULL,
    PRIMARY KEY (note, seq)
) STRICT;

-- Branches for which notes are collected: from then on each month has its digest.
CREATE TABLE outreach_branches (
    branch BLOB PRIMARY KEY,
    since INTEGER NOT NULL
) STRICT;

-- `month` is 2026-05; `themes` a list of [theme, notes].
CREATE TABLE outreach_digests (
    branch BLOB NOT NULL,
    month TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    notes INTEGER NOT NULL,
    themes TEXT NOT NULL,
    PRIMARY KEY (branch, month)
) STRICT;
