-- What one project may expect: between budgetMin and budgetMax. An amount of 0 says nothing.
WITH
  amounts AS (
    SELECT _file, _record, topicId, budgetMin AS amount, 'at-least' AS qualifier FROM calls WHERE budgetMin > 0
    UNION ALL
    SELECT _file, _record, topicId, budgetMax, 'at-most' FROM calls WHERE budgetMax > 0
  ),
  keyed AS (
    SELECT
      *,
      concat('topic-', trim(regexp_replace(replace(regexp_replace(lower(trim(topicId)), '[^a-z0-9.]+', '-', 'g'), '.', '--'), '-{3,}', '--', 'g'), '-')) AS call
    FROM amounts
  )
SELECT
  _file,
  _record,
  concat(call, '--expected-grant--', qualifier) AS key,
  call,
  'expected-grant' AS kind,
  amount,
  'eur' AS currency,
  qualifier
FROM keyed
