-- Requests to erase somebody, recorded at an office: one member of staff records, another decides.
-- `note` and `answer` are sealed under the key of whom the request is about and go with it.
CREATE TABLE people_erasures (
    id BLOB PRIMARY KEY,
    person BLOB NOT NULL,
    area TEXT NOT NULL,
    unit BLOB NOT NULL,
    -- For which reason of the law, and who asked.
    ground TEXT NOT NULL,
    asker TEXT NOT NULL,
    note BLOB,
    asked_by BLOB NOT NULL,
    asked_at INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'done', 'refused')),
    answer BLOB,
    decided_by BLOB,
    decided_at INTEGER
) STRICT;
CREATE UNIQUE INDEX people_erasures_waiting ON people_erasures (person) WHERE state = 'waiting';
CREATE INDEX people_erasures_person ON people_erasures (person, asked_at, id);
CREATE INDEX people_erasures_area ON people_erasures (area, asked_at, id);
