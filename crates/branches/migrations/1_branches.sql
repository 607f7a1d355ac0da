-- A pseudonym of one person in this domain. `person_hash` is keyed; `sealed` opens with a key of the
-- pseudonym's own, which ordinary backups leave out.
CREATE TABLE branches_people (
    id BLOB PRIMARY KEY,
    person_hash BLOB NOT NULL UNIQUE,
    sealed BLOB NOT NULL,
    made_at INTEGER NOT NULL
) STRICT;

-- A member or somebody on the way to it: the cache of the fold of the facts below. `home` and
-- `floating` are units; a member counts once, whichever are set.
CREATE TABLE branches_members (
    id BLOB PRIMARY KEY REFERENCES branches_people (id),
    stage TEXT,
    stage_from TEXT,
    home BLOB,
    home_from TEXT,
    floating BLOB,
    floating_from TEXT,
    home_elsewhere INTEGER NOT NULL,
    line TEXT NOT NULL,
    shift TEXT NOT NULL,
    area TEXT NOT NULL,
    facts INTEGER NOT NULL
) STRICT;
CREATE INDEX branches_members_home ON branches_members (home, id);
CREATE INDEX branches_members_floating ON branches_members (floating, id);

-- What is known of a member; only added to. `evidence` is sealed under the pseudonym's key; `branch`
-- is set where the fact says that the member joined one.
CREATE TABLE branches_facts (
    member BLOB NOT NULL REFERENCES branches_members (id),
    seq INTEGER NOT NULL,
    from_day TEXT NOT NULL,
    what TEXT NOT NULL,
    source TEXT NOT NULL,
    evidence BLOB,
    batch BLOB,
    branch BLOB,
    stated_by BLOB,
    stated_at INTEGER NOT NULL,
    PRIMARY KEY (member, seq)
) STRICT;
CREATE INDEX branches_facts_batch ON branches_facts (batch, member, seq);
CREATE INDEX branches_facts_branch ON branches_facts (branch, member);

-- What is said about whether somebody is a member; `state` is the cache of the fold of the words.
CREATE TABLE branches_claims (
    person BLOB PRIMARY KEY REFERENCES branches_people (id),
    state TEXT NOT NULL,
    area TEXT NOT NULL,
    unit BLOB NOT NULL,
    provisional BLOB,
    home BLOB,
    details BLOB,
    made_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL
) STRICT;
CREATE INDEX branches_claims_unit ON branches_claims (unit, state, made_at, person);

CREATE TABLE branches_words (
    person BLOB NOT NULL REFERENCES branches_claims (person),
    seq INTEGER NOT NULL,
    word TEXT NOT NULL,
    unit BLOB,
    stated_by BLOB,
    stated_at INTEGER NOT NULL,
    PRIMARY KEY (person, seq)
) STRICT;

-- Something that somebody must do, with an owner and a day; at most one open of a kind and subject.
CREATE TABLE branches_tasks (
    id BLOB PRIMARY KEY,
    kind TEXT NOT NULL,
    subject BLOB NOT NULL,
    owner BLOB NOT NULL,
    due_on TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    done_at INTEGER,
    done_how TEXT
) STRICT;
CREATE UNIQUE INDEX branches_tasks_open ON branches_tasks (kind, subject) WHERE done_at IS NULL;
CREATE INDEX branches_tasks_owner ON branches_tasks (owner, kind, due_on, id) WHERE done_at IS NULL;

-- A poster whose code leads members back: it names a desk and the branch that takes them in first.
CREATE TABLE branches_stations (
    id BLOB PRIMARY KEY,
    token TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    area TEXT NOT NULL,
    branch BLOB NOT NULL,
    made_by BLOB NOT NULL,
    made_at INTEGER NOT NULL,
    closed_at INTEGER
) STRICT;
CREATE INDEX branches_stations_branch ON branches_stations (branch, id);

-- A member on the way from one branch to another; `state` is that of the last step.
CREATE TABLE branches_transfers (
    id BLOB PRIMARY KEY,
    member BLOB NOT NULL REFERENCES branches_members (id),
    link TEXT NOT NULL,
    sender BLOB NOT NULL,
    receiver BLOB NOT NULL,
    effective TEXT NOT NULL,
    due_on TEXT NOT NULL,
    state TEXT NOT NULL,
    bulk BLOB,
    made_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX branches_transfers_open ON branches_transfers (member, link)
    WHERE state IN ('asked', 'transit', 'accepted');
CREATE INDEX branches_transfers_sender ON branches_transfers (sender, state, id);
CREATE INDEX branches_transfers_receiver ON branches_transfers (receiver, state, id);

CREATE TABLE branches_transfer_steps (
    transfer BLOB NOT NULL REFERENCES branches_transfers (id),
    seq INTEGER NOT NULL,
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    unit BLOB,
    stated_by BLOB,
    stated_at INTEGER NOT NULL,
    PRIMARY KEY (transfer, seq)
) STRICT;

-- A branch to be divided. `parts` and `seats` say what is planned; `batch` the facts by which it was
-- applied, while it is.
CREATE TABLE branches_plans (
    id BLOB PRIMARY KEY,
    branch BLOB NOT NULL,
    state TEXT NOT NULL,
    on_day TEXT,
    plan TEXT NOT NULL,
    batch BLOB,
    made_by BLOB NOT NULL,
    made_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL
) STRICT;
CREATE INDEX branches_plans_branch ON branches_plans (branch, made_at, id);

CREATE TABLE branches_plan_steps (
    plan BLOB NOT NULL REFERENCES branches_plans (id),
    seq INTEGER NOT NULL,
    state TEXT NOT NULL,
    told TEXT NOT NULL,
    stated_by BLOB,
    stated_at INTEGER NOT NULL,
    PRIMARY KEY (plan, seq)
) STRICT;

-- A secretary looks after members: both are pseudonyms.
CREATE TABLE branches_leads (
    id BLOB PRIMARY KEY,
    lead BLOB NOT NULL REFERENCES branches_members (id),
    member BLOB NOT NULL REFERENCES branches_members (id),
    since INTEGER NOT NULL,
    until INTEGER,
    ended_why TEXT,
    batch BLOB
) STRICT;
CREATE UNIQUE INDEX branches_leads_member ON branches_leads (member) WHERE until IS NULL;
CREATE INDEX branches_leads_lead ON branches_leads (lead, id);

-- A worker whom a branch looks after, from when until when.
CREATE TABLE branches_workers (
    id BLOB PRIMARY KEY,
    worker BLOB NOT NULL,
    branch BLOB NOT NULL,
    area TEXT NOT NULL,
    language TEXT NOT NULL,
    since INTEGER NOT NULL,
    until INTEGER,
    declined_at INTEGER
) STRICT;
CREATE UNIQUE INDEX branches_workers_now ON branches_workers (worker) WHERE until IS NULL;
CREATE INDEX branches_workers_branch ON branches_workers (branch, id);

-- A member is a worker's contact, from when until when.
CREATE TABLE branches_contacts (
    id BLOB PRIMARY KEY,
    worker BLOB NOT NULL REFERENCES branches_workers (id),
    member BLOB NOT NULL REFERENCES branches_members (id),
    since INTEGER NOT NULL,
    until INTEGER,
    ended_why TEXT
) STRICT;
CREATE UNIQUE INDEX branches_contacts_now ON branches_contacts (worker) WHERE until IS NULL;
CREATE INDEX branches_contacts_member ON branches_contacts (member, id);
CREATE INDEX branches_contacts_worker ON branches_contacts (worker, since, id);

-- How a branch pairs: so many workers for a member, as the most or as the least.
CREATE TABLE branches_pairing (
    branch BLOB PRIMARY KEY,
    workers INTEGER NOT NULL,
    is_cap INTEGER NOT NULL,
    days INTEGER NOT NULL,
    changed_at INTEGER NOT NULL
) STRICT;

-- What the branch was seen to do; health is judged from these and from members alone.
CREATE TABLE branches_signs (
    branch BLOB NOT NULL,
    seq INTEGER NOT NULL,
    day TEXT NOT NULL,
    sign TEXT NOT NULL,
    stated_by BLOB,
    stated_at INTEGER NOT NULL,
    PRIMARY KEY (branch, seq)
) STRICT;
CREATE INDEX branches_signs_day ON branches_signs (branch, sign, day);
