-- Projects by the number of their grant, one a record of their topics. Titles are not among the
-- files; an acronym is, for some, beside participations, deliverables and reports.
WITH
  acronyms AS (
    SELECT projectID, min(trim(projectAcronym)) AS acronym
    FROM (
      SELECT projectID, projectAcronym FROM participations
      UNION ALL SELECT projectID, projectAcronym FROM he_deliverables
      UNION ALL SELECT projectID, projectAcronym FROM he_reports
    )
    WHERE coalesce(trim(projectAcronym), '') <> ''
    GROUP BY projectID
  ),
  named AS (
    SELECT _file, _record, 'cordis-h2020-project-topics' AS document, 'horizon-2020' AS programme, 'Horizon 2020' AS name, projectID, topic FROM project_topics
    UNION ALL
    SELECT _file, _record, 'cordis-horizon-europe-topics', 'horizon-europe', 'Horizon Europe', projectID, topic FROM he_topics
  )
SELECT
  _file,
  _record,
  CASE
    WHEN NOT regexp_matches(coalesce(projectID, ''), '^\d{6,9}$') THEN concat('projectID: "', projectID, '" is no number of a grant | projectID: „', projectID, '“ ist keine Nummer einer Zuwendung')
    WHEN row_number() OVER (PARTITION BY projectID ORDER BY _file, _record) > 1
      THEN concat('the project stands at ', first_value(concat(_file, ':', _record)) OVER (PARTITION BY projectID ORDER BY _file, _record), ' already | das Projekt steht schon bei ', first_value(concat(_file, ':', _record)) OVER (PARTITION BY projectID ORDER BY _file, _record))
  END AS _aside,
  concat('cordis-', projectID) AS key,
  coalesce(acronym, concat(name, ', ', projectID)) AS label_en,
  projectID AS number,
  concat('topic-', trim(regexp_replace(replace(regexp_replace(lower(trim(regexp_replace(topic, '[\s\x{00A0}\x{FFFD}]+', ' ', 'g'))), '[^a-z0-9.]+', '-', 'g'), '.', '--'), '-{3,}', '--', 'g'), '-')) AS call,
  programme,
  document
FROM named
LEFT JOIN acronyms USING (projectID)
