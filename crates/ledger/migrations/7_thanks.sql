-- What looking on the spot earned, once per request: also when it earned nothing.
CREATE TABLE ledger_thanks (
    ask BLOB PRIMARY KEY,
    person BLOB NOT NULL,
    rule TEXT NOT NULL,
    amount INTEGER NOT NULL CHECK (amount >= 0),
    state TEXT NOT NULL CHECK (state IN ('posted', 'capped', 'unfunded')),
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX ledger_thanked ON ledger_thanks (person, rule, at);
