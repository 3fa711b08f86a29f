-- Funding schemes of FP7 and before, one a record.
WITH tidy AS (
  SELECT
    _file,
    _record,
    concat('cordis-', trim(regexp_replace(replace(regexp_replace(lower(code), '[^a-z0-9.]+', '-', 'g'), '.', '--'), '-{3,}', '--', 'g'), '-')) AS key,
    trim(regexp_replace(replace(replace(replace(title, '&amp;', '&'), '&lt;', '<'), '&gt;', '>'), '[\s\x{00A0}]+', ' ', 'g')) AS label_en,
    code
  FROM funding_schemes
)
SELECT
  _file,
  _record,
  CASE
    WHEN coalesce(label_en, '') = '' THEN concat('no title of ', code, ' | kein Titel zu ', code)
    WHEN row_number() OVER same > 1
      THEN concat('another scheme has the same letters and digits: ', first_value(code) OVER same, ' | ein anderes Modell hat dieselben Buchstaben und Ziffern: ', first_value(code) OVER same)
  END AS _aside,
  key,
  label_en,
  code
FROM tidy
WINDOW same AS (PARTITION BY key ORDER BY coalesce(label_en, '') = '', _file, _record)
