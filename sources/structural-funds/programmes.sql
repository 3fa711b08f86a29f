-- The operational programmes, by the CCI codes that descriptions give to their lists.
SELECT
  arg_min(_file, (_file, _record)) AS _file,
  arg_min(_record, (_file, _record)) AS _record,
  concat('cci-', lower(cci_program_code)) AS key,
  concat('Operational programme ', cci_program_code) AS label_en,
  cci_program_code AS code,
  CASE WHEN count(DISTINCT fund_acronym) = 1 THEN lower(any_value(fund_acronym)) END AS fund,
  concat('esif-', arg_min(_list, (_file, _record))) AS document
FROM lists
WHERE regexp_matches(cci_program_code, '^\d{4}[A-Z0-9]{8,14}$')
GROUP BY cci_program_code
