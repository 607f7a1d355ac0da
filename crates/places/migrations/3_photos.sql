-- Photos of places. `file` is as it was taken, for those who keep the place; the public sees `shown`,
-- in which a clerk has painted over what nobody shall be told by.
CREATE TABLE places_photos (
    id BLOB PRIMARY KEY,
    place BLOB NOT NULL REFERENCES places_places (id),
    file TEXT NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    added_at INTEGER NOT NULL,
    added_by BLOB NOT NULL,
    shown TEXT,
    shown_width INTEGER,
    shown_height INTEGER,
    released_at INTEGER,
    released_by BLOB,
    UNIQUE (place, file)
) STRICT;
