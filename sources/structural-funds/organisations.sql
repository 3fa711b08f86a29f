-- Beneficiaries. A list gives no identifier, so within one list one name is one beneficiary, and
-- between lists names link nothing. Who is perhaps a private person is not here, nor is anybody
-- whose records are all set aside (operations.sql says why).
SELECT
  arg_min(_file, (_file, _record)) AS _file,
  arg_min(_record, (_file, _record)) AS _record,
  concat('esif-', left(md5(concat(_list, '|', beneficiary_name)), 20)) AS key,
  CASE WHEN any_value(_language) = 'de' THEN beneficiary_name END AS label_de,
  CASE WHEN any_value(_language) IS DISTINCT FROM 'de' THEN beneficiary_name END AS label_en,
  CASE WHEN any_value(_language) = 'de' THEN any_value(_parted) END AS parted_de,
  CASE WHEN any_value(_language) IS DISTINCT FROM 'de' THEN any_value(_parted) END AS parted_en,
  concat('esif-', _list) AS document
FROM lists
WHERE _aside IS NULL AND _person IS NULL AND beneficiary_name IS NOT NULL
GROUP BY _list, beneficiary_name
