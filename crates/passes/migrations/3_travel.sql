-- Where a gate stands (WGS-84 degrees), to tell whether somebody can have been at two of them.
ALTER TABLE passes_gates ADD COLUMN lat REAL;
ALTER TABLE passes_gates ADD COLUMN lon REAL;

-- Keyed marks of passes that were let in, one pass and day alike: to find one pass at two gates
-- faster than anybody rides. Kept while gates may still upload, and read for nothing else.
DROP TABLE passes_marks;
CREATE TABLE passes_marks (
    mark BLOB NOT NULL,
    gate BLOB NOT NULL,
    at INTEGER NOT NULL,
    -- The step of the code; 0 for a pass that is always the same.
    step INTEGER NOT NULL,
    PRIMARY KEY (mark, gate, at)
) STRICT;
CREATE INDEX passes_marks_by_time ON passes_marks (at);

-- Passes that were in two places: which, and on what day; not where, and not when.
CREATE TABLE passes_flags (
    issuer TEXT NOT NULL,
    -- The day's place in that city's revocation list, which its short code says.
    slot INTEGER NOT NULL,
    -- Of our own passes.
    card BLOB,
    area TEXT NOT NULL,
    why TEXT NOT NULL CHECK (why IN ('same-code', 'travel')),
    day TEXT NOT NULL,
    PRIMARY KEY (issuer, slot)
) STRICT;
CREATE INDEX passes_flags_of_card ON passes_flags (card);
CREATE INDEX passes_flags_of_area ON passes_flags (area, day);

-- Keys of days that trusted cities handed over, so that their changing codes can be checked here;
-- sealed, and erased when the day is over.
CREATE TABLE passes_trust_days (
    city TEXT NOT NULL,
    area TEXT NOT NULL,
    day TEXT NOT NULL,
    sealed BLOB NOT NULL,
    PRIMARY KEY (city, area, day)
) STRICT;
CREATE INDEX passes_trust_days_ending ON passes_trust_days (day);
