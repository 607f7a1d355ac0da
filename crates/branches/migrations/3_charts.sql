-- A firm's chart of business units on a day, whole; only added to. `owner` is the Party unit that
-- decides what follows from it.
CREATE TABLE branches_charts (
    firm BLOB NOT NULL,
    number INTEGER NOT NULL,
    day TEXT NOT NULL,
    digest TEXT NOT NULL,
    owner BLOB NOT NULL,
    stated_by BLOB NOT NULL,
    stated_at INTEGER NOT NULL,
    PRIMARY KEY (firm, number)
) STRICT;
CREATE INDEX branches_charts_owner ON branches_charts (owner, firm, number);

-- A business unit of a chart; `origins` are codes of the chart before. `fresh` marks one that came
-- out of none and of which nobody has decided yet.
CREATE TABLE branches_chart_units (
    firm BLOB NOT NULL,
    number INTEGER NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    parent TEXT,
    origins TEXT NOT NULL,
    headcount INTEGER,
    fresh INTEGER NOT NULL,
    PRIMARY KEY (firm, number, code)
) STRICT;

-- Which Party unit answers for a business unit, from when until when. `number` is the chart up to
-- which this is settled: what later charts changed is in open proposals.
CREATE TABLE branches_chart_links (
    id BLOB PRIMARY KEY,
    firm BLOB NOT NULL,
    code TEXT NOT NULL,
    unit BLOB NOT NULL,
    number INTEGER NOT NULL,
    from_day TEXT NOT NULL,
    until_day TEXT,
    stated_by BLOB,
    stated_at INTEGER NOT NULL,
    ended_by BLOB,
    ended_at INTEGER
) STRICT;
CREATE INDEX branches_chart_links_firm ON branches_chart_links (firm, code);
CREATE UNIQUE INDEX branches_chart_links_now ON branches_chart_links (firm, code, unit)
    WHERE until_day IS NULL;

-- What a change of the chart calls for; a person accepts or refuses it.
CREATE TABLE branches_chart_proposals (
    id BLOB PRIMARY KEY,
    firm BLOB NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    state TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    decided_at INTEGER,
    decided_by BLOB,
    reason TEXT
) STRICT;
CREATE INDEX branches_chart_proposals_firm ON branches_chart_proposals (firm, state, made_at, id);

CREATE INDEX branches_members_line ON branches_members (line, id) WHERE line <> '';
