-- Whether a run learnt its weights anew, from all records; others use the weights of the last that did.
ALTER TABLE registry_runs ADD COLUMN learnt INTEGER NOT NULL DEFAULT 1;
