-- Three amounts of a participation: what the Union gives at most, what of it stays with the
-- participant, and what the part costs. The first two have a decimal point, the third a comma;
-- nought says nothing and makes no funding.
WITH
  kept AS (
    SELECT *, CASE role WHEN 'coordinator' THEN 'coordinator' WHEN 'participant' THEN 'participant' WHEN 'partner' THEN 'partner' WHEN 'thirdParty' THEN 'third-party' WHEN 'internationalPartner' THEN 'international-partner' END AS code FROM participations
    WHERE regexp_matches(organisationID, '^\d{9}$') AND EXISTS (FROM project_topics WHERE project_topics.projectID = participations.projectID)
    QUALIFY row_number() OVER (PARTITION BY projectID, organisationID, role ORDER BY _file, _record) = 1
  ),
  amounts AS (
    SELECT
      *,
      unnest([
        {kind: 'eu-share', given: ecContribution, sign: '.'},
        {kind: 'net-eu-share', given: netEcContribution, sign: '.'},
        {kind: 'cost', given: totalCost, sign: ','}
      ]) AS money
    FROM kept
    WHERE code IS NOT NULL
  ),
  sums AS (
    SELECT *, CASE WHEN regexp_matches(money.given, concat('^\d+([', money.sign, ']\d{1,2})?$')) THEN replace(money.given, money.sign, '.')::DECIMAL(18, 2) END AS amount
    FROM amounts
    WHERE coalesce(trim(money.given), '') <> ''
  )
SELECT
  _file,
  _record,
  CASE WHEN amount IS NULL THEN concat(money.kind, ': "', money.given, '" is no amount with ', money.sign, ' | ', money.kind, ': „', money.given, '“ ist kein Betrag mit ', money.sign) END AS _aside,
  concat('cordis-', projectID, '--', organisationID, '--', code, '--', money.kind) AS key,
  concat('cordis-', projectID) AS project,
  concat('pic-', organisationID) AS recipient,
  money.kind AS kind,
  amount,
  'eur' AS currency,
  'exact' AS qualifier
FROM sums
WHERE amount IS NULL OR amount > 0
