-- The parts of countries that records name with a code of ISO 3166-2.
WITH
  located AS (
    SELECT
      _file,
      _record,
      unnest(locations).geonames_details AS details
    FROM records
  ),
  named AS (
    SELECT
      details.country_code AS country_code,
      details.country_subdivision_code AS code,
      trim(details.country_subdivision_name) AS name,
      count(*) AS times,
      min({'file': _file, 'record': _record}) AS first
    FROM located
    WHERE details.country_subdivision_name IS NOT NULL
      AND regexp_matches(details.country_subdivision_code, '^[A-Z0-9]{1,3}$')
    GROUP BY ALL
  ),
  regions AS (
    SELECT
      country_code,
      code,
      min(first) AS first,
      list(replace(name, '¦', '|') ORDER BY times DESC, name) AS names
    FROM named
    GROUP BY country_code, code
  )
SELECT
  first.file AS _file,
  first.record AS _record,
  lower(concat('iso-', country_code, '-', code)) AS key,
  names[1] AS label_en,
  names[2:] AS alt_en,
  concat(country_code, '-', code) AS code,
  country_code
FROM regions
