-- Alarms: which urgent cases ring at a duty desk, and when somebody took them. Beside the fold, so
-- that a duty page reads what rings and nothing else.
CREATE TABLE cases_duty (
    case_id BLOB PRIMARY KEY REFERENCES cases_cases (id),
    rang_at INTEGER NOT NULL,
    ringing INTEGER NOT NULL,
    taken_at INTEGER
) STRICT;
CREATE INDEX cases_duty_ringing ON cases_duty (rang_at, case_id) WHERE ringing = 1;
CREATE INDEX cases_duty_lately ON cases_duty (rang_at, case_id);
