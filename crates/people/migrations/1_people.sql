-- Addresses that work once, by which staff choose a password. The address itself is not kept.
CREATE TABLE people_invitations (
    token_hash BLOB PRIMARY KEY,
    person BLOB NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER
) STRICT;
CREATE INDEX people_invitations_person ON people_invitations (person);
