-- The firm for whose job a pass was given: it ends with that job. NULL for the holder's own passes.
-- One and the same kind may be held as one's own and for a job.
ALTER TABLE passes_cards ADD COLUMN firm BLOB;
CREATE INDEX passes_cards_of_job ON passes_cards (person, firm) WHERE firm IS NOT NULL;
DROP INDEX passes_cards_live;
CREATE UNIQUE INDEX passes_cards_live ON passes_cards (person, kind, area)
    WHERE revoked_at IS NULL AND person IS NOT NULL AND firm IS NULL;
CREATE UNIQUE INDEX passes_cards_live_of_job ON passes_cards (person, kind, area, firm)
    WHERE revoked_at IS NULL AND person IS NOT NULL AND firm IS NOT NULL;
