-- Relations as the records state them; most are stated by both sides. Types are compared without
-- regard to case (child, Child).
--
-- A relation is set aside when it leads to a record that the file does not have, to itself, or when
-- two records contradict each other: each is part of the other, or each took the other's place.
WITH
  stated AS (
    SELECT
      _file,
      _record,
      right(id, 9) AS here,
      generate_subscripts(relationships, 1) AS place,
      unnest(relationships) AS relation
    FROM records
  ),
  told AS (
    SELECT
      _file,
      _record,
      here,
      place,
      lower(trim(relation.type)) AS type,
      relation.type AS type_given,
      replace(relation.label, '|', '/') AS label,
      relation.id AS address,
      right(relation.id, 9) AS there,
      relation.id IN (SELECT id FROM records) AS is_known
    FROM stated
  ),
  facts AS (
    SELECT
      *,
      CASE WHEN type IN ('child', 'successor') THEN there ELSE here END AS subject,
      CASE WHEN type IN ('child', 'successor') THEN here ELSE there END AS object,
      CASE
        WHEN type IN ('child', 'parent') THEN 'part'
        WHEN type IN ('successor', 'predecessor') THEN 'supersedes'
        WHEN type = 'related' THEN 'linked'
      END AS fact
    FROM told
  ),
  contradicted AS (
    SELECT DISTINCT one.fact, one.subject, one.object
    FROM facts AS one
    JOIN facts AS other ON one.fact = other.fact AND one.subject = other.object AND one.object = other.subject
    WHERE one.fact IN ('part', 'supersedes')
  )
SELECT
  _file,
  _record,
  CASE
    WHEN fact IS NULL THEN concat('relationships: a type that is not known here: ', type_given, ' | relationships: eine hier unbekannte Art: ', type_given)
    WHEN NOT is_known THEN concat('relationships: ', type, ' ', address, ' (', label, ') is not in the file | relationships: ', type, ' ', address, ' (', label, ') steht nicht in der Datei')
    WHEN here = there THEN concat('relationships: ', type, ' leads to the record itself | relationships: ', type, ' führt zum Datensatz selbst')
    WHEN contradicted.fact = 'part' THEN concat('relationships: ', type, ': this and ', address, ' are each part of the other | relationships: ', type, ': dies und ', address, ' sind jeweils Teil des anderen')
    WHEN contradicted.fact = 'supersedes' THEN concat('relationships: ', type, ': this and ', address, ' each took the place of the other | relationships: ', type, ': dies und ', address, ' lösen einander ab')
  END AS _aside,
  concat('ror-', here, '--', type, '--ror-', there, CASE WHEN count(*) OVER same > 1 THEN concat('--', row_number() OVER (same ORDER BY place)) END) AS key,
  concat('ror-', subject) AS organisation,
  CASE WHEN fact = 'part' THEN concat('ror-', object) END AS part_of,
  CASE WHEN fact = 'supersedes' THEN concat('ror-', object) END AS supersedes,
  CASE WHEN fact = 'linked' THEN concat('ror-', object) END AS linked_to
FROM facts
LEFT JOIN contradicted USING (fact, subject, object)
WINDOW same AS (PARTITION BY here, type, there)
