-- The points of Kohesio are WKT: Point(longitude latitude).
SELECT
  _file,
  _record,
  CASE
    WHEN NOT regexp_matches(coalesce(column_6, ''), '^Point\(-?\d+(\.\d+)? -?\d+(\.\d+)?\)$') THEN concat('no point: ', column_6, ' | kein Punkt: ', column_6)
  END AS _aside,
  concat('nuts-', lower("NUTS CODE")) AS key,
  concat('nuts-', lower("NUTS CODE")) AS place,
  regexp_extract(column_6, '^Point\((\S+) (\S+)\)$', 2) AS latitude,
  regexp_extract(column_6, '^Point\((\S+) (\S+)\)$', 1) AS longitude
FROM kohesio
