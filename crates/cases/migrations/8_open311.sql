-- Programs that may hand cases in. A key is shown once; only its hash is kept.
CREATE TABLE cases_open311_keys (
    id BLOB PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    hash BLOB NOT NULL UNIQUE,
    unit BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    revoked_at INTEGER
) STRICT;

-- What one sender handed in, by when it last changed.
CREATE INDEX cases_open311_sent ON cases_cases (source, updated_at, id) WHERE source <> 'yilu';
