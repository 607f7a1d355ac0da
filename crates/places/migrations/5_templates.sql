-- Places that a template names for a compound, until somebody enters them or does without.
CREATE TABLE places_drafts (
    id BLOB PRIMARY KEY,
    -- The compound that copied the template.
    place BLOB NOT NULL REFERENCES places_places (id),
    template TEXT NOT NULL,
    -- Which of the template's places it is, from 0.
    number INTEGER NOT NULL,
    made BLOB REFERENCES places_places (id),
    dropped_at INTEGER,
    UNIQUE (place, template, number)
) STRICT;
