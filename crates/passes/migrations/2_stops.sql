-- Merchants (places) whose offers are stopped, and since when: they failed an assessment, were
-- removed, lapsed or pause. Not their offers end but what they give.
CREATE TABLE passes_stops (
    place BLOB PRIMARY KEY,
    since INTEGER NOT NULL
) STRICT;
CREATE INDEX passes_gates_of_place ON passes_gates (place);
