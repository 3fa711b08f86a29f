-- The list itself, so that every row can name its source.
SELECT
  arg_min(_file, _record) AS _file,
  min(_record) AS _record,
  'nace' AS key,
  'dataset' AS kind,
  'NACE Rev. 2.1 (nacecodes.csv)' AS title,
  'Eurostat' AS publisher,
  NULL AS date,
  NULL AS date_earliest,
  NULL AS date_latest,
  'en' AS language,
  'https://ec.europa.eu/eurostat/web/nace' AS url,
  'reuse with source' AS licence
FROM codes
HAVING count(*) > 0
