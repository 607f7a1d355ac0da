-- Who carries which duty for a unit, from when until when. Rows are added and ended, never changed
-- into others; who ended one, and why, stands beside it.
CREATE TABLE organizations_duties (
    id BLOB PRIMARY KEY,
    duty TEXT NOT NULL,
    unit BLOB NOT NULL REFERENCES organizations_units (id),
    person BLOB,
    bearer BLOB,
    deputy BLOB,
    seat TEXT,
    shown_as TEXT,
    reach TEXT,
    deputy_shown_as TEXT,
    deputy_reach TEXT,
    text TEXT,
    from_day TEXT NOT NULL,
    until_day TEXT,
    ended_day TEXT,
    ended_reason TEXT,
    given_at INTEGER NOT NULL
) STRICT;
CREATE INDEX organizations_duties_unit ON organizations_duties (unit, duty);
CREATE INDEX organizations_duties_person ON organizations_duties (person);

-- Days on which the bearer is away and the deputy stands in.
CREATE TABLE organizations_absences (
    duty_id BLOB NOT NULL REFERENCES organizations_duties (id),
    from_day TEXT NOT NULL,
    until_day TEXT NOT NULL,
    stated_at INTEGER NOT NULL,
    PRIMARY KEY (duty_id, from_day)
) STRICT;

-- What the bearer went there for.
CREATE TABLE organizations_duty_visits (
    id BLOB PRIMARY KEY,
    duty_id BLOB NOT NULL REFERENCES organizations_duties (id),
    kind TEXT NOT NULL,
    on_day TEXT NOT NULL,
    note TEXT NOT NULL,
    stated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX organizations_duty_visits_of ON organizations_duty_visits (duty_id, on_day);
