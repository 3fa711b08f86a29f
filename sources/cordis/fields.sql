-- The fields of science that projects name. The source euroscivoc says more about them, under the
-- same keys; a few are newer than its version.
SELECT
  _file,
  _record,
  concat('euroscivoc-', regexp_extract(euroSciVocCode, '(\d+)$', 1)) AS key,
  trim(euroSciVocTitle) AS label_en,
  regexp_extract(euroSciVocCode, '(\d+)$', 1) AS code
FROM he_fields
WHERE regexp_matches(euroSciVocCode, '^(/\d+)+$')
QUALIFY row_number() OVER (PARTITION BY regexp_extract(euroSciVocCode, '(\d+)$', 1) ORDER BY _file, _record) = 1
