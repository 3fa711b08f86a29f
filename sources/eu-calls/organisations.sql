-- Who publishes the announcements: the portal stands for the Commission as a whole.
SELECT
  arg_min(_file, _record) AS _file,
  min(_record) AS _record,
  'eu-funding-and-tenders-portal' AS key,
  'European Commission, EU Funding & Tenders Portal' AS label_en,
  'Europäische Kommission, EU Funding & Tenders Portal' AS label_de
FROM calls
HAVING count(*) > 0
