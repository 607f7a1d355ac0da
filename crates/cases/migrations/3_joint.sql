-- The parts of joint cases, as the fold of the case has them: for the inboxes of the units.
CREATE TABLE cases_joint_parts (
    case_id BLOB NOT NULL REFERENCES cases_cases (id),
    part INTEGER NOT NULL,
    unit BLOB NOT NULL,
    state TEXT NOT NULL,
    -- Whose turn it is: the unit's, the street's, or nobody's.
    holder BLOB,
    due_at INTEGER,
    PRIMARY KEY (case_id, part)
) STRICT;
CREATE INDEX cases_joint_holder ON cases_joint_parts (holder, due_at) WHERE holder IS NOT NULL;

-- Deadlines of parts that a unit let pass, each once, with the unit that was told.
CREATE TABLE cases_joint_silences (
    case_id BLOB NOT NULL REFERENCES cases_cases (id),
    seq INTEGER NOT NULL,
    part INTEGER NOT NULL,
    stage TEXT NOT NULL,
    unit BLOB NOT NULL,
    told BLOB,
    PRIMARY KEY (case_id, seq)
) STRICT;

-- Which unit stayed silent, for the public's view of a case's way.
CREATE VIEW pub_cases_silences AS
    SELECT case_id, seq, part, stage, unit, told FROM cases_joint_silences;
