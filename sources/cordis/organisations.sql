-- Organisations by their PIC: those of 2017, and those that only take part in a project of 2022.
-- The name of 2017 is the label, another one of 2022 a further name. Types of activity: HES, REC,
-- PRC, PUB; OTH says nothing about the kind. EL and UK become GR and GB (reference data).
WITH
  iso AS (SELECT DISTINCT euCode, isoCode FROM countries WHERE regexp_matches(isoCode, '^[A-Z]{2}$')),
  later AS (
    SELECT
      organisationID AS pic,
      arg_min(trim(name), _record) AS name,
      arg_min(activityType, _record) AS activityType,
      arg_min(country, _record) AS country,
      arg_min(organizationURL, _record) AS url,
      arg_min(_file, _record) AS _file,
      min(_record) AS _record
    FROM participations
    GROUP BY organisationID
  ),
  united AS (
    SELECT
      o._file, o._record, 'cordis-h2020-organisations' AS document, o.orgId AS pic, trim(o.name) AS name,
      CASE WHEN later.name <> trim(o.name) THEN later.name END AS other,
      o.activityType, o.country, later.url
    FROM organisations AS o LEFT JOIN later ON later.pic = o.orgId
    UNION ALL
    SELECT _file, _record, 'cordis-h2020-participations', pic, name, NULL, activityType, country, url
    FROM later WHERE pic NOT IN (SELECT orgId FROM organisations WHERE orgId IS NOT NULL)
  )
SELECT
  _file,
  _record,
  CASE
    WHEN NOT regexp_matches(coalesce(pic, ''), '^\d{9}$') THEN concat('"', pic, '" is no PIC of nine digits | „', pic, '“ ist keine PIC aus neun Ziffern')
    WHEN coalesce(name, '') = '' THEN 'no name | kein Name'
    WHEN row_number() OVER (PARTITION BY pic ORDER BY _file, _record) > 1
      THEN concat('the PIC stands at ', first_value(concat(_file, ':', _record)) OVER (PARTITION BY pic ORDER BY _file, _record), ' already | die PIC steht schon bei ', first_value(concat(_file, ':', _record)) OVER (PARTITION BY pic ORDER BY _file, _record))
  END AS _aside,
  concat('pic-', pic) AS key,
  pic,
  CASE activityType WHEN 'HES' THEN 'EducationOrganisation' WHEN 'PRC' THEN 'Company' WHEN 'PUB' THEN 'PublicAuthority' WHEN 'REC' THEN 'ResearchOrganisation' END AS kinds,
  name AS label_en,
  other AS alt_en,
  CASE WHEN regexp_matches(coalesce(iso.isoCode, country), '^[A-Z]{2}$') THEN coalesce(iso.isoCode, country) END AS country_code,
  CASE
    WHEN regexp_matches(url, '^https?://[^\s<>"{}|\\^`;]+$') THEN url
    WHEN regexp_matches(url, '^www\.[^\s<>"{}|\\^`;&]+$') THEN concat('http://', url)
  END AS homepage,
  document
FROM united
LEFT JOIN iso ON iso.euCode = country
