-- Who a worker's contact member is, over time: arranged by a branch, ended by it or refused by the
-- worker. `name` is the public name of service, never the member's own.
CREATE TABLE cases_chain_contacts (
    id BLOB PRIMARY KEY,
    worker BLOB NOT NULL,
    member BLOB NOT NULL,
    branch BLOB NOT NULL,
    name TEXT NOT NULL,
    from_at INTEGER NOT NULL,
    until_at INTEGER,
    ended_by TEXT
) STRICT;
CREATE UNIQUE INDEX cases_chain_contact ON cases_chain_contacts (worker) WHERE until_at IS NULL;
CREATE INDEX cases_chain_branch ON cases_chain_contacts (branch, from_at, id);

-- The cases that are or were in a contact member's hands. A worker who goes past the member ends
-- the reading on, and the row says so.
CREATE TABLE cases_chain_hands (
    person BLOB NOT NULL,
    case_id BLOB NOT NULL REFERENCES cases_cases (id),
    reads INTEGER NOT NULL,
    PRIMARY KEY (person, case_id)
) STRICT;

-- Reports filed for somebody who has not said yes yet: no case, no deadline, in no list. Once it is
-- over, phone and words are wiped; the id becomes the case's.
CREATE TABLE cases_chain_filings (
    id BLOB PRIMARY KEY,
    filer BLOB NOT NULL,
    unit BLOB,
    role TEXT NOT NULL,
    state TEXT NOT NULL,
    keeps INTEGER NOT NULL,
    title TEXT NOT NULL,
    report TEXT,
    phone BLOB,
    phone_hash BLOB,
    filed_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX cases_chain_filer ON cases_chain_filings (filer, filed_at, id);
CREATE INDEX cases_chain_waiting ON cases_chain_filings (phone_hash) WHERE phone_hash IS NOT NULL;
