-- The places of GeoNames that records name, one row a place: the name that most records give it is
-- its label, and it stands at the first record that names it.
WITH
  located AS (
    SELECT _file, _record, unnest(locations) AS location FROM records
  ),
  named AS (
    SELECT
      location.geonames_id AS geonames_id,
      trim(location.geonames_details.name) AS name,
      count(*) AS times
    FROM located
    GROUP BY ALL
  ),
  labels AS (
    SELECT geonames_id, list(replace(name, '¦', '|') ORDER BY times DESC, name) AS names
    FROM named
    GROUP BY geonames_id
  ),
  first AS (
    SELECT
      _file,
      _record,
      location.geonames_id AS geonames_id,
      location.geonames_details AS details
    FROM located
    QUALIFY row_number() OVER (PARTITION BY location.geonames_id ORDER BY _file, _record) = 1
  )
SELECT
  _file,
  _record,
  CASE
    WHEN details.country_code IS NULL OR names[1] IS NULL THEN concat('locations: ', geonames_id, ' has no name or no country | locations: ', geonames_id, ' hat keinen Namen oder kein Land')
  END AS _aside,
  concat('geonames-', geonames_id) AS key,
  names[1] AS label_en,
  names[2:] AS alt_en,
  details.country_code AS country_code,
  CASE
    WHEN regexp_matches(details.country_subdivision_code, '^[A-Z0-9]{1,3}$') AND details.country_subdivision_name IS NOT NULL
    THEN lower(concat('iso-', details.country_code, '-', details.country_subdivision_code))
  END AS within,
  details.lat::DECIMAL(9, 6) AS latitude,
  details.lng::DECIMAL(9, 6) AS longitude,
  concat('https://sws.geonames.org/', geonames_id, '/') AS geonames
FROM first
JOIN labels USING (geonames_id)
