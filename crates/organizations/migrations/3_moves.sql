-- A planned change of the tree; the row is the cache of the fold of its entries.
CREATE TABLE organizations_moves (
    id BLOB PRIMARY KEY,
    title TEXT NOT NULL,
    sender BLOB NOT NULL,
    receiver BLOB NOT NULL,
    effective TEXT NOT NULL,
    decide_by TEXT NOT NULL,
    state TEXT NOT NULL,
    drafted_at INTEGER NOT NULL
) STRICT;
CREATE INDEX organizations_moves_newest ON organizations_moves (drafted_at, id);
CREATE INDEX organizations_moves_state ON organizations_moves (state);

-- What happened to it; only added to.
CREATE TABLE organizations_move_entries (
    move_id BLOB NOT NULL REFERENCES organizations_moves (id),
    seq INTEGER NOT NULL,
    at INTEGER NOT NULL,
    actor BLOB,
    what TEXT NOT NULL,
    PRIMARY KEY (move_id, seq)
) STRICT;
