-- Funding schemes of FP7 and before, one a record.
SELECT
  _file,
  _record,
  concat('cordis-', trim(regexp_replace(replace(regexp_replace(lower(code), '[^a-z0-9.]+', '-', 'g'), '.', '--'), '-{3,}', '--', 'g'), '-')) AS key,
  trim(regexp_replace(replace(replace(replace(title, '&amp;', '&'), '&lt;', '<'), '&gt;', '>'), '[\s\x{00A0}]+', ' ', 'g')) AS label_en,
  code AS code
FROM funding_schemes
