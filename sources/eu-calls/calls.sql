-- A call for each topic, under the same key as CORDIS has it, and one for each call of several topics.
WITH
  tidy AS (
    SELECT
      *,
      trim(regexp_replace(list_reduce([
        ['&nbsp;', ' '], ['&lt;', '<'], ['&gt;', '>'], ['&quot;', '"'], ['&#39;', ''''], ['&apos;', ''''],
        ['&rsquo;', '’'], ['&lsquo;', '‘'], ['&ndash;', '–'], ['&mdash;', '—'], ['&amp;', '&'],
        ['â€™', '’'], ['â€˜', '‘'], ['â€œ', '“'], ['â€“', '–'], ['â€”', '—'],
        ['Ã©', 'é'], ['Ã¨', 'è'], ['Ã¤', 'ä'], ['Ã¶', 'ö'], ['Ã¼', 'ü'], ['ÃŸ', 'ß'], ['Ã³', 'ó'], ['Ã¡', 'á']
      ], lambda text, signs: replace(text, signs[1], signs[2]), title),
      '[\s\x{00A0}\x{2000}-\x{200B}\x{202F}\x{3000}\x{FEFF}]+', ' ', 'g')) AS words,
      concat('topic-', trim(regexp_replace(replace(regexp_replace(lower(trim(topicId)), '[^a-z0-9.]+', '-', 'g'), '.', '--'), '-{3,}', '--', 'g'), '-')) AS topic,
      concat('call-', trim(regexp_replace(replace(regexp_replace(lower(trim(callIdentifier)), '[^a-z0-9.]+', '-', 'g'), '.', '--'), '-{3,}', '--', 'g'), '-')) AS whole
    FROM calls
  ),
  topics AS (
    SELECT
      _file,
      _record,
      CASE
        WHEN NOT regexp_matches(deadline::VARCHAR, '^\d{4}-\d\d-\d\d$') THEN concat('deadline: "', deadline, '" is no day | deadline: „', deadline, '“ ist kein Tag')
      END AS _aside,
      topic AS key,
      words AS label_en,
      trim(topicId) AS code,
      deadline::VARCHAR AS deadline,
      CASE WHEN coalesce(callIdentifier, '') NOT IN ('', topicId) THEN whole END AS part_of,
      concat('eu-', programmeId) AS programme
    FROM tidy
    QUALIFY row_number() OVER (PARTITION BY topic ORDER BY _file, _record) = 1
  ),
  wholes AS (
    SELECT
      _file,
      _record,
      NULL AS _aside,
      whole AS key,
      trim(callIdentifier) AS label_en,
      trim(callIdentifier) AS code,
      NULL AS deadline,
      NULL AS part_of,
      concat('eu-', programmeId) AS programme
    FROM tidy
    WHERE coalesce(callIdentifier, '') NOT IN ('', topicId)
    QUALIFY row_number() OVER (PARTITION BY whole ORDER BY _file, _record) = 1
  )
SELECT * FROM topics
UNION ALL
SELECT * FROM wholes
