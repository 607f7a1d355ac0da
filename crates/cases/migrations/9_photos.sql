-- Photos that a clerk looked at and released: the painted-over file that stands for the original.
CREATE TABLE cases_photos (
    case_id BLOB NOT NULL REFERENCES cases_cases (id),
    original TEXT NOT NULL,
    file TEXT NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    PRIMARY KEY (case_id, original)
) STRICT;

-- What the public page may show, while the case's kind is one that it shows.
CREATE VIEW pub_cases_photos AS
    SELECT p.case_id, c.number, p.file, p.width, p.height
    FROM cases_photos p JOIN cases_cases c ON c.id = p.case_id
    WHERE c.visibility = 'public-after-release';
