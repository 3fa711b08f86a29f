"""The words of the synthetic project: countries, invented towns, kinds, fields, programmes.

Country names and codes are those of Eurostat; everything else is invented and says so in its label.
"""

from __future__ import annotations

# (NUTS code, ISO 3166-1 alpha-2, German, English)
COUNTRIES = (
    ("DE", "DE", "Deutschland", "Germany"), ("FR", "FR", "Frankreich", "France"),
    ("ES", "ES", "Spanien", "Spain"), ("IT", "IT", "Italien", "Italy"),
    ("UK", "GB", "Vereinigtes Königreich", "United Kingdom"),
    ("NL", "NL", "Niederlande", "Netherlands"), ("BE", "BE", "Belgien", "Belgium"),
    ("EL", "GR", "Griechenland", "Greece"), ("SE", "SE", "Schweden", "Sweden"),
    ("AT", "AT", "Österreich", "Austria"), ("PT", "PT", "Portugal", "Portugal"),
    ("FI", "FI", "Finnland", "Finland"), ("DK", "DK", "Dänemark", "Denmark"),
    ("PL", "PL", "Polen", "Poland"), ("IE", "IE", "Irland", "Ireland"),
    ("CZ", "CZ", "Tschechien", "Czechia"), ("HU", "HU", "Ungarn", "Hungary"),
    ("SI", "SI", "Slowenien", "Slovenia"), ("RO", "RO", "Rumänien", "Romania"),
    ("BG", "BG", "Bulgarien", "Bulgaria"), ("SK", "SK", "Slowakei", "Slovakia"),
    ("HR", "HR", "Kroatien", "Croatia"), ("EE", "EE", "Estland", "Estonia"),
    ("LT", "LT", "Litauen", "Lithuania"), ("LV", "LV", "Lettland", "Latvia"),
    ("LU", "LU", "Luxemburg", "Luxembourg"), ("CY", "CY", "Zypern", "Cyprus"),
    ("MT", "MT", "Malta", "Malta"),
)  # fmt: skip

# (share in percent, classes of the ontology, German, English); %s is a field
ORGANISATIONS = (
    (38, "Company", "Synthetische %s GmbH", "Synthetic %s Ltd"),
    (20, "University", "Synthetische Universität für %s", "Synthetic University of %s"),
    (18, "ResearchOrganisation", "Synthetisches Institut für %s", "Synthetic Institute of %s"),
    (6, "ResearchOrganisation Association", "Synthetischer Forschungsverein „%s“",
     "Synthetic Research Association \"%s\""),
    (7, "PublicAuthority", "Synthetisches Amt für %s", "Synthetic Agency for %s"),
    (5, "ClusterOrganisation Association", "Synthetischer Cluster %s e.V.",
     "Synthetic %s Cluster"),
    (4, "Network Association", "Synthetisches Netzwerk %s", "Synthetic Network, %s"),
    (2, "Chamber", "Synthetische Kammer für %s", "Synthetic Chamber of %s"),
)  # fmt: skip

# (German, English) of the broad fields and of the narrower words below each
FIELDS = (
    ("Naturwissenschaften", "natural sciences"), ("Technik", "engineering"),
    ("Medizin", "medicine"), ("Landwirtschaft", "agriculture"),
    ("Sozialwissenschaften", "social sciences"), ("Geisteswissenschaften", "humanities"),
)  # fmt: skip
NARROWER = (
    ("Photonik", "photonics"), ("Mechatronik", "mechatronics"), ("Energie", "energy"),
    ("Wasser", "water"), ("Werkstoffe", "materials"), ("Mikroelektronik", "microelectronics"),
    ("Verkehr", "transport"), ("Gesundheit", "health"), ("Umwelt", "environment"),
    ("Öko-Effizienz", "eco-efficiency"), ("Robotik", "robotics"), ("Daten", "data"),
    ("Leichtbau", "lightweight design"), ("Ernährung", "nutrition"), ("Klima", "climate"),
    ("Sprache", "language"), ("Zelltechnik", "cell technology"), ("Raumfahrt", "space"),
    ("Textilien", "textiles"), ("Sensorik", "sensors"),
)  # fmt: skip
GOALS = (
    ("Neue Wege für", "New ways for"), ("Grundlagen für", "Foundations of"),
    ("Größere Reichweite für", "Wider reach for"), ("Vernetzte Forschung zu", "Joint research on"),
    ("Schlüsseltechniken für", "Key technologies for"), ("Übertragung von", "Transfer of"),
)  # fmt: skip
PROGRAMMES = (
    ("Synthetisches Rahmenprogramm %s", "Synthetic Framework Programme %s"),
    ("Synthetische Initiative %s", "Synthetic Initiative %s"),
)
