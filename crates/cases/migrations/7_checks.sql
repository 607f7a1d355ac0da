-- Results on the ground. The entries of the case are the truth; these rows are for lists.
CREATE TABLE cases_results (
    id BLOB PRIMARY KEY,
    case_id BLOB NOT NULL REFERENCES cases_cases (id),
    area TEXT NOT NULL,
    kind TEXT NOT NULL,
    quantity INTEGER NOT NULL,
    lat REAL,
    lon REAL,
    address TEXT NOT NULL,
    unit BLOB,
    recorded_at INTEGER NOT NULL,
    seen_there INTEGER NOT NULL,
    seen_missing INTEGER NOT NULL,
    struck INTEGER NOT NULL
) STRICT;
CREATE INDEX cases_results_case ON cases_results (case_id, recorded_at, id);
CREATE INDEX cases_results_newest ON cases_results (recorded_at, id) WHERE struck = 0;

-- Who has looked at which result: each worker once.
CREATE TABLE cases_results_checks (
    result BLOB NOT NULL REFERENCES cases_results (id),
    person BLOB NOT NULL,
    there INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (result, person)
) STRICT;
CREATE INDEX cases_results_checks_person ON cases_results_checks (person, at);

-- What others may make places of: nobody's name, and nothing of a private case.
CREATE VIEW pub_cases_results AS
    SELECT r.id, r.case_id, c.number, c.matter, r.area, r.kind, r.quantity, r.lat, r.lon, r.address,
        r.recorded_at, r.seen_there, r.seen_missing
    FROM cases_results r JOIN cases_cases c ON c.id = r.case_id
    WHERE r.struck = 0 AND c.visibility <> 'private'
        AND c.state NOT IN ('withdrawn', 'out-of-scope');

-- Workers who agreed to look at cases on the spot, in an area of their own choice.
CREATE TABLE cases_volunteers (
    id BLOB PRIMARY KEY,
    person BLOB NOT NULL,
    area TEXT NOT NULL,
    since INTEGER NOT NULL,
    until INTEGER
) STRICT;
CREATE UNIQUE INDEX cases_volunteers_person ON cases_volunteers (person) WHERE until IS NULL;

-- A draw of closed cases by lot. Its seed is announced, with a journal record, before anybody can
-- know what it draws.
CREATE TABLE cases_draws (
    id BLOB PRIMARY KEY,
    area TEXT NOT NULL,
    from_at INTEGER NOT NULL,
    to_at INTEGER NOT NULL,
    month TEXT,
    size INTEGER NOT NULL,
    words TEXT NOT NULL,
    nonce BLOB NOT NULL,
    seed BLOB NOT NULL,
    announced_at INTEGER NOT NULL,
    drawn_at INTEGER,
    population INTEGER,
    drawn INTEGER,
    digest BLOB,
    close_at INTEGER,
    closed_at INTEGER
) STRICT;
CREATE UNIQUE INDEX cases_draws_month ON cases_draws (area, month) WHERE month IS NOT NULL;
CREATE INDEX cases_draws_newest ON cases_draws (announced_at, id);

-- What lay in the urn, in its order: with the seed the draw can be repeated.
CREATE TABLE cases_draws_frame (
    draw BLOB NOT NULL REFERENCES cases_draws (id),
    position INTEGER NOT NULL,
    case_id BLOB NOT NULL REFERENCES cases_cases (id),
    PRIMARY KEY (draw, position)
) STRICT;

-- A drawn case, in the order of the lot.
CREATE TABLE cases_checks (
    id BLOB PRIMARY KEY,
    draw BLOB NOT NULL REFERENCES cases_draws (id),
    lot INTEGER NOT NULL,
    case_id BLOB NOT NULL REFERENCES cases_cases (id),
    verdict TEXT NOT NULL,
    solved INTEGER NOT NULL,
    unsolved INTEGER NOT NULL,
    unsure INTEGER NOT NULL,
    decided_at INTEGER,
    UNIQUE (draw, lot)
) STRICT;
CREATE INDEX cases_checks_case ON cases_checks (case_id);

-- One worker asked to look at a drawn case.
CREATE TABLE cases_checks_asks (
    id BLOB PRIMARY KEY,
    check_id BLOB NOT NULL REFERENCES cases_checks (id),
    person BLOB NOT NULL,
    asked_at INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    answer TEXT,
    remark TEXT NOT NULL,
    answered_at INTEGER,
    lapsed_at INTEGER,
    UNIQUE (check_id, person)
) STRICT;
CREATE INDEX cases_checks_asks_person ON cases_checks_asks (person, due_at, id);

-- Drawn, looked at, found: counts of each draw and nothing else.
CREATE VIEW pub_cases_checks AS
    SELECT d.id AS draw, d.area, d.from_at, d.to_at, d.population, d.drawn, d.drawn_at, d.closed_at,
        CAST(COALESCE(SUM(CASE WHEN c.verdict = 'solved' THEN 1 ELSE 0 END), 0) AS BIGINT) AS solved,
        CAST(COALESCE(SUM(CASE WHEN c.verdict = 'unsolved' THEN 1 ELSE 0 END), 0) AS BIGINT) AS unsolved,
        CAST(COALESCE(SUM(CASE WHEN c.verdict IN ('solved', 'unsolved') AND c.solved > 0 AND c.unsolved > 0
            THEN 1 ELSE 0 END), 0) AS BIGINT) AS split
    FROM cases_draws d LEFT JOIN cases_checks c ON c.draw = d.id
    WHERE d.drawn_at IS NOT NULL
    GROUP BY d.id, d.area, d.from_at, d.to_at, d.population, d.drawn, d.drawn_at, d.closed_at;
