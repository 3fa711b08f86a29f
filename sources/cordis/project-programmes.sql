-- The legal bases of projects of Horizon Europe: each is a part of the programme.
SELECT
  _file,
  _record,
  CASE WHEN NOT EXISTS (FROM he_topics WHERE he_topics.projectID = he_legal_basis.projectID)
    THEN concat('project ', projectID, ' stands in no other file | Projekt ', projectID, ' steht in keiner anderen Datei')
  END AS _aside,
  concat('cordis-', projectID, '--', trim(regexp_replace(replace(regexp_replace(lower(legalBasis), '[^a-z0-9.]+', '-', 'g'), '.', '--'), '-{3,}', '--', 'g'), '-')) AS key,
  concat('cordis-', projectID) AS project,
  concat('cordis-', trim(regexp_replace(replace(regexp_replace(lower(legalBasis), '[^a-z0-9.]+', '-', 'g'), '.', '--'), '-{3,}', '--', 'g'), '-')) AS programme
FROM he_legal_basis
