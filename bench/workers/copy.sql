-- The peer: COPY into a table without a log, then one INSERT … SELECT with the same checks, the first
-- of rows that stand twice, and the indexes by which people are found. Nothing is sealed.
SET client_min_messages = error;
DROP TABLE IF EXISTS stage, worker;
CREATE OR REPLACE FUNCTION identity_fits(number text) RETURNS bool
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT number ~ '^[0-9]{17}[0-9X]$' AND substr(number, 18, 1) = substr('10X98765432', 1 + (
        SELECT sum(substr(number, place, 1)::int * ('{7,9,10,5,8,4,2,1,6,3,7,9,10,5,8,4,2}'::int[])[place])
        FROM generate_series(1, 17) AS place)::int % 11, 1)
$$;
CREATE UNLOGGED TABLE stage (line bigint GENERATED ALWAYS AS IDENTITY, number text, name text,
    identity text, phone text, occupation text, platform text, site text, home text);
CREATE TABLE worker (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, number text NOT NULL UNIQUE,
    name text NOT NULL, identity text NOT NULL, phone text NOT NULL, occupation text NOT NULL,
    platform text NOT NULL, site text NOT NULL, home text NOT NULL);
\copy stage (number, name, identity, phone, occupation, platform, site, home) FROM FILE csv header
INSERT INTO worker (number, name, identity, phone, occupation, platform, site, home)
SELECT number, name, identity, phone, occupation, platform, site, home FROM stage
WHERE name <> '' AND phone ~ '^1[3-9][0-9]{9}$' AND identity_fits(identity)
    AND occupation IN ('courier', 'rider', 'ride-hail-driver', 'trucker', 'streamer')
ORDER BY line ON CONFLICT (number) DO NOTHING;
CREATE INDEX worker_phone ON worker (phone);
CREATE INDEX worker_identity ON worker (identity);
SELECT 'ok ' || count(*) FROM worker;
