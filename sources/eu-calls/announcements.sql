-- Every entry of the portal announces a call. The file has no day of publication. Titles of external
-- actions (PROSPECT) may be in French, Spanish or Portuguese, which no column tells: such a headline
-- has no language.
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
      '[\s\x{00A0}\x{2000}-\x{200B}\x{202F}\x{3000}\x{FEFF}]+', ' ', 'g')) AS words
    FROM calls
  )
SELECT
  _file,
  _record,
  CASE
    WHEN coalesce(words, '') = '' THEN 'no title | kein Titel'
    WHEN regexp_matches(words, 'Ã[\x{0080}-\x{00BF}]|â€|\x{FFFD}') THEN concat('title: letters are garbled: ', words, ' | title: Buchstaben sind verstümmelt: ', words)
    WHEN row_number() OVER (PARTITION BY reference ORDER BY _file, _record) > 1 THEN concat(reference, ' is in the file already | ', reference, ' steht schon in der Datei')
  END AS _aside,
  concat('eu-call-', lower(regexp_replace(reference, '[^A-Za-z0-9]+', '-', 'g'))) AS key,
  'call-for-proposals' AS kind,
  CASE WHEN NOT contains(reference, 'PROSPECTS') THEN words END AS headline_en,
  CASE WHEN contains(reference, 'PROSPECTS') THEN words END AS headline,
  coalesce(nullif(regexp_extract(reference, '([a-z]{2})$', 1), ''), 'en') AS language,
  'eu-funding-and-tenders-portal' AS publisher,
  'true' AS date_unknown,
  portalUrl AS url,
  concat('topic-', trim(regexp_replace(replace(regexp_replace(lower(trim(topicId)), '[^a-z0-9.]+', '-', 'g'), '.', '--'), '-{3,}', '--', 'g'), '-')) AS call,
  list_sort(list_distinct(list_filter(list_transform(string_split(keywords, ','), lambda k: trim(replace(k, '¦', '|'))), lambda k: k <> '' AND k <> topicId AND k <> callIdentifier))) AS keywords
FROM tidy
