CREATE TABLE storage_meta (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

CREATE TABLE storage_journal (
    id BLOB PRIMARY KEY,
    at INTEGER NOT NULL,
    actor BLOB,
    role TEXT NOT NULL,
    purpose TEXT NOT NULL,
    action TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject BLOB NOT NULL,
    area TEXT NOT NULL,
    detail TEXT NOT NULL,
    salt BLOB NOT NULL,
    leaf_hash BLOB NOT NULL,
    leaf_index INTEGER
) STRICT;
CREATE UNIQUE INDEX storage_journal_leaf ON storage_journal (leaf_index) WHERE leaf_index IS NOT NULL;
CREATE INDEX storage_journal_pending ON storage_journal (id) WHERE leaf_index IS NULL;
CREATE INDEX storage_journal_subject ON storage_journal (subject);

CREATE TABLE storage_journal_tiles (
    level INTEGER NOT NULL,
    position INTEGER NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (level, position)
) STRICT;

CREATE TABLE storage_checkpoints (
    size INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    note TEXT NOT NULL
) STRICT;

CREATE TABLE storage_outbox (
    id BLOB PRIMARY KEY,
    topic TEXT NOT NULL,
    key TEXT NOT NULL UNIQUE,
    payload TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    last_error TEXT,
    delivered_at INTEGER
) STRICT;
CREATE INDEX storage_outbox_due ON storage_outbox (due_at) WHERE delivered_at IS NULL;

CREATE TABLE storage_jobs (
    key TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    due_at INTEGER NOT NULL,
    payload TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    last_error TEXT
) STRICT;
CREATE INDEX storage_jobs_due ON storage_jobs (due_at);

CREATE TABLE storage_idempotency (
    actor TEXT NOT NULL,
    key TEXT NOT NULL,
    request BLOB NOT NULL,
    status INTEGER NOT NULL,
    body TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (actor, key)
) STRICT;

CREATE TABLE storage_search_documents (
    number INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    document BLOB NOT NULL UNIQUE
) STRICT;
CREATE VIRTUAL TABLE storage_search USING fts5 (terms, content = '', contentless_delete = 1, detail = none, tokenize = "unicode61 remove_diacritics 0");
