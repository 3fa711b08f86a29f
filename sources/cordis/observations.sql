-- The number of projects, and the money of all of them. The file writes six significant digits
-- (7.66444e+06), so larger sums are approximate; nought says that no sum is known.
WITH figures AS (
  SELECT
    *,
    unnest([
      {measure: 'horizon-2020-project-count', figure: numProjects, currency: NULL},
      {measure: 'horizon-2020-contribution', figure: totMoney, currency: 'eur'}
    ]) AS one
  FROM organisations
  WHERE regexp_matches(orgId, '^\d{9}$')
  QUALIFY dense_rank() OVER (PARTITION BY orgId ORDER BY _file, _record) = 1
)
SELECT
  _file,
  _record,
  CASE WHEN try_cast(one.figure AS DOUBLE) IS NULL OR try_cast(one.figure AS DOUBLE) < 0
    THEN concat('"', one.figure, '" is no figure | „', one.figure, '“ ist keine Zahl')
  END AS _aside,
  concat('pic-', orgId, '--', one.measure) AS key,
  concat('pic-', orgId) AS organisation,
  one.measure AS measure,
  try_cast(one.figure AS DOUBLE)::DECIMAL(18, 2) AS value,
  CASE WHEN contains(one.figure, 'e') THEN 'approximate' ELSE 'exact' END AS qualifier,
  one.currency AS currency,
  '2017' AS date,
  '2017-01-01' AS date_earliest,
  '2017-12-31' AS date_latest
FROM figures
WHERE one.measure = 'horizon-2020-project-count' OR try_cast(one.figure AS DOUBLE) IS DISTINCT FROM 0
