-- The amounts of the records that operations.sql keeps; nought says nothing and makes no funding.
-- What an amount is (granted, paid out, cost) was told by its header, see lists.toml.
WITH
  judged AS (
    SELECT
      *,
      row_number() OVER (PARTITION BY _list, _digest ORDER BY _file, _record) AS place,
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
  ),
  kept AS (
    SELECT
      *,
      CASE
        WHEN times = 1 AND regexp_matches(project_id, '[A-Za-z0-9]')
        THEN concat('esif-', _list, '--', trim(regexp_replace(lower(project_id), '[^a-z0-9]+', '-', 'g'), '-'))
        ELSE concat('esif-', _digest)
      END AS project
    FROM judged
    WHERE
      _aside IS NULL AND _person IS NULL AND place = 1 AND smallest >= 0
      AND (
        starting_date IS NULL OR completion_date IS NULL
        OR left(starting_date, least(length(starting_date), length(completion_date))) <= left(completion_date, least(length(starting_date), length(completion_date)))
      )
  ),
  amounts AS (
    SELECT
      *,
      unnest([
        {place: 1, amount: total_amount, kind: total_amount_kind},
        {place: 2, amount: total_amount_applied, kind: total_amount_applied_kind},
        {place: 3, amount: total_amount_eligible, kind: total_amount_eligible_kind},
        {place: 4, amount: member_state_amount, kind: member_state_amount_kind},
        {place: 5, amount: third_party_amount, kind: third_party_amount_kind},
        {place: 6, amount: eu_cofinancing_amount, kind: eu_cofinancing_amount_kind},
        {place: 7, amount: eu_cofinancing_amount_eligible, kind: eu_cofinancing_amount_eligible_kind},
        {place: 8, amount: european_investment_bank_amount, kind: european_investment_bank_amount_kind}
      ]) AS money
    FROM kept
  ),
  told AS (
    SELECT
      *,
      money.kind AS kind,
      money.amount AS figure,
      CASE WHEN money.kind = 'paid-out' THEN final_payment_date ELSE approval_date END AS date,
      row_number() OVER (PARTITION BY project, money.kind ORDER BY money.place) AS turn
    FROM amounts
    WHERE money.amount::DECIMAL(20, 4) > 0 AND money.kind IS NOT NULL
  )
SELECT
  _file,
  _record,
  CASE WHEN lower(coalesce(currency, 'EUR')) NOT IN ('bgn', 'czk', 'dkk', 'eur', 'gbp', 'huf', 'pln', 'ron', 'sek')
    THEN concat('currency: "', currency, '" is not known here | currency: „', currency, '“ ist hier unbekannt')
  END AS _aside,
  CASE turn WHEN 1 THEN concat(project, '--', kind) ELSE concat(project, '--', kind, '-', turn) END AS key,
  project,
  concat('esif-', left(md5(concat(_list, '|', beneficiary_name)), 20)) AS recipient,
  CASE WHEN regexp_matches(cci_program_code, '^\d{4}[A-Z0-9]{8,14}$') THEN concat('cci-', lower(cci_program_code)) END AS programme,
  CASE WHEN fund_acronym IN ('ERDF', 'ESF', 'CF', 'EAFRD', 'EMFF') THEN lower(fund_acronym) END AS fund,
  kind,
  figure AS amount,
  lower(coalesce(currency, 'EUR')) AS currency,
  'exact' AS qualifier,
  date,
  CASE length(date) WHEN 4 THEN concat(date, '-01-01') ELSE date END AS date_earliest,
  CASE length(date) WHEN 4 THEN concat(date, '-12-31') ELSE date END AS date_latest,
  concat('esif-', _list) AS document
FROM told
