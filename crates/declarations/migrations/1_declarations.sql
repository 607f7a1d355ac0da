-- The last import of a year counts; those before it are kept.
CREATE TABLE declarations_calendar_years (
    id BLOB PRIMARY KEY,
    -- Grows with every import, so that each node knows when its copy is out of date.
    version INTEGER NOT NULL UNIQUE,
    year INTEGER NOT NULL,
    csv TEXT NOT NULL,
    imported_at INTEGER NOT NULL,
    imported_by BLOB
) STRICT;
CREATE UNIQUE INDEX declarations_calendar_years_year ON declarations_calendar_years (year, version);
