-- Releases of protected heat, each with the promise it was made under.
CREATE TABLE heatmaps_releases (
    id BLOB PRIMARY KEY,
    -- SHA-256 of the guarantee: the same release is kept once.
    digest TEXT NOT NULL UNIQUE,
    -- Who handed it in.
    source TEXT NOT NULL,
    resolution INTEGER NOT NULL,
    hours TEXT NOT NULL CHECK (hours IN ('week', 'day', 'whole')),
    -- First and last day (Shanghai), where they were told.
    from_day TEXT,
    until_day TEXT,
    -- The guarantee as it came, JSON.
    guarantee TEXT NOT NULL,
    imported_at INTEGER NOT NULL
) STRICT;

-- Noisy counts of workers by H3 cell (hexadecimal), hour and occupation.
CREATE TABLE heatmaps_cells (
    release BLOB NOT NULL REFERENCES heatmaps_releases (id),
    cell TEXT NOT NULL,
    hour INTEGER NOT NULL,
    occupation TEXT NOT NULL,
    weight INTEGER NOT NULL CHECK (weight > 0),
    PRIMARY KEY (release, cell, hour, occupation)
) STRICT;

-- What siting and statistics may read.
CREATE VIEW pub_heatmaps_cells AS
    SELECT r.source, r.resolution, r.hours, r.from_day, r.until_day,
           c.cell, c.hour, c.occupation, c.weight
    FROM heatmaps_cells AS c JOIN heatmaps_releases AS r ON r.id = c.release;
