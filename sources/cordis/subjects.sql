-- Subject index codes, one name a record, in six languages.
SELECT
  _file,
  _record,
  concat('cordis-', lower(code), '--', language) AS key,
  concat('cordis-', lower(code)) AS subject,
  CASE language WHEN 'de' THEN trim(title) END AS label_de,
  CASE language WHEN 'en' THEN trim(title) END AS label_en,
  CASE language WHEN 'es' THEN trim(title) END AS label_es,
  CASE language WHEN 'fr' THEN trim(title) END AS label_fr,
  CASE language WHEN 'it' THEN trim(title) END AS label_it,
  CASE language WHEN 'pl' THEN trim(title) END AS label_pl,
  code AS code
FROM subjects
