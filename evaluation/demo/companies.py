"""Organisations of the demonstration. None of these companies exists; partners named in the facts have no contact data."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Company:
    name: str
    city: str
    country: str
    programme: str
    nace: str
    size: str
    region: str
    field: str
    """Broad field of ISCED-F whose people it looks for most."""
    verification: str = "verified"
    languages: tuple[str, ...] = ("de", "en")


COMPANIES = (
    Company(
        "Werra Kunststofftechnik (example)",
        "Schmalkalden",
        "DE",
        "wortplus",
        "C",
        "medium",
        "South Thuringia",
        "07",
    ),
    Company(
        "Rennsteig Maschinenbau (example)", "Suhl", "DE", "wortplus", "C", "medium", "South Thuringia", "07"
    ),
    Company(
        "Haselgrund Sensorik (example)", "Meiningen", "DE", "wortplus", "C", "small", "South Thuringia", "06"
    ),
    Company(
        "Grabfeld Software (example)",
        "Hildburghausen",
        "DE",
        "wortplus",
        "J",
        "small",
        "South Thuringia",
        "06",
    ),
    Company(
        "Klinikverbund Thüringer Wald (example)",
        "Suhl",
        "DE",
        "wortplus",
        "Q",
        "large",
        "South Thuringia",
        "09",
    ),
    Company(
        "Glashütte Sonnenfeld (example)", "Ilmenau", "DE", "wortplus", "C", "small", "South Thuringia", "05"
    ),
    Company(
        "Dolmar Logistik (example)", "Meiningen", "DE", "wortplus", "H", "medium", "South Thuringia", "04"
    ),
    Company(
        "Stadtwerke Beispielthal (example)",
        "Schmalkalden",
        "DE",
        "wortplus",
        "D",
        "medium",
        "South Thuringia",
        "07",
        "waiting",
    ),
    Company("Pleiße Export (example)", "Leipzig", "DE", "leipzig", "G", "small", "Leipzig", "04"),
    Company("Auwald Medien (example)", "Leipzig", "DE", "leipzig", "J", "small", "Leipzig", "02"),
    Company("Lindenhof Consulting (example)", "Leipzig", "DE", "leipzig", "M", "small", "Leipzig", "03"),
    Company("Parthe Pumpen (example)", "Taucha", "DE", "leipzig", "C", "medium", "Leipzig", "07"),
    Company(
        "Kanalhafen Spedition (example)",
        "Leipzig",
        "DE",
        "leipzig",
        "H",
        "medium",
        "Leipzig",
        "04",
        "waiting",
    ),
    Company(
        "Ostseeküste Pflege (example)", "Rostock", "DE", "iq", "Q", "large", "Mecklenburg-Vorpommern", "09"
    ),
    Company(
        "Warnow Schiffselektrik (example)",
        "Rostock",
        "DE",
        "iq",
        "C",
        "medium",
        "Mecklenburg-Vorpommern",
        "07",
    ),
    Company(
        "Müritz Lebensmittel (example)",
        "Waren (Müritz)",
        "DE",
        "iq",
        "C",
        "medium",
        "Mecklenburg-Vorpommern",
        "08",
    ),
    Company(
        "Bodden Architektur (example)", "Stralsund", "DE", "iq", "M", "micro", "Mecklenburg-Vorpommern", "07"
    ),
    Company(
        "Schwerinsee Verwaltungsdienste (example)",
        "Schwerin",
        "DE",
        "iq",
        "N",
        "small",
        "Mecklenburg-Vorpommern",
        "04",
        "declined",
    ),
    Company("Kogge Robotik (example)", "Rostock", "DE", "zumiro", "C", "small", "Rostock", "07"),
    Company("Leuchtturm Bioanalytik (example)", "Rostock", "DE", "zumiro", "M", "small", "Rostock", "05"),
    Company("Windfeld Nord (example)", "Bentwisch", "DE", "zumiro", "D", "medium", "Rostock", "07"),
    Company("Hafenkante Daten (example)", "Rostock", "DE", "zumiro", "J", "micro", "Rostock", "06"),
    Company(
        "Paka Energetika (example)",
        "Velenje",
        "SI",
        "talentmagnet",
        "D",
        "medium",
        "Savinjska",
        "07",
        languages=("sl", "en"),
    ),
    Company(
        "Šalek Oblikovanje (example)",
        "Velenje",
        "SI",
        "talentmagnet",
        "M",
        "micro",
        "Savinjska",
        "02",
        languages=("sl", "en"),
    ),
    Company(
        "Dravska Digitala (example)",
        "Ptuj",
        "SI",
        "talentmagnet",
        "J",
        "small",
        "Podravska",
        "06",
        languages=("sl", "en"),
    ),
    Company(
        "Erzberg Werkstoffe (example)", "Leoben", "AT", "talentmagnet", "C", "medium", "Steiermark", "07"
    ),
)


@dataclass(frozen=True)
class Offer:
    """A kind of work several companies of a field offer, told in three languages."""

    kind: str
    field: str
    degree: int | None
    title: dict[str, str]
    about: dict[str, str]
    required: tuple[str, ...]
    welcome: tuple[str, ...]
    pay: tuple[int, int, str] | None
    hours: int | None


OFFERS = (
    Offer(
        "job",
        "07",
        6,
        {
            "en": "Junior process engineer",
            "de": "Prozessingenieurin oder Prozessingenieur (Einstieg)",
            "sl": "Procesni inženir ali inženirka (začetek poti)",
        },
        {
            "en": "You run and improve production lines together with quality and maintenance. You start with a six-week rotation and a mentor from the team.",
            "de": "Sie betreuen und verbessern Fertigungslinien gemeinsam mit Qualität und Instandhaltung. Sie beginnen mit sechs Wochen Rundgang und einer Mentorin oder einem Mentor aus dem Team.",
            "sl": "Skrbite za proizvodne linije in jih izboljšujete skupaj s kakovostjo in vzdrževanjem. Začnete s šesttedenskim kroženjem in mentorjem iz ekipe.",
        },
        ("process_engineering", "manufacturing_processes", "read_engineering_drawings"),
        ("lean_production", "quality_standards"),
        (46000, 56000, "year"),
        38,
    ),
    Offer(
        "job",
        "06",
        6,
        {
            "en": "Software developer",
            "de": "Softwareentwicklerin oder Softwareentwickler",
            "sl": "Razvijalec ali razvijalka programske opreme",
        },
        {
            "en": "You build the services our machines report to, from the first sketch to operation, and talk directly to those who use them.",
            "de": "Sie bauen die Dienste, an die unsere Maschinen melden, von der ersten Skizze bis zum Betrieb, und sprechen direkt mit denen, die sie nutzen.",
            "sl": "Gradite storitve, ki jim poročajo naši stroji, od prve skice do delovanja, in se pogovarjate neposredno z uporabniki.",
        },
        ("python", "database", "git_version_control"),
        ("linux", "devops"),
        (48000, 62000, "year"),
        40,
    ),
    Offer(
        "job",
        "09",
        6,
        {
            "en": "Nurse for the geriatric ward",
            "de": "Pflegefachkraft für die Geriatrie",
            "sl": "Medicinska sestra ali zdravstvenik na geriatriji",
        },
        {
            "en": "You plan and give care on a ward where people stay for weeks and names are known. We help with recognition and with German for the ward.",
            "de": "Sie planen und leisten Pflege auf einer Station, auf der Menschen Wochen bleiben und Namen zählen. Wir helfen bei der Anerkennung und mit Deutsch für die Station.",
            "sl": "Načrtujete in izvajate nego na oddelku, kjer ljudje ostanejo tedne in kjer štejejo imena. Pomagamo pri priznavanju in jeziku oddelka.",
        },
        ("implement_nursing_care", "plan_nursing_care"),
        ("geriatrics", "palliative_care"),
        (38000, 45000, "year"),
        38,
    ),
    Offer(
        "job",
        "04",
        6,
        {
            "en": "Export clerk with a second language",
            "de": "Exportsachbearbeitung mit zweiter Sprache",
            "sl": "Referent ali referentka za izvoz z drugim jezikom",
        },
        {
            "en": "You look after customers abroad from the offer to customs papers, in at least two languages.",
            "de": "Sie betreuen Kundschaft im Ausland vom Angebot bis zu den Zollpapieren, in mindestens zwei Sprachen.",
            "sl": "Skrbite za stranke v tujini od ponudbe do carinskih papirjev, v vsaj dveh jezikih.",
        },
        ("foreign_trade", "maintain_relationship_with_customers"),
        ("intercultural_communication", "logistics"),
        (36000, 43000, "year"),
        40,
    ),
    Offer(
        "job",
        "05",
        7,
        {
            "en": "Laboratory scientist",
            "de": "Wissenschaftliche Kraft im Labor",
            "sl": "Raziskovalec ali raziskovalka v laboratoriju",
        },
        {
            "en": "You plan series of measurements, keep the instruments honest and write reports that others can build on.",
            "de": "Sie planen Messreihen, halten die Geräte ehrlich und schreiben Berichte, auf denen andere aufbauen können.",
            "sl": "Načrtujete serije meritev, skrbite za poštene instrumente in pišete poročila, na katerih lahko gradijo drugi.",
        },
        ("laboratory_techniques", "chemistry"),
        ("apply_statistical_analysis_techniques", "prepare_technical_reports"),
        (47000, 55000, "year"),
        39,
    ),
    Offer(
        "internship",
        "06",
        None,
        {
            "en": "Internship in data analysis",
            "de": "Praktikum in der Datenanalyse",
            "sl": "Praksa v analizi podatkov",
        },
        {
            "en": "Three months with real sensor data: clean it, question it, show what it says. You present the result to the whole company.",
            "de": "Drei Monate mit echten Sensordaten: bereinigen, befragen, zeigen, was sie sagen. Das Ergebnis stellen Sie dem ganzen Betrieb vor.",
            "sl": "Trije meseci z resničnimi podatki senzorjev: očistite jih, sprašujte, pokažite, kaj povedo. Rezultat predstavite vsemu podjetju.",
        },
        ("python", "perform_data_cleansing"),
        ("mathematics",),
        (900, 1100, "month"),
        35,
    ),
    Offer(
        "internship",
        "02",
        None,
        {
            "en": "Internship in the editorial team",
            "de": "Praktikum in der Redaktion",
            "sl": "Praksa v uredništvu",
        },
        {
            "en": "You research, write and translate for a small team that publishes in three languages.",
            "de": "Sie recherchieren, schreiben und übersetzen für ein kleines Team, das in drei Sprachen veröffentlicht.",
            "sl": "Raziskujete, pišete in prevajate za majhno ekipo, ki objavlja v treh jezikih.",
        },
        ("social_media_marketing",),
        ("edit_videos", "intercultural_communication"),
        (700, 900, "month"),
        35,
    ),
    Offer(
        "working_student",
        "07",
        None,
        {
            "en": "Working student, embedded systems",
            "de": "Werkstudierende für eingebettete Systeme",
            "sl": "Študentsko delo pri vgrajenih sistemih",
        },
        {
            "en": "Up to twenty hours a week beside your studies: test boards, write drivers, keep the rack tidy.",
            "de": "Bis zu zwanzig Stunden in der Woche neben dem Studium: Platinen testen, Treiber schreiben, das Regal in Ordnung halten.",
            "sl": "Do dvajset ur na teden ob študiju: preizkušate vezja, pišete gonilnike, skrbite za red na polici.",
        },
        ("embedded_systems", "c_plus_plus"),
        ("electronics",),
        (15, 18, "hour"),
        20,
    ),
    Offer(
        "working_student",
        "04",
        None,
        {
            "en": "Working student in human resources",
            "de": "Werkstudierende im Personalwesen",
            "sl": "Študentsko delo v kadrovski službi",
        },
        {
            "en": "You help colleagues from abroad through their first weeks and keep applications moving.",
            "de": "Sie begleiten Kolleginnen und Kollegen aus dem Ausland durch die ersten Wochen und halten Bewerbungen in Bewegung.",
            "sl": "Sodelavcem iz tujine pomagate skozi prve tedne in skrbite, da prijave tečejo.",
        },
        ("human_resources_management",),
        ("intercultural_communication", "administer_appointments"),
        (14, 16, "hour"),
        16,
    ),
    Offer(
        "thesis",
        "07",
        6,
        {
            "en": "Master’s thesis: predictive maintenance",
            "de": "Masterarbeit: vorausschauende Wartung",
            "sl": "Magistrsko delo: napovedno vzdrževanje",
        },
        {
            "en": "Ten machines, two years of vibration data and one question: when will the next bearing fail? Supervised by our engineers and your university.",
            "de": "Zehn Maschinen, zwei Jahre Schwingungsdaten und eine Frage: Wann fällt das nächste Lager aus? Betreut von unserem Team und Ihrer Hochschule.",
            "sl": "Deset strojev, dve leti podatkov o vibracijah in eno vprašanje: kdaj odpove naslednji ležaj? Mentorstvo naših inženirjev in vaše univerze.",
        },
        ("mechanical_engineering", "apply_statistical_analysis_techniques"),
        ("matlab", "python"),
        (1000, 1200, "month"),
        38,
    ),
    Offer(
        "thesis",
        "05",
        6,
        {
            "en": "Thesis on water quality",
            "de": "Abschlussarbeit zur Wasserqualität",
            "sl": "Zaključno delo o kakovosti vode",
        },
        {
            "en": "Take samples at twelve places, compare methods, and tell us which one we can trust.",
            "de": "Proben an zwölf Stellen nehmen, Verfahren vergleichen und uns sagen, welchem wir trauen können.",
            "sl": "Vzemite vzorce na dvanajstih mestih, primerjajte metode in nam povejte, kateri lahko zaupamo.",
        },
        ("collect_samples_for_analysis", "laboratory_techniques"),
        ("environmental_engineering",),
        (800, 1000, "month"),
        35,
    ),
    Offer(
        "trainee",
        "04",
        6,
        {
            "en": "Trainee in purchasing and logistics",
            "de": "Traineeprogramm Einkauf und Logistik",
            "sl": "Pripravništvo v nabavi in logistiki",
        },
        {
            "en": "Eighteen months through purchasing, warehouse and planning, with your own project in each.",
            "de": "Achtzehn Monate durch Einkauf, Lager und Planung, mit einem eigenen Projekt auf jeder Station.",
            "sl": "Osemnajst mesecev skozi nabavo, skladišče in načrtovanje, povsod z lastnim projektom.",
        },
        ("logistics", "business_administration"),
        ("foreign_trade", "lean_production"),
        (40000, 42000, "year"),
        39,
    ),
    Offer(
        "trainee",
        "03",
        6,
        {
            "en": "Trainee for international projects",
            "de": "Traineeprogramm für internationale Projekte",
            "sl": "Pripravništvo za mednarodne projekte",
        },
        {
            "en": "You write applications, keep partners in five countries informed and run your first small project.",
            "de": "Sie schreiben Anträge, halten Partner in fünf Ländern auf dem Laufenden und leiten Ihr erstes kleines Projekt.",
            "sl": "Pišete prijave, obveščate partnerje v petih državah in vodite svoj prvi majhen projekt.",
        },
        ("project_management",),
        ("area_studies", "intercultural_communication"),
        (37000, 40000, "year"),
        39,
    ),
    Offer(
        "shadowing",
        "07",
        None,
        {
            "en": "A day beside an engineer",
            "de": "Ein Tag an der Seite einer Ingenieurin",
            "sl": "Dan ob inženirki",
        },
        {
            "en": "Come in the morning, see what the day brings, ask everything. Lunch is on us.",
            "de": "Morgens kommen, sehen, was der Tag bringt, alles fragen. Das Mittagessen geht auf uns.",
            "sl": "Pridite zjutraj, poglejte, kaj prinese dan, vprašajte vse. Kosilo je na nas.",
        },
        (),
        ("engineering_principles",),
        None,
        None,
    ),
    Offer(
        "visit",
        "07",
        None,
        {
            "en": "Company visit: from pellet to part",
            "de": "Betriebsbesuch: vom Granulat zum Bauteil",
            "sl": "Obisk podjetja: od zrnca do izdelka",
        },
        {
            "en": "Two hours through the halls, in small groups, with people who work there.",
            "de": "Zwei Stunden durch die Hallen, in kleinen Gruppen, mit Menschen, die dort arbeiten.",
            "sl": "Dve uri po halah, v majhnih skupinah, z ljudmi, ki tam delajo.",
        },
        (),
        (),
        None,
        None,
    ),
    Offer(
        "research",
        "05",
        None,
        {
            "en": "Research project: algae in the harbour",
            "de": "Forschungsprojekt: Algen im Hafen",
            "sl": "Raziskovalni projekt: alge v pristanišču",
        },
        {
            "en": "Eight afternoons from the question to the poster, with a microscope of our own.",
            "de": "Acht Nachmittage von der Frage bis zum Poster, mit einem eigenen Mikroskop.",
            "sl": "Osem popoldnevov od vprašanja do plakata, z lastnim mikroskopom.",
        },
        (),
        ("laboratory_techniques", "biological_chemistry"),
        None,
        3,
    ),
    Offer(
        "challenge",
        "03",
        None,
        {
            "en": "Challenge: which market next?",
            "de": "Aufgabe: Welcher Markt als Nächstes?",
            "sl": "Izziv: kateri trg je naslednji?",
        },
        {
            "en": "A team of four finds out in one semester whether our pumps would sell in two new countries, and shows us the way.",
            "de": "Ein Team von vier Studierenden klärt in einem Semester, ob sich unsere Pumpen in zwei neuen Ländern verkaufen, und zeigt uns den Weg.",
            "sl": "Ekipa štirih v enem semestru ugotovi, ali bi se naše črpalke prodajale v dveh novih državah, in nam pokaže pot.",
        },
        ("market_research",),
        ("area_studies", "foreign_trade"),
        None,
        8,
    ),
    Offer(
        "challenge",
        "06",
        None,
        {
            "en": "Challenge: an app for the first week",
            "de": "Aufgabe: eine App für die erste Woche",
            "sl": "Izziv: aplikacija za prvi teden",
        },
        {
            "en": "What should a new colleague from abroad have on the phone? Design it, test it with us, show it.",
            "de": "Was sollte eine neue Kollegin aus dem Ausland auf dem Telefon haben? Entwerfen, mit uns testen, zeigen.",
            "sl": "Kaj naj ima nova sodelavka iz tujine na telefonu? Zasnujte, preizkusite z nami, pokažite.",
        },
        ("design_user_interface",),
        ("javascript", "digital_accessibility"),
        None,
        8,
    ),
    Offer(
        "job",
        "07",
        5,
        {
            "en": "Mechatronics technician",
            "de": "Mechatronikerin oder Mechatroniker",
            "sl": "Mehatronik ali mehatroničarka",
        },
        {
            "en": "You keep robots and conveyors running and find the fault that only shows at night.",
            "de": "Sie halten Roboter und Förderbänder am Laufen und finden den Fehler, der sich nur nachts zeigt.",
            "sl": "Skrbite, da roboti in trakovi tečejo, in najdete napako, ki se pokaže samo ponoči.",
        },
        ("mechatronics", "interpret_electrical_diagrams"),
        ("robotics", "program_industrial_controllers"),
        (38000, 46000, "year"),
        38,
    ),
    Offer(
        "job",
        "02",
        6,
        {
            "en": "Graphic designer",
            "de": "Grafikdesignerin oder Grafikdesigner",
            "sl": "Grafični oblikovalec ali oblikovalka",
        },
        {
            "en": "You give small companies a face: packaging, pages, signs on the door.",
            "de": "Sie geben kleinen Firmen ein Gesicht: Verpackungen, Seiten, Schilder an der Tür.",
            "sl": "Majhnim podjetjem daste obraz: embalaža, strani, napisi na vratih.",
        },
        ("graphic_design", "adobe_photoshop"),
        ("design_user_interface",),
        (30000, 36000, "year"),
        40,
    ),
)
