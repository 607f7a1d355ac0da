-- Earmarked money. Balances are caches: the entries are the truth, and `yilu verify` compares the two.
CREATE TABLE funds_funds (
    id BLOB PRIMARY KEY,
    title TEXT NOT NULL,
    unit BLOB NOT NULL,
    purposes TEXT NOT NULL,
    from_day TEXT NOT NULL,
    until_day TEXT NOT NULL,
    opened_by BLOB NOT NULL,
    opened_at INTEGER NOT NULL
) STRICT;

CREATE TABLE funds_shares (
    id BLOB PRIMARY KEY,
    fund BLOB NOT NULL REFERENCES funds_funds (id),
    unit BLOB NOT NULL,
    parent BLOB REFERENCES funds_shares (id),
    depth INTEGER NOT NULL,
    -- Fen. Money that is not there cannot leave, whatever the program does.
    balance INTEGER NOT NULL CHECK (balance >= 0),
    UNIQUE (fund, unit)
) STRICT;
CREATE INDEX funds_shares_unit ON funds_shares (unit);

-- Somebody asks, somebody else decides.
CREATE TABLE funds_requests (
    id BLOB PRIMARY KEY,
    fund BLOB NOT NULL REFERENCES funds_funds (id),
    share BLOB NOT NULL REFERENCES funds_shares (id),
    kind TEXT NOT NULL CHECK (kind IN ('allocation', 'spending')),
    amount INTEGER NOT NULL CHECK (amount > 0),
    receiver BLOB,
    purpose TEXT,
    voucher TEXT,
    text TEXT NOT NULL,
    state TEXT NOT NULL
        CHECK (state IN ('asked', 'approved', 'declined', 'withdrawn', 'reversed')),
    asked_by BLOB NOT NULL,
    asked_at INTEGER NOT NULL,
    decided_by BLOB,
    decided_at INTEGER,
    reason TEXT,
    CHECK ((kind = 'allocation') = (receiver IS NOT NULL)),
    CHECK ((kind = 'spending') = (purpose IS NOT NULL AND voucher IS NOT NULL))
) STRICT;
CREATE INDEX funds_requests_share ON funds_requests (share, asked_at);
CREATE INDEX funds_requests_fund ON funds_requests (fund, state);
-- One invoice is paid once.
CREATE UNIQUE INDEX funds_vouchers ON funds_requests (voucher)
    WHERE voucher IS NOT NULL AND state IN ('asked', 'approved');

CREATE TABLE funds_evidence (
    request BLOB NOT NULL REFERENCES funds_requests (id),
    file TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (request, file)
) STRICT;

-- Where money left and where it went; null stands for the world outside the fund.
CREATE TABLE funds_entries (
    id BLOB PRIMARY KEY,
    fund BLOB NOT NULL REFERENCES funds_funds (id),
    kind TEXT NOT NULL CHECK (kind IN ('opened', 'allocated', 'spent', 'returned', 'reversed')),
    debit BLOB REFERENCES funds_shares (id),
    credit BLOB REFERENCES funds_shares (id),
    amount INTEGER NOT NULL CHECK (amount > 0),
    -- The fund, the request, or the return: with the kind it moves money once.
    reference BLOB NOT NULL,
    at INTEGER NOT NULL,
    CHECK (debit IS NOT NULL OR credit IS NOT NULL),
    UNIQUE (kind, reference)
) STRICT;
CREATE INDEX funds_entries_debit ON funds_entries (debit);
CREATE INDEX funds_entries_credit ON funds_entries (credit);
