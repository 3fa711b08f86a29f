-- Deliverables of projects of Horizon Europe; their texts stay where they were published.
SELECT
  _file,
  _record,
  CASE
    WHEN coalesce(trim(title), '') = '' THEN 'no title | kein Titel'
    WHEN NOT EXISTS (FROM he_topics WHERE he_topics.projectID = he_deliverables.projectID)
      THEN concat('project ', projectID, ' stands in no other file | Projekt ', projectID, ' steht in keiner anderen Datei')
  END AS _aside,
  concat('cordis-', trim(regexp_replace(replace(regexp_replace(lower(replace(id, '_', '-')), '[^a-z0-9.]+', '-', 'g'), '.', '--'), '-{3,}', '--', 'g'), '-')) AS key,
  trim(regexp_replace(replace(replace(replace(title, '&amp;', '&'), '&lt;', '<'), '&gt;', '>'), '[\s\x{00A0}]+', ' ', 'g')) AS label_en,
  concat('cordis-', projectID) AS project,
  'deliverable' AS kind,
  CASE WHEN regexp_matches(url, '^https?://[^\s<>"{}|\\^`]+$') THEN url END AS url
FROM he_deliverables
