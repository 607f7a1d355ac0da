-- What a kind may ask for besides names and place.
ALTER TABLE organizations_units ADD COLUMN uscc TEXT;
ALTER TABLE organizations_units ADD COLUMN industry TEXT;
ALTER TABLE organizations_units ADD COLUMN meets TEXT;
CREATE UNIQUE INDEX organizations_uscc ON organizations_units (uscc)
    WHERE uscc IS NOT NULL AND until_day IS NULL;
CREATE INDEX organizations_name ON organizations_units (name_zh);
CREATE INDEX organizations_name_en ON organizations_units (name_en);
CREATE INDEX organizations_parent ON organizations_units (parent);
