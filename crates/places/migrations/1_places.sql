-- A place as it stands. `code` is what people and other programs call it. Degrees are WGS-84;
-- `hours` is in the opening_hours syntax of OpenStreetMap. `amenities`, `detail` and `belief` are
-- JSON. `edition` grows with every change of the description, `version` with every change at all, so
-- that nodes know what to read again.
CREATE TABLE places_places (
    id BLOB PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    brand TEXT NOT NULL,
    name TEXT NOT NULL,
    area TEXT NOT NULL,
    lat REAL NOT NULL,
    lon REAL NOT NULL,
    address TEXT NOT NULL,
    hours TEXT NOT NULL,
    amenities TEXT NOT NULL,
    detail TEXT NOT NULL,
    owner BLOB,
    source TEXT NOT NULL,
    belief TEXT NOT NULL,
    edition INTEGER NOT NULL,
    version INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    closed_at INTEGER
) STRICT;
CREATE INDEX places_places_changed ON places_places (changed_at);
CREATE INDEX places_places_area ON places_places (area, code);
CREATE INDEX places_places_owner ON places_places (owner, code);

-- What a place was before each change of its description; JSON.
CREATE TABLE places_editions (
    place BLOB NOT NULL REFERENCES places_places (id),
    edition INTEGER NOT NULL,
    until INTEGER NOT NULL,
    actor BLOB,
    was TEXT NOT NULL,
    PRIMARY KEY (place, edition)
) STRICT;

-- How far the words of somebody known go, under a keyed hash that tells no person; no place and no
-- time. What was said of a place lies in its `belief`, for some days.
CREATE TABLE places_trust (
    reporter BLOB PRIMARY KEY,
    trust TEXT NOT NULL,
    changed_at INTEGER NOT NULL
) STRICT;

-- How often a tap agreed with what the page had told, by day: the rate of doors falsely told open
-- is published.
CREATE TABLE places_truth (
    day TEXT NOT NULL,
    told TEXT NOT NULL,
    said TEXT NOT NULL,
    taps INTEGER NOT NULL,
    PRIMARY KEY (day, told, said)
) STRICT;

-- Searches that found nothing within reach: a cell of the H3 grid, a day and hour (Shanghai), what
-- was missing, how often. Nobody is in it.
CREATE TABLE places_demand (
    day TEXT NOT NULL,
    hour INTEGER NOT NULL,
    cell TEXT NOT NULL,
    need TEXT NOT NULL,
    searches INTEGER NOT NULL,
    PRIMARY KEY (day, hour, cell, need)
) STRICT;

-- Visits of a place on a day (Shanghai), without names.
CREATE TABLE places_visits (
    place BLOB NOT NULL REFERENCES places_places (id),
    day TEXT NOT NULL,
    visits INTEGER NOT NULL,
    PRIMARY KEY (place, day)
) STRICT;

-- The sheet of a compound: gates, rules, buildings, parking; JSON. Each version stays.
CREATE TABLE places_sheets (
    place BLOB NOT NULL REFERENCES places_places (id),
    version INTEGER NOT NULL,
    at INTEGER NOT NULL,
    actor BLOB NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (place, version)
) STRICT;

-- What riders say is different on the spot; settled by those who keep the sheet.
CREATE TABLE places_corrections (
    id BLOB PRIMARY KEY,
    place BLOB NOT NULL REFERENCES places_places (id),
    version INTEGER NOT NULL,
    said TEXT NOT NULL,
    said_by BLOB NOT NULL,
    at INTEGER NOT NULL,
    standing TEXT NOT NULL,
    answer TEXT NOT NULL,
    settled_at INTEGER
) STRICT;
CREATE INDEX places_corrections_place ON places_corrections (place, at);

-- Merchants looked at together for food, price and quality; a row that has ended stays.
CREATE TABLE places_vettings (
    id BLOB PRIMARY KEY,
    place BLOB NOT NULL REFERENCES places_places (id),
    batch TEXT NOT NULL,
    food INTEGER NOT NULL,
    price INTEGER NOT NULL,
    quality INTEGER NOT NULL,
    offer TEXT NOT NULL,
    from_day TEXT NOT NULL,
    until_day TEXT NOT NULL,
    decided_by BLOB NOT NULL,
    decided_at INTEGER NOT NULL,
    removed_at INTEGER,
    removed_for TEXT NOT NULL
) STRICT;
CREATE INDEX places_vettings_place ON places_vettings (place, from_day);

-- What siting and statistics may read.
CREATE VIEW pub_places_demand AS SELECT day, hour, cell, need, searches FROM places_demand;
CREATE VIEW pub_places_places AS
    SELECT code, kind, area, lat, lon, hours, closed_at FROM places_places;
