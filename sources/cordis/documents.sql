-- The files, so that every row can name the one that it stands in.
WITH
  files AS (
    SELECT 'cordis-h2020-organisations' AS key, 'H2020 organisations, from CORDIS data of 2017 (stacked_dump.csv)' AS title, '2017' AS date, 'https://github.com/spaghetti-open-data/ODFest2017-horizon2020-network' AS url, _file, _record FROM organisations
    UNION ALL SELECT 'cordis-h2020-participations', 'CORDIS, H2020 participations, 2022 (orgs_v1.csv)', NULL, NULL, _file, _record FROM participations
    UNION ALL SELECT 'cordis-h2020-project-topics', 'CORDIS, topics of H2020 projects, 2022 (h2020_topics_out.csv)', NULL, NULL, _file, _record FROM project_topics
    UNION ALL SELECT 'cordis-horizon-europe-legal-basis', 'CORDIS, Horizon Europe: legalBasis', NULL, NULL, _file, _record FROM he_legal_basis
    UNION ALL SELECT 'cordis-horizon-europe-topics', 'CORDIS, Horizon Europe: topics', NULL, NULL, _file, _record FROM he_topics
    UNION ALL SELECT 'cordis-horizon-europe-fields', 'CORDIS, Horizon Europe: euroSciVoc', NULL, NULL, _file, _record FROM he_fields
    UNION ALL SELECT 'cordis-horizon-europe-links', 'CORDIS, Horizon Europe: webLink', NULL, NULL, _file, _record FROM he_links
    UNION ALL SELECT 'cordis-horizon-europe-deliverables', 'CORDIS, Horizon Europe: projectDeliverables', NULL, NULL, _file, _record FROM he_deliverables
    UNION ALL SELECT 'cordis-reference-fp7-programmes', 'CORDIS reference data: FP7 programmes', NULL, NULL, _file, _record FROM fp7_programmes
    UNION ALL SELECT 'cordis-reference-h2020-programmes', 'CORDIS reference data: H2020 programmes', NULL, NULL, _file, _record FROM h2020_programmes
    UNION ALL SELECT 'cordis-reference-h2020-topics', 'CORDIS reference data: H2020 topics', NULL, NULL, _file, _record FROM h2020_topics
    UNION ALL SELECT 'cordis-reference-countries', 'CORDIS reference data: countries', NULL, NULL, _file, _record FROM countries
    UNION ALL SELECT 'cordis-reference-funding-schemes', 'CORDIS reference data: funding schemes', NULL, NULL, _file, _record FROM funding_schemes
    UNION ALL SELECT 'cordis-reference-subjects', 'CORDIS reference data: subject index codes', NULL, NULL, _file, _record FROM subjects
  )
SELECT
  arg_min(_file, _record) AS _file,
  min(_record) AS _record,
  key,
  'dataset' AS kind,
  any_value(title) AS title,
  'CORDIS (European Union)' AS publisher,
  any_value(date) AS date,
  any_value(concat(date, '-01-01')) FILTER (date IS NOT NULL) AS date_earliest,
  any_value(concat(date, '-12-31')) FILTER (date IS NOT NULL) AS date_latest,
  'en' AS language,
  any_value(url) AS url,
  'CC BY 4.0' AS licence
FROM files
GROUP BY key
