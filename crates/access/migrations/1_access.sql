CREATE TABLE access_persons (
    id BLOB PRIMARY KEY,
    kind TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    erased_at INTEGER
) STRICT;

-- Left out of ordinary backups: without its row here a person's fields are noise everywhere.
CREATE TABLE access_keys (
    person BLOB PRIMARY KEY,
    wrapped BLOB NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE access_fields (
    person BLOB NOT NULL,
    field TEXT NOT NULL,
    sealed BLOB NOT NULL,
    changed_at INTEGER NOT NULL,
    PRIMARY KEY (person, field)
) STRICT;

CREATE TABLE access_lookups (
    kind TEXT NOT NULL,
    hash BLOB NOT NULL,
    person BLOB NOT NULL,
    PRIMARY KEY (kind, hash)
) STRICT;
CREATE UNIQUE INDEX access_lookups_person ON access_lookups (person, kind);

CREATE TABLE access_looks (
    id BLOB PRIMARY KEY,
    person BLOB NOT NULL,
    field TEXT NOT NULL,
    looker BLOB NOT NULL,
    role TEXT NOT NULL,
    unit BLOB,
    purpose TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX access_looks_person ON access_looks (person, id);

CREATE TABLE access_memberships (
    id BLOB PRIMARY KEY,
    person BLOB NOT NULL,
    unit BLOB NOT NULL,
    unit_kind TEXT NOT NULL,
    role TEXT NOT NULL,
    area TEXT NOT NULL,
    from_day TEXT NOT NULL,
    until_day TEXT,
    granted_by BLOB,
    granted_at INTEGER NOT NULL
) STRICT;
CREATE INDEX access_memberships_person ON access_memberships (person);
CREATE INDEX access_memberships_unit ON access_memberships (unit);

-- The end of a membership is a fact of its own: the grant stays as it was written.
CREATE TABLE access_membership_ends (
    membership BLOB PRIMARY KEY,
    until_day TEXT NOT NULL,
    ended_by BLOB,
    ended_at INTEGER NOT NULL,
    reason TEXT NOT NULL
) STRICT;

CREATE TABLE access_sessions (
    id BLOB PRIMARY KEY,
    token_hash BLOB NOT NULL UNIQUE,
    person BLOB NOT NULL,
    kind TEXT NOT NULL,
    device TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    ended_at INTEGER
) STRICT;
CREATE INDEX access_sessions_person ON access_sessions (person);

CREATE TABLE access_codes (
    phone_hash BLOB PRIMARY KEY,
    code_hash BLOB NOT NULL,
    expires_at INTEGER NOT NULL,
    tries INTEGER NOT NULL,
    used_at INTEGER
) STRICT;

CREATE TABLE access_passwords (
    person BLOB PRIMARY KEY,
    phc TEXT NOT NULL,
    changed_at INTEGER NOT NULL
) STRICT;

CREATE TABLE access_failures (
    key BLOB PRIMARY KEY,
    failures INTEGER NOT NULL,
    locked_until INTEGER NOT NULL
) STRICT;

CREATE TABLE access_totp (
    person BLOB PRIMARY KEY,
    enrolled_at INTEGER NOT NULL,
    confirmed_at INTEGER,
    last_step INTEGER NOT NULL
) STRICT;

CREATE TABLE access_recovery_codes (
    person BLOB NOT NULL,
    hash BLOB NOT NULL,
    used_at INTEGER,
    PRIMARY KEY (person, hash)
) STRICT;

CREATE TABLE access_links (
    token_hash BLOB PRIMARY KEY,
    person BLOB NOT NULL,
    kind TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER
) STRICT;

CREATE TABLE access_rates (
    key BLOB PRIMARY KEY,
    ends_at INTEGER NOT NULL,
    hits INTEGER NOT NULL
) STRICT;
CREATE INDEX access_rates_ends ON access_rates (ends_at);
