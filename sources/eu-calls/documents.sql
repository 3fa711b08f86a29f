-- The list itself, so that every row can name its source.
SELECT
  arg_min(_file, _record) AS _file,
  min(_record) AS _record,
  'eu-calls' AS key,
  'dataset' AS kind,
  'Calls for proposals of the EU Funding & Tenders Portal' AS title,
  'European Commission' AS publisher,
  NULL AS date,
  NULL AS date_earliest,
  NULL AS date_latest,
  'en' AS language,
  'https://ec.europa.eu/info/funding-tenders/opportunities/portal/' AS url,
  NULL AS licence
FROM calls
HAVING count(*) > 0
