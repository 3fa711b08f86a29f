-- Who took part in which project of Horizon 2020, in which role.
WITH known AS (
  SELECT *, CASE role WHEN 'coordinator' THEN 'coordinator' WHEN 'participant' THEN 'participant' WHEN 'partner' THEN 'partner' WHEN 'thirdParty' THEN 'third-party' WHEN 'internationalPartner' THEN 'international-partner' END AS code, row_number() OVER same AS place, first_value(concat(_file, ':', _record)) OVER same AS first_place
  FROM participations
  WINDOW same AS (PARTITION BY projectID, organisationID, role ORDER BY _file, _record)
)
SELECT
  _file,
  _record,
  CASE
    WHEN NOT regexp_matches(coalesce(organisationID, ''), '^\d{9}$') THEN concat('organisationID: "', organisationID, '" is no PIC of nine digits | organisationID: „', organisationID, '“ ist keine PIC aus neun Ziffern')
    WHEN NOT EXISTS (FROM project_topics WHERE project_topics.projectID = known.projectID)
      THEN concat('project ', projectID, ' stands in no other file | Projekt ', projectID, ' steht in keiner anderen Datei')
    WHEN code IS NULL THEN concat('role: "', role, '" is not known here | role: „', role, '“ ist hier unbekannt')
    WHEN place > 1 THEN concat('the same part in the same project stands at ', first_place, ' | dieselbe Beteiligung steht bei ', first_place)
  END AS _aside,
  concat('cordis-', projectID, '--', organisationID, '--', code) AS key,
  concat('pic-', organisationID) AS participant,
  concat('cordis-', projectID) AS project,
  code AS role
FROM known
