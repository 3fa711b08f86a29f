-- The funds that lists name, by their acronyms.
SELECT
  arg_min(_file, _record) AS _file,
  min(_record) AS _record,
  CASE WHEN any_value(names.acronym) IS NULL
    THEN concat('fund_acronym: "', fund_acronym, '" is no fund that is known here | fund_acronym: „', fund_acronym, '“ ist kein hier bekannter Fonds')
  END AS _aside,
  lower(fund_acronym) AS key,
  any_value(names.de) AS label_de,
  any_value(names.en) AS label_en,
  concat('esif-', arg_min(_list, (_file, _record))) AS document
FROM lists
LEFT JOIN (VALUES
  ('ERDF', 'Europäischer Fonds für regionale Entwicklung', 'European Regional Development Fund'),
  ('ESF', 'Europäischer Sozialfonds', 'European Social Fund'),
  ('CF', 'Kohäsionsfonds', 'Cohesion Fund'),
  ('EAFRD', 'Europäischer Landwirtschaftsfonds für die Entwicklung des ländlichen Raums', 'European Agricultural Fund for Rural Development'),
  ('EMFF', 'Europäischer Meeres- und Fischereifonds', 'European Maritime and Fisheries Fund')
) AS names (acronym, de, en) ON names.acronym = fund_acronym
WHERE fund_acronym IS NOT NULL
GROUP BY fund_acronym
