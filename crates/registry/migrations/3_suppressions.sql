-- Whoever was erased by law is not taken in again: keyed hashes by which a row of theirs is known.
-- Nothing leads from here to a record or an account; `erasure` ties the hashes of one person
-- together, so that all of them can be lifted when that person asks for it.
CREATE TABLE registry_suppressions (
    mark BLOB PRIMARY KEY,
    erasure BLOB NOT NULL
) STRICT;
CREATE INDEX registry_suppressions_erasure ON registry_suppressions (erasure);
