-- Topics of calls, wherever CORDIS names them: each place is a row, and the first that has a clean
-- title gives the label (the reference data has ? and replacement signs for some letters).
WITH
  named AS (
    SELECT _file, _record, 1 AS rank, 'cordis-h2020-project-topics' AS document, topic AS code, title, NULL AS basis FROM project_topics
    QUALIFY row_number() OVER (PARTITION BY topic ORDER BY _file, _record) = 1
    UNION ALL
    SELECT _file, _record, 2, 'cordis-horizon-europe-topics', topic, title, NULL FROM he_topics
    QUALIFY row_number() OVER (PARTITION BY topic ORDER BY _file, _record) = 1
    UNION ALL
    SELECT _file, _record, 3, 'cordis-reference-h2020-topics', topicCode, title, legalBasisCode FROM h2020_topics
    UNION ALL
    SELECT _file, _record, 4, 'cordis-reference-h2020-programmes', code, title, NULL FROM h2020_programmes WHERE NOT regexp_matches(code, '(?i)^(H2020-E|Euratom)')
  ),
  tidy AS (
    SELECT
      * REPLACE (trim(regexp_replace(replace(replace(replace(title, '&amp;', '&'), '&lt;', '<'), '&gt;', '>'), '[\s\x{00A0}]+', ' ', 'g')) AS title, trim(regexp_replace(code, '[\s\x{00A0}\x{FFFD}]+', ' ', 'g')) AS code, nullif(trim(regexp_replace(basis, '[\s\x{00A0}\x{FFFD}]+', ' ', 'g')), '') AS basis),
      concat('topic-', trim(regexp_replace(replace(regexp_replace(lower(trim(regexp_replace(code, '[\s\x{00A0}\x{FFFD}]+', ' ', 'g'))), '[^a-z0-9.]+', '-', 'g'), '.', '--'), '-{3,}', '--', 'g'), '-')) AS call
    FROM named
  ),
  bases AS (SELECT DISTINCT trim(regexp_replace(code, '[\s\x{00A0}\x{FFFD}]+', ' ', 'g')) AS code FROM h2020_programmes)
SELECT
  _file,
  _record,
  CASE
    WHEN first_value(tidy.code) OVER titled <> tidy.code
      THEN concat('another topic has the same letters and digits: ', first_value(tidy.code) OVER titled, ' | ein anderes Thema hat dieselben Buchstaben und Ziffern: ', first_value(tidy.code) OVER titled)
    WHEN coalesce(title, '') = '' THEN 'no title | kein Titel'
  END AS _aside,
  concat(call, '--', document, '-', row_number() OVER (PARTITION BY call, document ORDER BY _file, _record)) AS key,
  call,
  CASE WHEN row_number() OVER titled = 1 THEN title END AS label_en,
  tidy.code,
  CASE WHEN bases.code IS NOT NULL THEN concat('cordis-', trim(regexp_replace(replace(regexp_replace(lower(basis), '[^a-z0-9.]+', '-', 'g'), '.', '--'), '-{3,}', '--', 'g'), '-')) END AS programme,
  document
FROM tidy
LEFT JOIN bases ON bases.code = tidy.basis
WINDOW titled AS (PARTITION BY call ORDER BY rank, _file, _record)
