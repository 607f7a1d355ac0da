-- What riders said. A rating that was replaced or withdrawn stays as a fact and counts no more.
CREATE TABLE ratings_ratings (
    id BLOB PRIMARY KEY,
    unit BLOB NOT NULL,
    area TEXT NOT NULL,
    rider BLOB NOT NULL,
    minutes INTEGER NOT NULL CHECK (minutes >= 0 AND minutes <= 180),
    reason TEXT NOT NULL,
    band TEXT NOT NULL,
    -- For the street only; sealed under the rider's own key.
    note BLOB,
    state TEXT NOT NULL CHECK (state IN ('live', 'replaced', 'withdrawn')),
    at INTEGER NOT NULL,
    -- When the window ends in which this rider's ratings of this unit count once.
    window_ends_at INTEGER NOT NULL,
    ended_at INTEGER
) STRICT;
CREATE INDEX ratings_of_unit ON ratings_ratings (unit, state, at);
CREATE INDEX ratings_of_rider ON ratings_ratings (rider, unit, at);
CREATE INDEX ratings_of_area ON ratings_ratings (area, at);

-- Riders' ratings that are published together or not at all.
CREATE TABLE ratings_groups (
    id BLOB PRIMARY KEY,
    unit BLOB NOT NULL,
    formed_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL
) STRICT;
CREATE INDEX ratings_groups_of_unit ON ratings_groups (unit, ends_at);

CREATE TABLE ratings_members (
    group_id BLOB NOT NULL REFERENCES ratings_groups (id),
    rating BLOB PRIMARY KEY REFERENCES ratings_ratings (id)
) STRICT;
CREATE INDEX ratings_members_of_group ON ratings_members (group_id);

-- What was published of a unit, one after the other; the last one stands.
CREATE TABLE ratings_releases (
    id BLOB PRIMARY KEY,
    unit BLOB NOT NULL,
    area TEXT NOT NULL,
    seq INTEGER NOT NULL,
    at INTEGER NOT NULL,
    -- Riders, rounded down to a band; 0 when nothing is shown any more.
    riders INTEGER NOT NULL,
    minutes INTEGER,
    -- Codes of the main reasons, as JSON.
    reasons TEXT NOT NULL,
    UNIQUE (unit, seq)
) STRICT;
CREATE INDEX ratings_releases_of_area ON ratings_releases (area);

CREATE TABLE ratings_released (
    release BLOB NOT NULL REFERENCES ratings_releases (id),
    group_id BLOB NOT NULL REFERENCES ratings_groups (id),
    PRIMARY KEY (release, group_id)
) STRICT;

CREATE TABLE ratings_replies (
    release BLOB PRIMARY KEY REFERENCES ratings_releases (id),
    text TEXT NOT NULL,
    replied_by BLOB NOT NULL,
    at INTEGER NOT NULL
) STRICT;

-- Cases that the figures of a unit opened.
CREATE TABLE ratings_improvements (
    case_id BLOB PRIMARY KEY,
    unit BLOB NOT NULL,
    area TEXT NOT NULL,
    opened_at INTEGER NOT NULL,
    closed_at INTEGER
) STRICT;
CREATE UNIQUE INDEX ratings_improving ON ratings_improvements (unit) WHERE closed_at IS NULL;
CREATE INDEX ratings_improvements_of_area ON ratings_improvements (area, opened_at);
