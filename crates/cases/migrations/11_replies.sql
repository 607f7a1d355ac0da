-- The link that goes back to the group a message was pasted from: it shows a state, nothing else.
CREATE TABLE cases_replies (
    token TEXT PRIMARY KEY,
    case_id BLOB NOT NULL UNIQUE REFERENCES cases_cases (id),
    made_at INTEGER NOT NULL
) STRICT;
