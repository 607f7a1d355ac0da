-- Places earn labels: a body that is named judges them in batches. This takes the place of the table
-- that was planned for merchants and never written to.
DROP TABLE places_vettings;

CREATE TABLE places_batches (
    id BLOB PRIMARY KEY,
    -- Code of the catalogue's label.
    label TEXT NOT NULL,
    name TEXT NOT NULL,
    -- Who looked, in words: the committee of a business district, the market office.
    body TEXT NOT NULL,
    area TEXT NOT NULL,
    unit BLOB,
    on_day TEXT NOT NULL,
    -- The last day of the labels that it gives, and the day by which somebody looks again.
    until_day TEXT NOT NULL,
    recheck_day TEXT NOT NULL,
    made_by BLOB NOT NULL,
    made_at INTEGER NOT NULL
) STRICT;
CREATE INDEX places_batches_area ON places_batches (area, on_day);

-- What was found of one place; never changed. `marks` is JSON: criterion, good or not, note.
CREATE TABLE places_assessments (
    batch BLOB NOT NULL REFERENCES places_batches (id),
    place BLOB NOT NULL REFERENCES places_places (id),
    marks TEXT NOT NULL,
    -- 0 for none: it failed.
    level INTEGER NOT NULL,
    at INTEGER NOT NULL,
    actor BLOB NOT NULL,
    PRIMARY KEY (batch, place)
) STRICT;
CREATE INDEX places_assessments_place ON places_assessments (place, at);

-- How a place stands that was ever assessed or paused itself. `stopped` tells what was last said to
-- those who give its discounts.
CREATE TABLE places_labels (
    place BLOB PRIMARY KEY REFERENCES places_places (id),
    -- Code of the catalogue's label.
    label TEXT NOT NULL,
    batch BLOB REFERENCES places_batches (id),
    level INTEGER NOT NULL,
    assessed_at INTEGER,
    until_day TEXT,
    recheck_day TEXT,
    taken_at INTEGER,
    taken_for TEXT NOT NULL,
    paused_at INTEGER,
    proposed_at INTEGER,
    stopped INTEGER NOT NULL
) STRICT;
CREATE INDEX places_labels_until ON places_labels (label, until_day);

-- What happened to a place's label; never changed.
CREATE TABLE places_label_steps (
    place BLOB NOT NULL REFERENCES places_places (id),
    seq INTEGER NOT NULL,
    at INTEGER NOT NULL,
    actor BLOB,
    what TEXT NOT NULL,
    said TEXT NOT NULL,
    PRIMARY KEY (place, seq)
) STRICT;

-- Riders' complaints, each a case. Who complained stands in the case and nowhere here.
CREATE TABLE places_complaints (
    case_id BLOB PRIMARY KEY,
    place BLOB NOT NULL REFERENCES places_places (id),
    reason TEXT NOT NULL,
    at INTEGER NOT NULL,
    standing TEXT NOT NULL CHECK (standing IN ('open', 'upheld', 'unfounded')),
    settled_at INTEGER
) STRICT;
CREATE INDEX places_complaints_place ON places_complaints (place, at);
