-- The address of an organisation, as CORDIS has it: of 2022 where it is known, else of 2017.
WITH
  iso AS (SELECT DISTINCT euCode, isoCode FROM countries WHERE regexp_matches(isoCode, '^[A-Z]{2}$')),
  later AS (
    SELECT * FROM participations
    QUALIFY row_number() OVER (PARTITION BY organisationID ORDER BY _file, _record) = 1
  ),
  united AS (
    SELECT _file, _record, 'cordis-h2020-participations' AS document, organisationID AS pic, street, postCode, city, country, geolocation
    FROM later
    UNION ALL
    SELECT _file, _record, 'cordis-h2020-organisations', orgId, street, NULL, city, country, NULL
    FROM organisations
    WHERE orgId NOT IN (SELECT organisationID FROM participations) AND regexp_matches(orgId, '^\d{9}$')
    QUALIFY row_number() OVER (PARTITION BY orgId ORDER BY _file, _record) = 1
  )
SELECT
  _file,
  _record,
  concat('pic-', pic) AS key,
  concat('pic-', pic) AS organisation,
  'office' AS kind,
  nullif(regexp_replace(concat_ws(', ', nullif(trim(street), ''), nullif(trim(concat_ws(' ', trim(postCode), trim(city))), '')), '\s+', ' ', 'g'), '') AS address,
  CASE WHEN regexp_matches(coalesce(iso.isoCode, country), '^[A-Z]{2}$') THEN coalesce(iso.isoCode, country) END AS country_code,
  nullif(regexp_extract(geolocation, '^(-?\d{1,2}(?:\.\d+)?),(-?\d{1,3}(?:\.\d+)?)$', 1), '') AS latitude,
  nullif(regexp_extract(geolocation, '^(-?\d{1,2}(?:\.\d+)?),(-?\d{1,3}(?:\.\d+)?)$', 2), '') AS longitude,
  document
FROM united
LEFT JOIN iso ON iso.euCode = country
