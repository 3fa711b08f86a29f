-- The lists themselves, so that every row can name the one that it stands in.
SELECT
  arg_min(_file, _record) AS _file,
  min(_record) AS _record,
  concat('esif-', _list) AS key,
  'dataset' AS kind,
  any_value(_title) AS title,
  NULL AS publisher,
  any_value(_published) AS date,
  any_value(CASE length(_published) WHEN 4 THEN concat(_published, '-01-01') ELSE _published END) AS date_earliest,
  any_value(CASE length(_published) WHEN 4 THEN concat(_published, '-12-31') ELSE _published END) AS date_latest,
  any_value(_language) AS language,
  any_value(CASE WHEN regexp_matches(_web, '^https?://[^\s<>"{}|\\^`]+$') THEN _web END) AS url,
  'none stated' AS licence
FROM lists
GROUP BY _list
