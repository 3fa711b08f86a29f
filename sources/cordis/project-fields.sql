-- Fields of science of projects of Horizon Europe; the last number of the path is the notation.
SELECT
  _file,
  _record,
  CASE
    WHEN NOT regexp_matches(coalesce(euroSciVocCode, ''), '^(/\d+)+$') THEN concat('euroSciVocCode: "', euroSciVocCode, '" is no path of notations | euroSciVocCode: „', euroSciVocCode, '“ ist kein Pfad aus Notationen')
    WHEN NOT EXISTS (FROM he_topics WHERE he_topics.projectID = he_fields.projectID)
      THEN concat('project ', projectID, ' stands in no other file | Projekt ', projectID, ' steht in keiner anderen Datei')
  END AS _aside,
  concat('cordis-', projectID, '--', regexp_extract(euroSciVocCode, '(\d+)$', 1)) AS key,
  concat('cordis-', projectID) AS project,
  concat('euroscivoc-', regexp_extract(euroSciVocCode, '(\d+)$', 1)) AS field
FROM he_fields
