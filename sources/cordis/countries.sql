-- One name a record, in six languages. The code of the European Union (EL, UK) is the nutsCode.
SELECT
  _file,
  _record,
  CASE
    WHEN NOT regexp_matches(coalesce(isoCode, ''), '^[A-Z]{2}$')
      THEN concat('isoCode: "', isoCode, '" is no code of ISO 3166-1 | isoCode: „', isoCode, '“ ist kein Code nach ISO 3166-1')
    WHEN row_number() OVER (PARTITION BY isoCode, language ORDER BY _file, _record) > 1
      THEN concat('a second name of ', isoCode, ' in ', language, ' | ein zweiter Name von ', isoCode, ' in ', language)
  END AS _aside,
  concat(lower(isoCode), '--', language) AS key,
  lower(isoCode) AS place,
  CASE language WHEN 'de' THEN trim(name) END AS label_de,
  CASE language WHEN 'en' THEN trim(name) END AS label_en,
  CASE language WHEN 'es' THEN trim(name) END AS label_es,
  CASE language WHEN 'fr' THEN trim(name) END AS label_fr,
  CASE language WHEN 'it' THEN trim(name) END AS label_it,
  CASE language WHEN 'pl' THEN trim(name) END AS label_pl,
  isoCode AS country_code,
  euCode AS nuts
FROM countries
