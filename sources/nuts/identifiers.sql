-- The entities of Wikidata that Kohesio names.
SELECT
  _file,
  _record,
  CASE
    WHEN NOT regexp_matches(coalesce(column_5, ''), '^https?://www\.wikidata\.org/entity/Q[1-9]\d*$') THEN concat('no entity of Wikidata: ', column_5, ' | keine Entität von Wikidata: ', column_5)
  END AS _aside,
  concat('wikidata-', lower(regexp_extract(column_5, 'Q\d+$')), '--nuts-', lower("NUTS CODE")) AS key,
  concat('wikidata-', lower(regexp_extract(column_5, 'Q\d+$'))) AS identifier,
  concat('nuts-', lower("NUTS CODE")) AS place,
  'wikidata' AS scheme,
  regexp_extract(column_5, 'Q\d+$') AS value,
  concat('http://www.wikidata.org/entity/', regexp_extract(column_5, 'Q\d+$')) AS url
FROM kohesio
