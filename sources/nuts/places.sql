-- A place for each code. The list of Eurostat begins each of its three parts with a heading and the
-- countries again; these are set aside. Regions that only the newer list of Kohesio has are taken
-- from there. EL and UK are the codes of NUTS for the countries that ISO calls GR and GB.
--
-- Names are those of the country itself: German ones are told as German, all others under English,
-- in Latin letters (those in brackets where the name has others).
WITH
  codes AS (
    SELECT
      _file,
      _record,
      "NUTS-Code" AS code,
      trim(regexp_replace("Description", '[\s\x{00A0}]+', ' ', 'g')) AS name,
      'nuts-geocodes' AS document,
      row_number() OVER (PARTITION BY "NUTS-Code" ORDER BY _file, _record) AS times
    FROM geocodes
    UNION ALL
    SELECT _file, _record, "NUTS CODE", trim(regexp_replace("NUTS LABEL", '[\s\x{00A0}]+', ' ', 'g')), 'kohesio-regions', 1
    FROM kohesio
    WHERE "NUTS CODE" NOT IN (SELECT "NUTS-Code" FROM geocodes WHERE "NUTS-Code" IS NOT NULL)
  ),
  parted AS (
    SELECT
      *,
      nullif(regexp_extract(name, '^[^(]*[\p{Greek}\p{Cyrillic}][^(]*\((.*)\)$', 1), '') AS latin,
      trim(nullif(regexp_extract(name, '^([^(]*[\p{Greek}\p{Cyrillic}][^(]*)\(.*\)$', 1), '')) AS own
    FROM codes
  ),
  around AS (
    -- the longest code that begins this one and is in the lists
    SELECT inner_.code, max_by(outer_.code, length(outer_.code)) AS code_around
    FROM codes AS inner_
    JOIN codes AS outer_ ON length(outer_.code) >= 2 AND length(outer_.code) < length(inner_.code) AND starts_with(inner_.code, outer_.code) AND outer_.times = 1
    GROUP BY inner_.code
  )
SELECT
  _file,
  _record,
  CASE
    WHEN code IS NULL OR code = 'XX' THEN concat('a heading and no region: ', name, ' | eine Überschrift und keine Region: ', name)
    WHEN NOT regexp_matches(code, '^[A-Z]{2}[0-9A-Z]{0,3}$') THEN concat('no NUTS code: ', code, ' | kein NUTS-Code: ', code)
    WHEN times > 1 THEN concat(code, ' is in the list already | ', code, ' steht schon in der Liste')
  END AS _aside,
  concat('nuts-', lower(code)) AS key,
  CASE WHEN length(code) = 2 THEN 'Country' ELSE 'Region' END AS kind,
  CASE WHEN left(code, 2) IN ('AT', 'DE') THEN name END AS label_de,
  CASE WHEN left(code, 2) NOT IN ('AT', 'DE') THEN coalesce(latin, name) END AS label_en,
  CASE WHEN left(code, 2) = 'BG' THEN own END AS alt_bg,
  CASE WHEN left(code, 2) IN ('CY', 'EL') THEN own END AS alt_el,
  code AS nuts,
  CASE left(code, 2)
    WHEN 'EL' THEN 'GR'
    WHEN 'UK' THEN 'GB'
    ELSE left(code, 2)
  END AS country_code,
  CASE WHEN code_around IS NOT NULL THEN concat('nuts-', lower(code_around)) END AS within,
  document
FROM parted
LEFT JOIN around USING (code)
