-- All names but the labels that organisations.sql takes, one row an organisation. Acronyms have no
-- language; a language that csv-metadata.json does not know goes into the column without one.
WITH
  named AS (
    SELECT
      _file,
      _record,
      id,
      generate_subscripts(names, 1) AS place,
      unnest(names) AS name
    FROM records
  ),
  tidy AS (
    SELECT
      _file,
      _record,
      concat('ror-', right(id, 9)) AS key,
      place,
      name.lang AS lang,
      name.types AS types,
      -- the sign that parts names in a cell does not stand in a name
      replace(
        trim(regexp_replace(nfc_normalize(name.value), '[\s\x{00A0}\x{2000}-\x{200B}\x{202F}\x{3000}\x{FEFF}]+', ' ', 'g')),
        '¦', '|'
      ) AS value
    FROM named
  ),
  labels AS (
    SELECT
      _file,
      _record,
      arg_min(value, place) FILTER (list_contains(types, 'ror_display')) AS shown,
      arg_min(lang, place) FILTER (list_contains(types, 'ror_display')) AS shown_in,
      arg_min(value, place) FILTER (lang = 'en' AND list_contains(types, 'label')) AS english,
      arg_min(value, place) FILTER (lang = 'de' AND list_contains(types, 'label')) AS german
    FROM tidy
    GROUP BY ALL
  ),
  chosen AS (
    SELECT
      _file,
      _record,
      CASE WHEN shown_in = 'de' THEN shown ELSE german END AS label_de,
      CASE WHEN shown_in = 'en' THEN shown ELSE coalesce(english, shown) END AS label_en
    FROM labels
  ),
  others AS (
    SELECT DISTINCT
      _file,
      _record,
      key,
      value,
      CASE
        WHEN list_contains(types, 'acronym') THEN 'abbreviation'
        WHEN lang IN (
    'aa', 'af', 'am', 'an', 'ar', 'as', 'az', 'ba', 'be', 'bg', 'bm', 'bn', 'br', 'bs', 'ca',
    'cs', 'cy', 'da', 'de', 'dv', 'dz', 'el', 'en', 'eo', 'es', 'et', 'eu', 'fa', 'fi', 'fo',
    'fr', 'ga', 'gd', 'gl', 'gu', 'ha', 'he', 'hi', 'hr', 'hu', 'hy', 'id', 'ig', 'is', 'it',
    'ja', 'jv', 'ka', 'kg', 'kk', 'kl', 'km', 'kn', 'ko', 'kr', 'ku', 'ky', 'la', 'lb', 'lo',
    'lt', 'lu', 'lv', 'mg', 'mi', 'mk', 'ml', 'mn', 'mr', 'ms', 'mt', 'my', 'nb', 'ne', 'nl',
    'nn', 'no', 'nr', 'ny', 'oc', 'oj', 'om', 'or', 'pa', 'pl', 'ps', 'pt', 'rm', 'ro', 'ru',
    'rw', 'sd', 'se', 'sh', 'si', 'sk', 'sl', 'so', 'sq', 'sr', 'ss', 'st', 'sv', 'sw', 'ta',
    'te', 'tg', 'th', 'ti', 'tk', 'tl', 'tn', 'tr', 'ts', 'tt', 'ug', 'uk', 'ur', 'uz', 've',
    'vi', 'xh', 'yo', 'za', 'zh', 'zu'
        ) THEN concat('alt_', lang)
        ELSE 'alt'
      END AS place
    FROM tidy
    JOIN chosen USING (_file, _record)
    WHERE value <> ''
      AND NOT (value = label_en AND coalesce(lang, 'en') = 'en' AND NOT list_contains(types, 'acronym'))
      AND NOT (value = label_de AND lang = 'de' AND NOT list_contains(types, 'acronym'))
  )
SELECT *
FROM others
PIVOT (
  list(value ORDER BY value)
  FOR place IN (
    'alt_aa', 'alt_af', 'alt_am', 'alt_an', 'alt_ar', 'alt_as', 'alt_az', 'alt_ba', 'alt_be',
    'alt_bg', 'alt_bm', 'alt_bn', 'alt_br', 'alt_bs', 'alt_ca', 'alt_cs', 'alt_cy', 'alt_da',
    'alt_de', 'alt_dv', 'alt_dz', 'alt_el', 'alt_en', 'alt_eo', 'alt_es', 'alt_et', 'alt_eu',
    'alt_fa', 'alt_fi', 'alt_fo', 'alt_fr', 'alt_ga', 'alt_gd', 'alt_gl', 'alt_gu', 'alt_ha',
    'alt_he', 'alt_hi', 'alt_hr', 'alt_hu', 'alt_hy', 'alt_id', 'alt_ig', 'alt_is', 'alt_it',
    'alt_ja', 'alt_jv', 'alt_ka', 'alt_kg', 'alt_kk', 'alt_kl', 'alt_km', 'alt_kn', 'alt_ko',
    'alt_kr', 'alt_ku', 'alt_ky', 'alt_la', 'alt_lb', 'alt_lo', 'alt_lt', 'alt_lu', 'alt_lv',
    'alt_mg', 'alt_mi', 'alt_mk', 'alt_ml', 'alt_mn', 'alt_mr', 'alt_ms', 'alt_mt', 'alt_my',
    'alt_nb', 'alt_ne', 'alt_nl', 'alt_nn', 'alt_no', 'alt_nr', 'alt_ny', 'alt_oc', 'alt_oj',
    'alt_om', 'alt_or', 'alt_pa', 'alt_pl', 'alt_ps', 'alt_pt', 'alt_rm', 'alt_ro', 'alt_ru',
    'alt_rw', 'alt_sd', 'alt_se', 'alt_sh', 'alt_si', 'alt_sk', 'alt_sl', 'alt_so', 'alt_sq',
    'alt_sr', 'alt_ss', 'alt_st', 'alt_sv', 'alt_sw', 'alt_ta', 'alt_te', 'alt_tg', 'alt_th',
    'alt_ti', 'alt_tk', 'alt_tl', 'alt_tn', 'alt_tr', 'alt_ts', 'alt_tt', 'alt_ug', 'alt_uk',
    'alt_ur', 'alt_uz', 'alt_ve', 'alt_vi', 'alt_xh', 'alt_yo', 'alt_za', 'alt_zh', 'alt_zu',
    'alt', 'abbreviation'
  )
  GROUP BY _file, _record, key
)
