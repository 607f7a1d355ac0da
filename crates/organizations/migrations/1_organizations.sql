-- The row is the cache of the fold of the facts; the facts are the truth and are only added to.
CREATE TABLE organizations_units (
    id BLOB PRIMARY KEY,
    kind TEXT NOT NULL,
    area TEXT NOT NULL,
    name_zh TEXT NOT NULL,
    name_en TEXT NOT NULL,
    parent BLOB,
    in_charge INTEGER NOT NULL,
    operator INTEGER NOT NULL,
    from_day TEXT NOT NULL,
    until_day TEXT,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX organizations_units_area ON organizations_units (area, id);
CREATE UNIQUE INDEX organizations_operator ON organizations_units (operator) WHERE operator = 1;
CREATE UNIQUE INDEX organizations_in_charge ON organizations_units (area)
    WHERE in_charge = 1 AND until_day IS NULL;

CREATE TABLE organizations_facts (
    unit BLOB NOT NULL REFERENCES organizations_units (id),
    seq INTEGER NOT NULL,
    from_day TEXT NOT NULL,
    what TEXT NOT NULL,
    stated_by BLOB,
    stated_at INTEGER NOT NULL,
    PRIMARY KEY (unit, seq)
) STRICT;

-- Grows with every change, so that each node knows when its copy is out of date.
CREATE TABLE organizations_version (
    one INTEGER PRIMARY KEY,
    version INTEGER NOT NULL
) STRICT;
INSERT INTO organizations_version (one, version) VALUES (1, 0);

-- What statistics may read.
CREATE VIEW pub_organizations_units AS
    SELECT id, kind, area, name_zh, name_en, parent, in_charge, operator, from_day, until_day
    FROM organizations_units;
