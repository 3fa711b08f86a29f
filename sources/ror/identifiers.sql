-- Identifiers in the form in which they are compared: ISNI without spaces, GRID without an address
-- before it, funder DOIs with their prefix. What is no identifier of its scheme is set aside.
WITH
  given AS (
    SELECT _file, _record, id, 'ror' AS type, right(id, 9) AS value, false AS is_main FROM records
    UNION ALL
    SELECT _file, _record, id, external.type, value, len(external."all") > 1 AND value = external.preferred
    FROM (SELECT _file, _record, id, unnest(external_ids) AS external FROM records), unnest(external."all") AS each (value)
  ),
  normal AS (
    SELECT DISTINCT
      _file,
      _record,
      id,
      type,
      value AS given,
      coalesce(is_main, false) AS is_main,
      CASE type
        WHEN 'fundref' THEN 'funder-doi'
        ELSE type
      END AS scheme,
      CASE type
        WHEN 'fundref' THEN nullif(regexp_extract(trim(value), '^(?:10\.13039/)?((?:100|501100)\d{6})$', 1), '')
        WHEN 'grid' THEN nullif(regexp_extract(trim(value), '^(?:https?://(?:www\.)?grid\.ac/institutes/)?(grid\.\d{4,6}\.[0-9a-f]{1,2})$', 1), '')
        WHEN 'isni' THEN nullif(regexp_extract(regexp_replace(upper(value), '[\s-]', '', 'g'), '^\d{15}[\dX]$'), '')
        WHEN 'ror' THEN nullif(regexp_extract(value, '^0[a-z0-9]{8}$'), '')
        WHEN 'wikidata' THEN nullif(regexp_extract(upper(trim(value)), '^Q[1-9]\d*$'), '')
      END AS value
    FROM given
  )
SELECT
  _file,
  _record,
  CASE
    WHEN scheme NOT IN ('funder-doi', 'grid', 'isni', 'ror', 'wikidata') THEN concat('a kind of identifier that is not known here: ', type, ' | eine hier unbekannte Art von Kennung: ', type)
    WHEN value IS NULL THEN concat('external_ids: "', given, '" is no ', type, ' | external_ids: „', given, '“ ist keine Kennung von ', type)
  END AS _aside,
  concat(scheme, '-', lower(replace(value, '.', '-')), '--ror-', right(id, 9)) AS key,
  concat(scheme, '-', regexp_replace(lower(replace(value, '.', '-')), '^grid-', '')) AS identifier,
  concat('ror-', right(id, 9)) AS organisation,
  CASE WHEN is_main THEN concat('ror-', right(id, 9)) END AS main_of,
  scheme,
  CASE scheme WHEN 'funder-doi' THEN concat('10.13039/', value) ELSE value END AS value,
  CASE scheme
    WHEN 'funder-doi' THEN concat('https://doi.org/10.13039/', value)
    WHEN 'isni' THEN concat('https://isni.org/isni/', value)
    WHEN 'ror' THEN concat('https://ror.org/', value)
    WHEN 'wikidata' THEN concat('http://www.wikidata.org/entity/', value)
  END AS url
FROM normal
