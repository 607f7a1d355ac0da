-- A report in the making. Its id becomes the case's, so that sending it twice makes one case.
-- Without a person it was typed after a session had ended: whoever signs in with the link has it.
CREATE TABLE cases_drafts (
    id BLOB PRIMARY KEY,
    person BLOB,
    matter TEXT NOT NULL,
    typed TEXT NOT NULL,
    photos TEXT NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX cases_drafts_expiry ON cases_drafts (expires_at);
