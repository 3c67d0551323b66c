-- What readers of each language call a stakeholder, where that is not what it calls itself.

ALTER TABLE stakeholder ADD COLUMN name_en TEXT;
ALTER TABLE stakeholder ADD COLUMN name_es TEXT;
ALTER TABLE stakeholder ADD COLUMN name_fr TEXT;
ALTER TABLE stakeholder ADD COLUMN short_name_en TEXT;
ALTER TABLE stakeholder ADD COLUMN short_name_es TEXT;
ALTER TABLE stakeholder ADD COLUMN short_name_fr TEXT;

-- The language that the role of a speaker is written in, where somebody said so.

ALTER TABLE statement ADD COLUMN speaker_role_language TEXT;
