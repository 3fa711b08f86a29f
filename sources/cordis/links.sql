-- Pages of projects of Horizon Europe. A profile on a social network is none of a project's own.
SELECT
  _file,
  _record,
  CASE
    WHEN type = 'socialMedia' THEN 'a profile on a social network | ein Profil in einem sozialen Netz'
    WHEN NOT regexp_matches(coalesce(physUrl, ''), '^https?://[^\s<>"{}|\\^`]+$') THEN concat('physUrl: "', physUrl, '" is no address | physUrl: „', physUrl, '“ ist keine Adresse')
    WHEN NOT EXISTS (FROM he_topics WHERE he_topics.projectID = he_links.projectID)
      THEN concat('project ', projectID, ' stands in no other file | Projekt ', projectID, ' steht in keiner anderen Datei')
    WHEN row_number() OVER (PARTITION BY projectID, id ORDER BY _file, _record) > 1
      THEN 'the same link stands before | derselbe Verweis steht schon weiter oben'
  END AS _aside,
  concat('cordis-', projectID, '--', id) AS key,
  concat('cordis-', projectID) AS project,
  CASE WHEN type = 'relatedWebsite' AND represents = 'project' THEN physUrl END AS homepage,
  CASE WHEN NOT (type = 'relatedWebsite' AND represents = 'project') THEN physUrl END AS see_also
FROM he_links
