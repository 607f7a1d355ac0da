-- What a member shows of their own accord. Texts are sealed under the pseudonym's key; a badge that
-- was withdrawn keeps neither text nor a token that opens anything.
CREATE TABLE branches_badges (
    id BLOB PRIMARY KEY,
    member BLOB NOT NULL REFERENCES branches_people (id),
    token TEXT UNIQUE,
    pledge BLOB,
    name BLOB,
    made_at INTEGER NOT NULL,
    withdrawn_at INTEGER,
    CHECK ((token IS NULL) = (withdrawn_at IS NOT NULL))
) STRICT;
-- A member shows one badge at a time.
CREATE UNIQUE INDEX branches_badges_member ON branches_badges (member) WHERE withdrawn_at IS NULL;

-- For each purpose a consent of its own, from when until when; only added to and ended.
CREATE TABLE branches_badge_consents (
    badge BLOB NOT NULL REFERENCES branches_badges (id),
    purpose TEXT NOT NULL CHECK (purpose IN ('membership', 'pledge', 'name', 'branch')),
    given_at INTEGER NOT NULL,
    withdrawn_at INTEGER,
    PRIMARY KEY (badge, purpose, given_at)
) STRICT;
