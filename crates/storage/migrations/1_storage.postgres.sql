CREATE TABLE storage_meta (
    key TEXT COLLATE "C" PRIMARY KEY,
    value TEXT COLLATE "C" NOT NULL
);

CREATE TABLE storage_journal (
    id BYTEA PRIMARY KEY,
    at BIGINT NOT NULL,
    actor BYTEA,
    role TEXT COLLATE "C" NOT NULL,
    purpose TEXT COLLATE "C" NOT NULL,
    action TEXT COLLATE "C" NOT NULL,
    subject_kind TEXT COLLATE "C" NOT NULL,
    subject BYTEA NOT NULL,
    area TEXT COLLATE "C" NOT NULL,
    detail TEXT COLLATE "C" NOT NULL,
    salt BYTEA NOT NULL,
    leaf_hash BYTEA NOT NULL,
    leaf_index BIGINT
);
CREATE UNIQUE INDEX storage_journal_leaf ON storage_journal (leaf_index) WHERE leaf_index IS NOT NULL;
CREATE INDEX storage_journal_pending ON storage_journal (id) WHERE leaf_index IS NULL;
CREATE INDEX storage_journal_subject ON storage_journal (subject);

CREATE TABLE storage_journal_tiles (
    level BIGINT NOT NULL,
    position BIGINT NOT NULL,
    hash BYTEA NOT NULL,
    PRIMARY KEY (level, position)
);

CREATE TABLE storage_checkpoints (
    size BIGINT PRIMARY KEY,
    at BIGINT NOT NULL,
    note TEXT COLLATE "C" NOT NULL
);

CREATE TABLE storage_outbox (
    id BYTEA PRIMARY KEY,
    topic TEXT COLLATE "C" NOT NULL,
    key TEXT COLLATE "C" NOT NULL UNIQUE,
    payload TEXT COLLATE "C" NOT NULL,
    created_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    last_error TEXT COLLATE "C",
    delivered_at BIGINT
);
CREATE INDEX storage_outbox_due ON storage_outbox (due_at) WHERE delivered_at IS NULL;

CREATE TABLE storage_jobs (
    key TEXT COLLATE "C" PRIMARY KEY,
    kind TEXT COLLATE "C" NOT NULL,
    due_at BIGINT NOT NULL,
    payload TEXT COLLATE "C" NOT NULL,
    attempts BIGINT NOT NULL,
    last_error TEXT COLLATE "C"
);
CREATE INDEX storage_jobs_due ON storage_jobs (due_at);

CREATE TABLE storage_idempotency (
    actor TEXT COLLATE "C" NOT NULL,
    key TEXT COLLATE "C" NOT NULL,
    request BYTEA NOT NULL,
    status BIGINT NOT NULL,
    body TEXT COLLATE "C" NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (actor, key)
);

CREATE TABLE storage_search_documents (
    number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind TEXT COLLATE "C" NOT NULL,
    document BYTEA NOT NULL UNIQUE,
    terms TEXT[] NOT NULL
);
CREATE INDEX storage_search_terms ON storage_search_documents USING gin (terms);
