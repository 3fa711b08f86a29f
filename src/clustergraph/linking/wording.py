"""Words that say little about who is meant: legal forms, short forms, and what sorts are called.

Written for this project from the national laws on companies and from names as they stand in the
sets that it reads (CORDIS, ROR, the Crossref registry, lists of beneficiaries). A row that is
missing costs a candidate, never a wrong link: names alone link nothing.

All words stand here as ``folding`` leaves them: lower-case, without accents, ``ue`` as ``u``.
"""

from __future__ import annotations

from typing import Final

# Legal form -> how it is written, as words after folding: "g m b h" has become "gmbh" by then.
LEGAL_FORMS: Final[dict[str, tuple[str, ...]]] = {
    "gmbh": (
        "gmbh", "ges mbh", "gesmbh", "mbh", "gesellschaft mbh",
        "gesellschaft mit beschrankter haftung", "mit beschrankter haftung", "gesellschaft m b h",
    ),
    "ggmbh": (
        "ggmbh", "gemeinnutzige gmbh", "gemeinnutzige gesellschaft mbh", "gemn gmbh", "gem gmbh",
        "gemeinnutzige gesellschaft mit beschrankter haftung",
    ),
    "gmbh-co-kg": (
        "gmbh und co kg", "gmbh co kg", "gmbh und cokg", "gmbh cokg", "gmbh und co",
        "gesmbh und co kg", "ges mbh und co kg", "mbh und co kg", "gmbh und co ohg",
        "gmbh und co kommanditgesellschaft", "ug und co kg", "ag und co kg",
        "ug haftungsbeschrankt und co kg", "gmbh und cie kg",
    ),
    "ug": ("ug", "ug haftungsbeschrankt", "unternehmergesellschaft haftungsbeschrankt"),
    "ag": ("ag", "aktiengesellschaft"),
    "se": ("se", "societas europaea"),
    "kgaa": ("kgaa", "gmbh und co kgaa", "ag und co kgaa", "se und co kgaa"),
    "kg": ("kg", "kommanditgesellschaft", "und co kg", "co kg"),
    "ohg": ("ohg", "og", "offene handelsgesellschaft", "keg", "oeg"),
    "gbr": ("gbr", "gesellschaft burgerlichen rechts", "gesbr", "gdbr"),
    "ek": (
        "ek", "eingetragener kaufmann", "e kfm", "ekfm", "e kfr", "ekfr", "eu", "inh", "inhaber",
    ),
    "eg": ("eg", "eingetragene genossenschaft", "egen", "reg genmbh", "ev genossenschaft"),
    "ev": ("ev", "eingetragener verein", "verein", "gemeinnutziger verein", "e v gemeinnutzig"),
    "kdor": ("kdor", "kor", "korperschaft des offentlichen rechts", "k d o r", "kdr"),
    "ador": ("ador", "aor", "anstalt des offentlichen rechts", "a d o r"),
    "sdor": ("sdor", "stiftung des offentlichen rechts", "stiftung offentlichen rechts"),
    "ltd": ("ltd", "limited", "pty ltd", "pvt ltd", "co ltd", "limited company", "private limited"),
    "plc": ("plc", "public limited company"),
    "llp": ("llp", "lp", "limited liability partnership"),
    "llc": ("llc", "limited liability company", "limited liability co"),
    "lbg": ("lbg", "company limited by guarantee", "clg", "cic", "community interest company"),
    "inc": ("inc", "incorporated", "corp", "corporation", "co inc"),
    "sa": ("sa", "societe anonyme", "sociedad anonima", "sociedade anonima", "sau", "unipersonal"),
    "sas": ("sas", "sasu", "societe par actions simplifiee"),
    "sarl": ("sarl", "eurl", "societe a responsabilite limitee", "sarlu"),
    "snc": ("snc", "sci", "scs", "societe en nom collectif"),
    "scop": ("scop", "scic", "sca", "societe cooperative"),
    "gie": ("gie", "gip", "epic", "groupement d interet economique", "groupement d interet public"),
    "asbl": ("asbl", "aisbl", "vzw", "ivzw", "association sans but lucratif"),
    "asso": ("association loi 1901", "association declaree"),
    "spa": ("spa", "societa per azioni"),
    "srl": ("srl", "srls", "societa a responsabilita limitata", "a rl", "arl"),
    "scarl": ("scarl", "scrl", "scpa", "societa consortile", "soc cons a rl", "soc coop"),
    "onlus": ("onlus", "ets", "aps onlus"),
    "sl": ("sl", "slu", "slne", "sll", "sociedad limitada", "s l u"),
    "scoop": ("s coop", "scoop", "sociedad cooperativa", "sat"),
    "lda": ("lda", "limitada", "unipessoal lda", "unipessoal", "crl"),
    "bv": ("bv", "besloten vennootschap", "bvba", "cvba", "vof"),
    "nv": ("nv", "naamloze vennootschap"),
    "oy": ("oy", "oyj", "oy ab", "osakeyhtio", "ab oy", "oyj abp"),
    "ky": ("ky", "kommandiittiyhtio", "ay", "avoin yhtio", "tmi", "toiminimi", "t mi"),
    "ry": ("ry", "rekisteroity yhdistys", "rf", "r y", "rs", "sr"),
    "kuntayhtyma": ("kuntayhtyma", "ky kuntayhtyma", "kayttaytyma"),
    "ab": ("ab", "aktiebolag", "publ", "ab publ"),
    "as": ("as", "asa", "aksjeselskap", "aktieselskab"),
    "aps": ("aps", "anpartsselskab", "is"),
    "spzoo": (
        "sp zoo", "spzoo", "spolka z ograniczona odpowiedzialnoscia", "spolka zoo", "sp z oo",
    ),
    "spk": ("sp k", "spk", "spolka komandytowa", "sp j", "spolka jawna"),
    "spa-pl": ("spolka akcyjna",),
    "sro": ("sro", "spol sro", "spolecnost s rucenim omezenym", "spol s ro"),
    "a-s": ("akciova spolecnost", "akciova spolocnost"),
    "zs": ("zs", "ops", "obecne prospesna spolecnost", "vvi", "v v i"),
    "doo": ("doo", "druzba z omejeno odgovornostjo", "drustvo s ogranicenom odgovornoscu"),
    "dd": ("dd", "delniska druzba", "dionicko drustvo"),
    "kft": ("kft", "korlatolt felelossegu tarsasag", "bt"),
    "zrt": ("zrt", "nyrt", "rt", "zartkoruen mukodo reszvenytarsasag"),
    "ou": ("osauhing", "mtu"),
    "uab": ("uab", "vsi"),
    "sia": ("sia",),
    "ood": ("ood", "eood", "ead", "ad"),
    "ae": ("anonymi etairia", "anonymos etairia", "epe", "ike"),
}  # fmt: skip

# Words of every name: they tell nothing, and are left out when one list forgets them.
FILLERS: Final = frozenset(
    (
        "a", "am", "an", "and", "bei", "d", "da", "das", "de", "degli", "dei", "del", "della",
        "delle", "dello", "dem", "den", "der", "des", "di", "die", "do", "dos", "du", "e", "el",
        "en", "et", "for", "fur", "het", "i", "im", "in", "ja", "l", "la", "las", "le", "les",
        "los", "mit", "na", "och", "of", "og", "op", "oraz", "para", "per", "pour", "s", "the",
        "u", "und", "van", "vom", "von", "voor", "w", "with", "y", "z", "ze", "zu", "zum", "zur",
    )
)  # fmt: skip

# One sort of thing has one word, whatever the language.
_SORTS: Final[dict[str, str]] = {
    "university": (
        "universitat university universite universita universidad universidade uniwersytet "
        "univerzita univerza yliopisto universiteit universitet egyetem universitatea "
        "universitas sveuciliste universitaet univ uni universitario universitaire "
        "universiti ulikool universitatis"
    ),
    "institute": (
        "institut institute instituto istituto instytut institutt instituut intezet "
        "instituts inst institutet instituti institutes ustav"
    ),
    "technical": (
        "technische technical technique tecnica tecnologica technicka techniczny "
        "technisches technischen technological technology technologie technologies "
        "tecnologia technologien technik techniques tecnologico technika teknologi "
        "technologii politecnico polytechnic"
    ),
    "research": (
        "forschung research recherche recherches ricerca ricerche investigacion "
        "investigaciones tutkimus forskning onderzoek badan vyzkum raziskave kutatasi "
        "investigacao pesquisa forschungs"
    ),
    "centre": "zentrum center centre centro centrum keskus centar kozpont senter centres",
    "science": (
        "wissenschaft wissenschaften science sciences scienza scienze ciencia ciencias nauk "
        "wissenschaftliche scientific scientifique tieteen ved scientifiques"
    ),
    "ministry": (
        "ministerium ministry ministere ministero ministerio ministerstwo ministerstvo "
        "ministeriet ministerie ministeria ministeries staatsministerium bundesministerium"
    ),
    "hospital": (
        "krankenhaus klinikum hospital hopital ospedale hospitalier klinik klinika "
        "ziekenhuis sairaala szpital nemocnice kliniken clinic"
    ),
    "foundation": (
        "stiftung foundation fondation fondazione fundacion fundacja fundacao stichting "
        "saatio nadace alapitvany fundacio stiftelse stiftelsen fonden"
    ),
    "academy": ("akademie academy academie accademia academia akademia akademija akatemia akademi"),
    "agency": "agentur agency agence agenzia agencia agencja agentura agentschap virasto",
    "association": (
        "verband association associazione asociacion verbund zwiazek stowarzyszenie "
        "vereniging liitto asociace associacao vereinigung yhdistys sdruzeni"
    ),
    "society": "gesellschaft society societe societa sociedad towarzystwo spolecnost seura ges",
    "national": (
        "nationale national nationales nazionale nacional narodni krajowy nationaal narodowe"
    ),
    "federal": "bundes federal federale bundesamt",
    "european": (
        "europaische european europeen europeenne europea europeo europejski europaisches"
    ),
    "city": (
        "stadt city ville citta ciudad kaupunki miasto mesto comune gemeente ayuntamiento "
        "stad municipality kunta gemeinde marktgemeinde stadtgemeinde commune municipio "
        "landeshauptstadt stadtverwaltung gemeindeverwaltung obec gmina kommune"
    ),
    "school": "schule school ecole scuola escuela szkola skola koulu escola",
    "college": "hochschule college fachhochschule ammattikorkeakoulu hogeschool",
    "applied": "angewandte angewandten applied appliquees applicate aplicadas",
    "chamber": "kammer chamber chambre camera camara izba",
    "health": "gesundheit health sante salute salud terveyden zdrowia",
    "medical": "medizin medizinische medical medecine medicina medicine medyczny",
    "council": "rat council conseil consiglio consejo rada raad neuvosto",
    "innovation": ("innovation innovations innovazione innovacion innowacji innovaatio innovatie"),
    "development": ("entwicklung development developpement sviluppo desarrollo rozwoju kehittamis"),
    "company": "unternehmen company compagnie compania azienda firma co cie",
    "group": "gruppe group groupe gruppo grupo",
    "international": (
        "internationale international internationales internazionale internacional intl"
    ),
    "service": "dienst service services servizi servicios dienstleistungen dienstleistung",
    "fund": "fonds fund fondo fond fundusz rahasto",
    "german": (
        "deutsche deutscher deutsches german allemand allemande tedesco aleman dt deutschland"
    ),
    "bank": "bank banque banca banco pankki",
    "energy": "energie energy energia energetika",
    "engineering": "ingenieur ingenierie engineering ingegneria ingenieria ingenieurburo",
    "system": "system systems systeme systemes sistemi sistemas systemtechnik",
}
SORTS: Final[dict[str, str]] = {
    word: sort for sort, words in _SORTS.items() for word in words.split()
}

# Short forms that stand for words; longer ones are found by their initials.
SHORT_FORMS: Final[dict[str, str]] = {
    "universitatsklinikum": "university hospital", "tu": "technical university",
    "th": "technical college", "fh": "college", "hs": "college", "haw": "college applied science",
    "ihk": "industrie handels chamber", "hwk": "handwerks chamber", "mpi": "max planck institute",
    "mpg": "max planck society", "fhg": "fraunhofer society",
    "dlr": "german centre luft raumfahrt", "bmbf": "ministry bildung research",
    "natl": "national", "assoc": "association", "tech": "technical", "amk": "college",
    "ihks": "industrie handels chamber", "fakultat": "faculty", "faculte": "faculty",
    "facolta": "faculty", "facultad": "faculty", "dept": "department",
    "departement": "department", "dipartimento": "department", "departamento": "department",
    "handwerkskammer": "handwerks chamber", "handelskammer": "handels chamber",
    "industriekammer": "industrie chamber", "forschungszentrum": "research centre",
    "forschungsinstitut": "research institute", "technologiezentrum": "technical centre",
    "universitatsmedizin": "university medical", "forschungsgesellschaft": "research society",
    "entwicklungsgesellschaft": "development society", "landkreis": "kreis", "st": "sankt",
    "saint": "sankt", "gebr": "gebruder", "fa": "",
}  # fmt: skip

# Towns and countries that have a name in another language.
TOWNS: Final[dict[str, str]] = {
    "munchen": "munich", "wien": "vienna", "koln": "cologne", "nurnberg": "nuremberg",
    "braunschweig": "brunswick", "hannover": "hanover", "zurigo": "zurich", "geneve": "geneva",
    "genf": "geneva", "bale": "basel", "roma": "rome", "milano": "milan", "mailand": "milan",
    "torino": "turin", "firenze": "florence", "napoli": "naples", "venezia": "venice",
    "genova": "genoa", "padova": "padua", "praha": "prague", "prag": "prague",
    "warszawa": "warsaw", "warschau": "warsaw", "krakow": "cracow", "wroclaw": "breslau",
    "gdansk": "danzig", "lisboa": "lisbon", "sevilla": "seville", "kobenhavn": "copenhagen",
    "goteborg": "gothenburg", "helsingfors": "helsinki", "bruxelles": "brussels",
    "brussel": "brussels", "brussel bruxelles": "brussels", "antwerpen": "antwerp",
    "gent": "ghent", "gand": "ghent", "liege": "luttich", "leuven": "louvain",
    "den haag": "the hague", "s gravenhage": "the hague", "athina": "athens",
    "thessaloniki": "salonica", "bucuresti": "bucharest", "moskva": "moscow",
    "beograd": "belgrade", "abo": "turku", "esbo": "espoo", "strasbourg": "strassburg",
    "sachsen": "saxony", "bayern": "bavaria", "thuringen": "thuringia",
    "niedersachsen": "lower saxony", "osterreich": "austria", "osterreichische": "austrian",
    "suomen": "finnish", "suomi": "finland",
}  # fmt: skip
