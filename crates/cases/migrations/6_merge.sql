-- Who follows whom; a cache of the folds, compared by `yilu verify`.
CREATE TABLE cases_merged (
    follower BLOB PRIMARY KEY REFERENCES cases_cases (id),
    leader BLOB NOT NULL REFERENCES cases_cases (id)
) STRICT;
CREATE INDEX cases_merged_leader ON cases_merged (leader, follower);

-- How many people reported what a case is about, once somebody has joined it.
CREATE TABLE cases_support (
    case_id BLOB PRIMARY KEY REFERENCES cases_cases (id),
    people INTEGER NOT NULL
) STRICT;

-- Where cases lie, in degrees of WGS-84: what is reported nearby is looked up, never searched for.
CREATE TABLE cases_places (
    case_id BLOB PRIMARY KEY REFERENCES cases_cases (id),
    lat REAL NOT NULL,
    lon REAL NOT NULL
) STRICT;
CREATE INDEX cases_places_near ON cases_places (lat, lon, case_id);

-- The indexer puts the places of older cases in.
UPDATE cases_cases SET indexed = 0;

-- A trouble counts once, however many reported it; each report can still be asked for by its number.
CREATE VIEW pub_cases_numbers AS
    SELECT id, number, area, matter, state, verdict, visibility, urgent, owner, created_at, updated_at, due_at,
        answered_at, closed_at, handler_closed, escalations, source
    FROM cases_cases;
DROP VIEW pub_cases_facts;
CREATE VIEW pub_cases_facts AS
    SELECT id, number, area, matter, state, verdict, visibility, urgent, owner, created_at, updated_at, due_at,
        answered_at, closed_at, handler_closed, escalations, source
    FROM cases_cases WHERE id NOT IN (SELECT follower FROM cases_merged);

-- For pages that show it from the city's `support_min` on.
CREATE VIEW pub_cases_support AS
    SELECT case_id, people FROM cases_support;
