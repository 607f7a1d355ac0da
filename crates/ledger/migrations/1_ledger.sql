-- Balances are caches: the transfers are the truth, and `yilu verify` compares the two.
CREATE TABLE ledger_accounts (
    id BLOB PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('issued', 'reserve', 'person')),
    owner TEXT NOT NULL,
    balance INTEGER NOT NULL,
    opened_at INTEGER NOT NULL,
    UNIQUE (kind, owner),
    -- A point that no sponsor backs cannot come into being, whatever the program does.
    CHECK (kind <> 'reserve' OR balance >= 0)
) STRICT;

CREATE TABLE ledger_transfers (
    id BLOB PRIMARY KEY,
    debit BLOB NOT NULL REFERENCES ledger_accounts (id),
    credit BLOB NOT NULL REFERENCES ledger_accounts (id),
    amount INTEGER NOT NULL CHECK (amount > 0),
    reason TEXT NOT NULL,
    rule TEXT,
    reference BLOB NOT NULL,
    round INTEGER NOT NULL,
    number TEXT,
    at INTEGER NOT NULL,
    CHECK (debit <> credit),
    UNIQUE (reason, reference, round)
) STRICT;
CREATE INDEX ledger_debits ON ledger_transfers (debit, at, id);
CREATE INDEX ledger_credits ON ledger_transfers (credit, at, id);

-- What each confirmation earned, once per round: also when it earned nothing.
CREATE TABLE ledger_awards (
    case_id BLOB NOT NULL,
    round INTEGER NOT NULL,
    number TEXT NOT NULL,
    person BLOB NOT NULL,
    reserve TEXT NOT NULL,
    rule TEXT NOT NULL,
    amount INTEGER NOT NULL CHECK (amount >= 0),
    state TEXT NOT NULL CHECK (state IN ('posted', 'waiting', 'capped', 'taken-back')),
    at INTEGER NOT NULL,
    PRIMARY KEY (case_id, round)
) STRICT;
CREATE INDEX ledger_earned ON ledger_awards (person, rule, at);
CREATE INDEX ledger_waiting ON ledger_awards (reserve, at) WHERE state = 'waiting';
