-- Programmes and their parts: FP7 and H2020 from the reference data, Horizon Europe from the legal
-- bases of its projects. A key is made of the code: a point becomes two hyphens, so that ENV.1 and
-- ENV-1 stay two. What in the H2020 file is a topic of a call is in calls.sql.
WITH
  named AS (
    SELECT _file, _record, 1 AS rank, 'cordis-reference-fp7-programmes' AS document, Code AS code, Title AS title, ShortTitle AS short, Language AS language FROM fp7_programmes
    UNION ALL
    SELECT _file, _record, 2, 'cordis-reference-h2020-programmes', code, title, shortTitle, language FROM h2020_programmes WHERE regexp_matches(code, '(?i)^(H2020-E|Euratom)')
    UNION ALL
    SELECT _file, _record, 3, 'cordis-horizon-europe-legal-basis', legalBasis, title, NULL, 'en' FROM he_legal_basis
    QUALIFY row_number() OVER (PARTITION BY legalBasis ORDER BY _file, _record) = 1
  ),
  tidy AS (
    SELECT
      * REPLACE (trim(regexp_replace(replace(replace(replace(title, '&amp;', '&'), '&lt;', '<'), '&gt;', '>'), '[\s\x{00A0}]+', ' ', 'g')) AS title, nullif(trim(regexp_replace(replace(replace(replace(short, '&amp;', '&'), '&lt;', '<'), '&gt;', '>'), '[\s\x{00A0}]+', ' ', 'g')), '') AS short, trim(code) AS code),
      concat('cordis-', trim(regexp_replace(replace(regexp_replace(lower(code), '[^a-z0-9.]+', '-', 'g'), '.', '--'), '-{3,}', '--', 'g'), '-')) AS programme
    FROM named
  )
SELECT
  _file,
  _record,
  CASE
    WHEN coalesce(title, '') = '' THEN 'no title | kein Titel'
    WHEN row_number() OVER again > 1
      THEN concat('the code ', code, ' has a title in ', language, ' already, at ', first_value(concat(_file, ':', _record)) OVER again, ' | der Code ', code, ' hat schon einen Titel in ', language, ', bei ', first_value(concat(_file, ':', _record)) OVER again)
    WHEN language NOT IN ('bg', 'de', 'en', 'es', 'fr', 'it', 'pl')
      THEN concat('language: "', language, '" is not expected | language: „', language, '“ ist nicht vorgesehen')
    WHEN language NOT IN ('de', 'en') AND count(*) FILTER (language IN ('de', 'en')) OVER (PARTITION BY programme) = 0
      THEN 'no title in German or English | kein Titel auf Deutsch oder Englisch'
  END AS _aside,
  concat(programme, '--', language) AS key,
  programme,
  CASE language WHEN 'de' THEN title END AS label_de,
  CASE language WHEN 'en' THEN title END AS label_en,
  CASE language WHEN 'es' THEN title END AS label_es,
  CASE language WHEN 'fr' THEN title END AS label_fr,
  CASE language WHEN 'it' THEN title END AS label_it,
  CASE language WHEN 'pl' THEN title END AS label_pl,
  CASE language WHEN 'bg' THEN title END AS label_bg,
  CASE WHEN language = 'de' AND short <> title THEN short END AS short_de,
  CASE WHEN language = 'en' AND short <> title THEN short END AS short_en,
  CASE WHEN language = 'es' AND short <> title THEN short END AS short_es,
  CASE WHEN language = 'fr' AND short <> title THEN short END AS short_fr,
  CASE WHEN language = 'it' AND short <> title THEN short END AS short_it,
  CASE WHEN language = 'pl' AND short <> title THEN short END AS short_pl,
  code,
  CASE
    WHEN code LIKE 'FP7-%' THEN 'fp7'
    WHEN code LIKE 'H2020-E%' THEN 'horizon-2020'
    WHEN code LIKE 'HORIZON.%' THEN 'horizon-europe'
  END AS part_of,
  document
FROM tidy
WINDOW again AS (PARTITION BY programme, language ORDER BY rank, _file, _record)
