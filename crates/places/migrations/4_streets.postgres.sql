-- The street that a place is part of stood in `detail` alone, where nothing can be looked up.
ALTER TABLE places_places ADD COLUMN part_of TEXT COLLATE "C" NOT NULL DEFAULT '';
UPDATE places_places SET part_of = COALESCE(detail::json ->> 'part_of', '');
CREATE INDEX places_places_part ON places_places (part_of, code);
