-- One project a record, with the beneficiary who carries it out. Set aside is what cannot be read
-- in one way only, who is perhaps a private person, and what stands in the list a second time.
--
-- The amounts are in fundings.sql, which leaves out the same records.
WITH
  judged AS (
    SELECT
      *,
      first_value(concat(_file, ':', _record)) OVER same AS first_place,
      row_number() OVER same AS place,
      count(*) OVER (PARTITION BY _list, project_id) AS times,
      coalesce(
        least(
          total_amount::DECIMAL(20, 4), total_amount_applied::DECIMAL(20, 4), total_amount_eligible::DECIMAL(20, 4),
          member_state_amount::DECIMAL(20, 4), third_party_amount::DECIMAL(20, 4),
          eu_cofinancing_amount::DECIMAL(20, 4), eu_cofinancing_amount_eligible::DECIMAL(20, 4),
          european_investment_bank_amount::DECIMAL(20, 4)
        ),
        0
      ) AS smallest
    FROM lists
    WINDOW same AS (PARTITION BY _list, _digest ORDER BY _file, _record)
  ),
  keyed AS (
    SELECT
      *,
      CASE
        WHEN times = 1 AND regexp_matches(project_id, '[A-Za-z0-9]')
        THEN concat('esif-', _list, '--', trim(regexp_replace(lower(project_id), '[^a-z0-9]+', '-', 'g'), '-'))
        ELSE concat('esif-', _digest)
      END AS key,
      coalesce(project_name, project_id, concat(_title, ', ', _record)) AS label,
      coalesce(starting_date, completion_date) IS NOT NULL AS is_dated
    FROM judged
  )
SELECT
  _file,
  _record,
  CASE
    WHEN _aside IS NOT NULL THEN _aside
    WHEN _person IS NOT NULL THEN 'perhaps a private person | vielleicht eine Privatperson'
    WHEN place > 1 THEN concat('the same record stands at ', first_place, ' | derselbe Datensatz steht bei ', first_place)
    WHEN smallest < 0 THEN 'an amount below zero, a repayment perhaps | ein Betrag unter null, vielleicht eine Rückzahlung'
    WHEN left(starting_date, least(length(starting_date), length(completion_date))) > left(completion_date, least(length(starting_date), length(completion_date)))
      THEN concat('ends on ', completion_date, ' before it starts on ', starting_date, ' | endet am ', completion_date, ', bevor es am ', starting_date, ' beginnt')
  END AS _aside,
  key,
  CASE WHEN _language = 'de' THEN label END AS label_de,
  CASE
    WHEN _language = 'en' THEN label
    WHEN _language IS DISTINCT FROM 'de' THEN coalesce(project_id, concat(_title, ', ', _record))
  END AS label_en,
  CASE WHEN _language = 'cs' THEN label END AS label_cs,
  CASE WHEN _language = 'da' THEN label END AS label_da,
  CASE WHEN _language = 'es' THEN label END AS label_es,
  CASE WHEN _language = 'fi' THEN label END AS label_fi,
  CASE WHEN _language = 'fr' THEN label END AS label_fr,
  CASE WHEN _language = 'it' THEN label END AS label_it,
  CASE WHEN _language = 'nl' THEN label END AS label_nl,
  CASE WHEN _language = 'pl' THEN label END AS label_pl,
  CASE WHEN _language = 'sv' THEN label END AS label_sv,
  concat('esif-', left(md5(concat(_list, '|', beneficiary_name)), 20)) AS participant,
  'beneficiary' AS role,
  CASE WHEN regexp_matches(cci_program_code, '^\d{4}[A-Z0-9]{8,14}$') THEN concat('cci-', lower(cci_program_code)) END AS programme,
  CASE WHEN fund_acronym IN ('ERDF', 'ESF', 'CF', 'EAFRD', 'EMFF') THEN lower(fund_acronym) END AS fund,
  beneficiary_country AS country_code,
  CASE WHEN is_dated THEN key END AS period_of,
  CASE WHEN is_dated THEN 'Period' END AS period_type,
  starting_date AS start,
  CASE length(starting_date) WHEN 4 THEN concat(starting_date, '-01-01') ELSE starting_date END AS start_earliest,
  CASE length(starting_date) WHEN 4 THEN concat(starting_date, '-12-31') ELSE starting_date END AS start_latest,
  completion_date AS "end",
  CASE length(completion_date) WHEN 4 THEN concat(completion_date, '-01-01') ELSE completion_date END AS end_earliest,
  CASE length(completion_date) WHEN 4 THEN concat(completion_date, '-12-31') ELSE completion_date END AS end_latest,
  concat('esif-', _list) AS document,
  CASE WHEN is_dated THEN key END AS period
FROM keyed
