-- The data set itself, so that every row can name it as its source.
SELECT
  arg_min(_file, _record) AS _file,
  min(_record) AS _record,
  'ror' AS key,
  'dataset' AS kind,
  'Research Organization Registry (ROR), schema 2' AS title,
  'Research Organization Registry' AS publisher,
  max(admin.last_modified.date)::VARCHAR AS date,
  max(admin.last_modified.date)::VARCHAR AS date_earliest,
  max(admin.last_modified.date)::VARCHAR AS date_latest,
  'en' AS language,
  'https://ror.org' AS url,
  'CC0 1.0' AS licence
FROM records
HAVING count(*) > 0
