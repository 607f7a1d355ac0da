-- What a planner asks about: JSON lists of releases, kinds and candidates; never changed.
CREATE TABLE siteplans_studies (
    id BLOB PRIMARY KEY,
    title TEXT NOT NULL,
    area TEXT NOT NULL,
    -- The unit of the post by which it was begun.
    owner BLOB NOT NULL,
    releases TEXT NOT NULL,
    -- Kinds of places that stand and stay; kinds of places that are candidates.
    standing TEXT NOT NULL,
    offered TEXT NOT NULL,
    candidates TEXT NOT NULL,
    made_by BLOB,
    made_at INTEGER NOT NULL
) STRICT;
CREATE INDEX siteplans_studies_area ON siteplans_studies (area, made_at);

-- One question and its answer. `input` is all that the engine was given but the heat itself, which
-- the releases keep; `digest` is over both. Numbers of steps are there where it was broken off.
CREATE TABLE siteplans_runs (
    study BLOB NOT NULL REFERENCES siteplans_studies (id),
    number INTEGER NOT NULL,
    asked TEXT NOT NULL,
    input TEXT NOT NULL,
    digest TEXT NOT NULL,
    seed INTEGER NOT NULL,
    engine TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed')),
    stop_asked INTEGER NOT NULL,
    -- The best so far, as shares of all weight.
    covered REAL NOT NULL,
    at_most REAL NOT NULL,
    steps INTEGER,
    curve_steps INTEGER,
    ended_by TEXT NOT NULL,
    answer TEXT NOT NULL,
    answer_digest TEXT NOT NULL,
    made_by BLOB,
    begun_at INTEGER NOT NULL,
    beat_at INTEGER NOT NULL,
    ended_at INTEGER,
    -- When it was last calculated again, and whether the same came out.
    repeated_at INTEGER,
    repeated_same INTEGER,
    PRIMARY KEY (study, number)
) STRICT;

-- Chosen sites that became cases.
CREATE TABLE siteplans_tasks (
    study BLOB NOT NULL REFERENCES siteplans_studies (id),
    number INTEGER NOT NULL,
    -- What the site is called among the run's spots.
    site TEXT NOT NULL,
    task BLOB NOT NULL,
    owner BLOB NOT NULL,
    due_on TEXT NOT NULL,
    PRIMARY KEY (study, number, site)
) STRICT;
