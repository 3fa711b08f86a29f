-- One organisation a record. Withdrawn records stay: their IRIs may be in use, and what took their
-- place supersedes them (relations.sql).
--
-- The label in English is the first English label; where there is none, the name under which ROR
-- shows the record, whatever its language: that name also stands in names.sql, with its own.
WITH
  named AS (
    SELECT _file, _record, generate_subscripts(names, 1) AS place, unnest(names) AS name FROM records
  ),
  tidy AS (
    SELECT
      _file,
      _record,
      place,
      name.lang AS lang,
      name.types AS types,
      trim(regexp_replace(nfc_normalize(name.value), '[\s\x{00A0}\x{2000}-\x{200B}\x{202F}\x{3000}\x{FEFF}]+', ' ', 'g')) AS value
    FROM named
  ),
  labels AS (
    SELECT
      _file,
      _record,
      arg_min(value, place) FILTER (list_contains(types, 'ror_display')) AS shown,
      arg_min(lang, place) FILTER (list_contains(types, 'ror_display')) AS shown_in,
      arg_min(value, place) FILTER (lang = 'en' AND list_contains(types, 'label')) AS english,
      arg_min(value, place) FILTER (lang = 'de' AND list_contains(types, 'label')) AS german
    FROM tidy
    GROUP BY ALL
  )
SELECT
  _file,
  _record,
  CASE
    WHEN NOT regexp_matches(id, '^https://ror\.org/0[a-z0-9]{8}$') THEN concat('id is no address of ROR: ', id, ' | id ist keine Adresse von ROR: ', id)
    WHEN shown IS NULL THEN 'no name is marked ror_display | kein Name ist mit ror_display ausgezeichnet'
  END AS _aside,
  concat('ror-', right(id, 9)) AS key,
  list_sort(list_distinct(list_filter(list_transform(types, lambda t: CASE t
    WHEN 'archive' THEN 'Archive'
    WHEN 'company' THEN 'Company'
    WHEN 'education' THEN 'EducationOrganisation'
    WHEN 'facility' THEN 'ResearchOrganisation'
    WHEN 'funder' THEN 'Funder'
    WHEN 'government' THEN 'PublicAuthority'
    WHEN 'healthcare' THEN 'HealthOrganisation'
    WHEN 'nonprofit' THEN 'NonProfitOrganisation'
  END), lambda k: k IS NOT NULL))) AS kinds,
  CASE WHEN shown_in = 'de' THEN shown ELSE german END AS label_de,
  CASE WHEN shown_in = 'en' THEN shown ELSE coalesce(english, shown) END AS label_en,
  status,
  list_sort(list_distinct(list_transform(list_filter(links, lambda l: l.type = 'website'), lambda l: l.value))) AS homepages,
  list_sort(list_distinct(list_transform(list_filter(links, lambda l: l.type = 'wikipedia'), lambda l: l.value))) AS wikipedia,
  list_sort(list_distinct(list_transform(locations, lambda l: concat('geonames-', l.geonames_id)))) AS places
FROM records
LEFT JOIN labels USING (_file, _record)
