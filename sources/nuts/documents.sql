-- The two lists, so that every row can name its source.
WITH
  first AS (
    SELECT arg_min(_file, _record) AS _file, min(_record) AS _record, 'nuts-geocodes' AS key FROM geocodes
    UNION ALL
    SELECT arg_min(_file, _record), min(_record), 'kohesio-regions' FROM kohesio
  )
SELECT
  _file,
  _record,
  key,
  'dataset' AS kind,
  CASE key WHEN 'nuts-geocodes' THEN 'NUTS 1-3 (geocodes.nuts.csv)' ELSE 'Regions of Kohesio (kohesio-regions.csv)' END AS title,
  CASE key WHEN 'nuts-geocodes' THEN 'Eurostat' ELSE 'Kohesio (European Commission)' END AS publisher,
  CASE key WHEN 'nuts-geocodes' THEN '2013' END AS date,
  CASE key WHEN 'nuts-geocodes' THEN '2013-01-01' END AS date_earliest,
  CASE key WHEN 'nuts-geocodes' THEN '2013-12-31' END AS date_latest,
  'mul' AS language,
  CASE key WHEN 'nuts-geocodes' THEN 'https://ec.europa.eu/eurostat/web/nuts' ELSE 'https://kohesio.ec.europa.eu' END AS url,
  CASE key WHEN 'nuts-geocodes' THEN 'reuse with source' END AS licence
FROM first
WHERE _file IS NOT NULL
