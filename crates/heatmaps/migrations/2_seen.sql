-- The firm that handed the release in, where it is known here: it may look at its own.
ALTER TABLE heatmaps_releases ADD COLUMN unit BLOB;
-- A map shows one hour of one release.
CREATE INDEX heatmaps_cells_hour ON heatmaps_cells (release, hour, occupation);
