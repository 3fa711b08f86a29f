-- VAT numbers, each once for each organisation, without spaces.
WITH given AS (
  SELECT _file, _record, organisationID AS pic, vatNumber, regexp_replace(upper(vatNumber), '[^A-Z0-9]', '', 'g') AS value
  FROM participations
  WHERE coalesce(trim(vatNumber), '') <> ''
  QUALIFY row_number() OVER (PARTITION BY organisationID, value ORDER BY _file, _record) = 1
)
SELECT
  _file,
  _record,
  CASE WHEN NOT regexp_matches(value, '^[A-Z]{2}[0-9A-Z]{4,18}$') OR length(regexp_replace(value, '[^0-9]', '', 'g')) < 4
    THEN concat('vatNumber: "', vatNumber, '" is no VAT number | vatNumber: „', vatNumber, '“ ist keine Umsatzsteuernummer')
  END AS _aside,
  concat('vat-', lower(value), '--pic-', pic) AS key,
  concat('vat-', lower(value)) AS identifier,
  concat('pic-', pic) AS organisation,
  value
FROM given
