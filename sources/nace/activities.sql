-- Sections (A), divisions (01), groups (01.1), classes (01.11): each a concept below its parent.
SELECT
  _file,
  _record,
  CASE
    WHEN NOT regexp_matches(coalesce(column_1, ''), '^([A-V]|\d\d(\.\d{1,3})?)$') THEN concat('no code of NACE: ', column_1, ' | kein Code von NACE: ', column_1)
    WHEN row_number() OVER (PARTITION BY column_1 ORDER BY _file, _record) > 1 THEN concat(column_1, ' is in the list already | ', column_1, ' steht schon in der Liste')
  END AS _aside,
  concat('nace-', lower(replace(column_1, '.', '-'))) AS key,
  'nace' AS scheme,
  trim(regexp_replace(column_4, '[\s\x{00A0}]+', ' ', 'g')) AS label_en,
  column_1 AS code,
  CASE WHEN column_2 IS NOT NULL THEN concat('nace-', lower(replace(column_2, '.', '-'))) END AS broader,
  CASE WHEN column_2 IS NULL THEN 'nace' END AS top
FROM codes
