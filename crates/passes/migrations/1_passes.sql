-- Keys that sign tokens. The private half is sealed under the deployment's master key.
CREATE TABLE passes_keys (
    kid INTEGER PRIMARY KEY,
    alg TEXT NOT NULL,
    -- Of tokens ('token') or of what cities and gates exchange ('root').
    purpose TEXT NOT NULL CHECK (purpose IN ('token', 'root')),
    public BLOB NOT NULL,
    sealed BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    -- It signs from here to there; gates believe it until `known_until`.
    signs_from INTEGER NOT NULL,
    signs_until INTEGER NOT NULL,
    known_until INTEGER NOT NULL
) STRICT;

-- The secret from which the day keys of rotating codes are derived.
CREATE TABLE passes_secrets (
    name TEXT PRIMARY KEY,
    sealed BLOB NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

-- Rights to be let in or served. No name, no phone: a person by pseudonymous id, or nobody.
CREATE TABLE passes_cards (
    id BLOB PRIMARY KEY,
    kind TEXT NOT NULL,
    person BLOB,
    -- Of a pass without an account: hash of the secret in its holder's address.
    bearer BLOB UNIQUE,
    area TEXT NOT NULL,
    -- What its holder states, such as a number plate; sealed.
    detail BLOB,
    issued_at INTEGER NOT NULL,
    issued_by BLOB,
    until INTEGER NOT NULL,
    revoked_at INTEGER,
    revoked_why TEXT
) STRICT;
CREATE INDEX passes_cards_of_person ON passes_cards (person, kind);
CREATE INDEX passes_cards_of_area ON passes_cards (area, issued_at);
CREATE UNIQUE INDEX passes_cards_live ON passes_cards (person, kind, area)
    WHERE revoked_at IS NULL AND person IS NOT NULL;

-- The photo that a holder agreed to show to guards, by its name in the file store.
CREATE TABLE passes_photos (
    person BLOB PRIMARY KEY,
    photo TEXT NOT NULL,
    agreed_at INTEGER NOT NULL
) STRICT;

-- One day's token of a card. The slot is drawn anew each day, so that a gate cannot tell that two
-- days' tokens are one person's; rows go when their token has long expired.
CREATE TABLE passes_tokens (
    slot INTEGER PRIMARY KEY,
    card BLOB NOT NULL REFERENCES passes_cards (id),
    cti BLOB NOT NULL UNIQUE,
    kid INTEGER NOT NULL,
    mode TEXT NOT NULL CHECK (mode IN ('rotating', 'paper')),
    day TEXT NOT NULL,
    not_before INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    token TEXT NOT NULL,
    -- Place in the order of revocations; NULL while good.
    revoked_seq INTEGER
) STRICT;
CREATE INDEX passes_tokens_of_card ON passes_tokens (card, day);
CREATE INDEX passes_tokens_ending ON passes_tokens (expires_at);
CREATE UNIQUE INDEX passes_tokens_revoked ON passes_tokens (revoked_seq)
    WHERE revoked_seq IS NOT NULL;

-- Counters: the last place given out in the order of revocations.
CREATE TABLE passes_counters (
    name TEXT PRIMARY KEY,
    value INTEGER NOT NULL
) STRICT;

-- Where passes are read: a gate of a compound or place, a centre, a merchant.
CREATE TABLE passes_gates (
    id BLOB PRIMARY KEY,
    area TEXT NOT NULL,
    unit BLOB NOT NULL,
    place BLOB,
    name TEXT NOT NULL,
    audience TEXT NOT NULL,
    -- Class numbers that may enter, as JSON; empty for every class of the audience.
    classes TEXT NOT NULL,
    opened_at INTEGER NOT NULL,
    closed_at INTEGER
) STRICT;
CREATE INDEX passes_gates_of_area ON passes_gates (area);
CREATE INDEX passes_gates_of_unit ON passes_gates (unit);

-- One-time codes by which a device becomes a gate's.
CREATE TABLE passes_enrolments (
    code BLOB PRIMARY KEY,
    gate BLOB NOT NULL REFERENCES passes_gates (id),
    expires_at INTEGER NOT NULL
) STRICT;

CREATE TABLE passes_devices (
    id BLOB PRIMARY KEY,
    gate BLOB NOT NULL REFERENCES passes_gates (id),
    token BLOB NOT NULL UNIQUE,
    enrolled_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    ended_at INTEGER
) STRICT;
CREATE INDEX passes_devices_of_gate ON passes_devices (gate);

-- What happened at a gate, without who: no query by person is possible. Erased after some days.
CREATE TABLE passes_entries (
    id BLOB PRIMARY KEY,
    gate BLOB NOT NULL,
    at INTEGER NOT NULL,
    class INTEGER NOT NULL,
    verdict TEXT NOT NULL,
    way TEXT NOT NULL
) STRICT;
CREATE INDEX passes_entries_of_gate ON passes_entries (gate, at);
CREATE INDEX passes_entries_by_time ON passes_entries (at);

-- Keyed marks of codes that were let in, to find one code used at two gates; kept while gates may
-- still upload. The mark cannot be turned back into a token or a person.
CREATE TABLE passes_marks (
    mark BLOB NOT NULL,
    gate BLOB NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (mark, gate)
) STRICT;
CREATE INDEX passes_marks_by_time ON passes_marks (at);

-- What syncing found: one code at two gates, a redemption over its limit.
CREATE TABLE passes_findings (
    id BLOB PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('replay', 'over-limit')),
    gate BLOB NOT NULL,
    other_gate BLOB,
    at INTEGER NOT NULL,
    found_at INTEGER NOT NULL
) STRICT;
CREATE INDEX passes_findings_of_gate ON passes_findings (gate, found_at);

-- Who read a pass, for its holder alone: gate and time are sealed under the holder's own key.
CREATE TABLE passes_reads (
    id BLOB PRIMARY KEY,
    card BLOB NOT NULL,
    sealed BLOB NOT NULL,
    ends_at INTEGER NOT NULL
) STRICT;
CREATE INDEX passes_reads_of_card ON passes_reads (card);
CREATE INDEX passes_reads_ending ON passes_reads (ends_at);

-- Lists of keys of other cities, as they were imported.
CREATE TABLE passes_trust (
    city TEXT PRIMARY KEY,
    list BLOB NOT NULL,
    root BLOB NOT NULL,
    imported_at INTEGER NOT NULL,
    imported_by BLOB,
    until INTEGER NOT NULL
) STRICT;

-- What a merchant offers to holders of a warm card.
CREATE TABLE passes_offers (
    id BLOB PRIMARY KEY,
    gate BLOB NOT NULL REFERENCES passes_gates (id),
    title TEXT NOT NULL,
    -- So often per card within one day, week or month.
    times INTEGER NOT NULL CHECK (times > 0),
    period TEXT NOT NULL CHECK (period IN ('day', 'week', 'month')),
    from_day TEXT NOT NULL,
    until_day TEXT,
    ended_at INTEGER
) STRICT;
CREATE INDEX passes_offers_of_gate ON passes_offers (gate);

-- How often a card was served; never charged to its holder. The device's id of the redemption
-- makes uploading it twice harmless.
CREATE TABLE passes_redemptions (
    id BLOB PRIMARY KEY,
    offer BLOB NOT NULL REFERENCES passes_offers (id),
    card BLOB NOT NULL,
    period_start TEXT NOT NULL,
    at INTEGER NOT NULL,
    beyond INTEGER NOT NULL
) STRICT;
CREATE INDEX passes_redemptions_of_card ON passes_redemptions (card, offer, period_start);
CREATE INDEX passes_redemptions_by_time ON passes_redemptions (at);
