-- The year of foundation, where ROR knows it.
SELECT
  _file,
  _record,
  CASE
    WHEN established NOT BETWEEN 1 AND 9999 THEN concat('established is no year: ', established, ' | established ist kein Jahr: ', established)
  END AS _aside,
  concat('ror-', right(id, 9), '--founded') AS key,
  concat('ror-', right(id, 9)) AS organisation,
  'founded' AS kind,
  lpad(established::VARCHAR, 4, '0') AS date,
  concat(lpad(established::VARCHAR, 4, '0'), '-01-01') AS date_earliest,
  concat(lpad(established::VARCHAR, 4, '0'), '-12-31') AS date_latest
FROM records
WHERE established IS NOT NULL
