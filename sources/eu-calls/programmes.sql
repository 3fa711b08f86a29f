-- The programmes that the calls name.
SELECT
  _file,
  _record,
  concat('eu-', programmeId) AS key,
  trim(replace(programme, '&amp;', '&')) AS label_en
FROM calls
QUALIFY row_number() OVER (PARTITION BY programmeId ORDER BY _file, _record) = 1
