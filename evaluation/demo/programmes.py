"""The five programmes and what is below them. Facts are true; the sentences, and everybody named elsewhere, are not real."""

from dataclasses import dataclass, field
from datetime import date

Text = dict[str, str]

DEMO_NOTE: Text = {
    "en": "In this demonstration the programme goes on, so that you can try every step; the people and companies in it don't exist.",
    "de": "In dieser Vorführung läuft das Programm weiter, damit Sie jeden Schritt ausprobieren können; die Menschen und Firmen darin gibt es nicht.",
    "sl": "V tej predstavitvi program teče naprej, da lahko preizkusite vsak korak; ljudje in podjetja v njem ne obstajajo.",
}


@dataclass(frozen=True)
class FundingFacts:
    funder: Text
    instrument: str
    rate: int | None = None
    threshold_hours: int | None = None


@dataclass(frozen=True)
class Below:
    """A subprogramme: a partner's subproject or a city."""

    slug: str
    acronym: str
    title: Text
    summary: Text
    place: str = ""
    region: str = ""
    country: str = "DE"
    languages: tuple[str, ...] = ("de", "en")
    is_example: bool = False


@dataclass(frozen=True)
class WorkPackageFacts:
    title: Text
    summary: Text
    kind: str
    activities: tuple[Text, ...]


@dataclass(frozen=True)
class ProgrammeFacts:
    slug: str
    acronym: str
    colour: str
    title: Text
    summary: Text
    description: Text
    funding_statement: Text
    fundings: tuple[FundingFacts, ...]
    lead: str
    partners: tuple[str, ...]
    work_packages: tuple[WorkPackageFacts, ...]
    starts_on: date | None = None
    ends_on: date | None = None
    place: str = ""
    region: str = ""
    country: str = "DE"
    languages: tuple[str, ...] = ("de", "en")
    modules: tuple[str, ...] = ("placements", "events", "mentoring", "evaluation")
    below: tuple[Below, ...] = field(default_factory=tuple)


WORTPLUS = ProgrammeFacts(
    slug="wortplus",
    acronym="WORTplus",
    colour="#0b5c56",
    place="Schmalkalden",
    region="South Thuringia",
    languages=("de", "en"),
    lead="Hochschule Schmalkalden",
    partners=(
        "Welcome Bureau Haselgrund (example)",
        "Chamber Circle Rennsteig (example)",
        "Families' Meeting Place Werratal (example)",
    ),
    title={
        "en": "Arriving and staying in South Thuringia",
        "de": "Ankommen und bleiben in Südthüringen",
        "sl": "Priti in ostati v južni Turingiji",
    },
    summary={
        "en": "A model project of Hochschule Schmalkalden for international students, graduates and newcomers with their families, and for the companies, offices and schools that want to keep them.",
        "de": "Ein Modellprojekt der Hochschule Schmalkalden für internationale Studierende, Absolventinnen, Absolventen und Zugezogene mit ihren Familien – und für Betriebe, Ämter und Schulen, die sie halten wollen.",
        "sl": "Vzorčni projekt visoke šole Schmalkalden za tuje študente, diplomante in priseljence z družinami ter za podjetja, urade in šole, ki jih želijo obdržati.",
    },
    description={
        "en": "South Thuringia grows older, loses young people and looks for skilled ones. WORTplus brings six strands of work together so that who came to learn or to work finds a reason to stay: **advice and mentoring** for people and families, **development** for organisations, **encounters** between those who were here and those who came.\n\nThe university evaluates throughout.",
        "de": "Südthüringen wird älter, verliert junge Menschen und sucht Fachkräfte. WORTplus verbindet sechs Arbeitsstränge, damit alle, die zum Lernen oder Arbeiten gekommen sind, einen Grund zum Bleiben finden: **Beratung und Mentoring** für Menschen und Familien, **Entwicklung** für Organisationen, **Begegnung** zwischen denen, die schon da waren, und denen, die dazugekommen sind.\n\nDie Hochschule wertet durchgehend aus.",
        "sl": "Južna Turingija se stara, izgublja mlade in išče usposobljene ljudi. WORTplus povezuje šest delovnih sklopov, da tisti, ki so prišli po znanje ali delo, najdejo razlog, da ostanejo: **svetovanje in mentorstvo** za ljudi in družine, **razvoj** za organizacije, **srečanja** med domačini in prišleki.\n\nVisoka šola ves čas spremlja učinke.",
    },
    funding_statement={
        "en": "Funded by the Free State of Thuringia from the European Social Fund Plus.",
        "de": "Gefördert durch den Freistaat Thüringen aus Mitteln des Europäischen Sozialfonds Plus.",
        "sl": "Financira Svobodna dežela Turingija iz Evropskega socialnega sklada plus.",
    },
    fundings=(
        FundingFacts(
            {
                "en": "European Social Fund Plus",
                "de": "Europäischer Sozialfonds Plus",
                "sl": "Evropski socialni sklad plus",
            },
            "esf_plus",
            threshold_hours=8,
        ),
        FundingFacts(
            {"en": "Free State of Thuringia", "de": "Freistaat Thüringen", "sl": "Svobodna dežela Turingija"},
            "state",
        ),
    ),
    work_packages=(
        WorkPackageFacts(
            {
                "en": "Coordination and impact",
                "de": "Koordination und Wirkung",
                "sl": "Koordinacija in učinek",
            },
            {
                "en": "Keeps the strands together and shows what they achieve.",
                "de": "Hält die Stränge zusammen und zeigt, was sie bewirken.",
                "sl": "Povezuje sklope in kaže, kaj dosegajo.",
            },
            "coordination",
            (
                {"en": "Steering group", "de": "Steuerungskreis", "sl": "Usmerjevalna skupina"},
                {"en": "Interim evaluation", "de": "Zwischenauswertung", "sl": "Vmesna evalvacija"},
            ),
        ),
        WorkPackageFacts(
            {
                "en": "Organisations open up",
                "de": "Organisationen öffnen sich",
                "sl": "Organizacije se odpirajo",
            },
            {
                "en": "Self-check, advice and an action plan for employers who want to become more open.",
                "de": "Selbstcheck, Beratung und Maßnahmenplan für Arbeitgeber, die offener werden wollen.",
                "sl": "Samopreverjanje, svetovanje in načrt ukrepov za delodajalce, ki želijo biti bolj odprti.",
            },
            "counselling",
            (
                {
                    "en": "Self-checks with companies",
                    "de": "Selbstchecks mit Betrieben",
                    "sl": "Samopreverjanja v podjetjih",
                },
                {
                    "en": "Workshops for personnel officers",
                    "de": "Werkstätten für Personalverantwortliche",
                    "sl": "Delavnice za kadrovike",
                },
            ),
        ),
        WorkPackageFacts(
            {
                "en": "Public and digital information",
                "de": "Öffentlichkeit und digitale Information",
                "sl": "Javnost in digitalne informacije",
            },
            {
                "en": "Pages in several languages that answer the questions of the first months.",
                "de": "Seiten in mehreren Sprachen, die Fragen der ersten Monate beantworten.",
                "sl": "Strani v več jezikih z odgovori na vprašanja prvih mesecev.",
            },
            "publicity",
            (
                {
                    "en": "Guide to the first hundred days",
                    "de": "Wegweiser für die ersten hundert Tage",
                    "sl": "Vodnik po prvih sto dneh",
                },
            ),
        ),
        WorkPackageFacts(
            {"en": "Encounter and networks", "de": "Begegnung und Netzwerke", "sl": "Srečanja in mreže"},
            {
                "en": "Occasions where people meet who would otherwise pass each other by.",
                "de": "Anlässe, bei denen sich Menschen treffen, die sonst aneinander vorbeigehen.",
                "sl": "Priložnosti, na katerih se srečajo ljudje, ki bi sicer šli drug mimo drugega.",
            },
            "event",
            (
                {
                    "en": "Dialogue evenings in the villages",
                    "de": "Dialogabende in den Orten",
                    "sl": "Pogovorni večeri po krajih",
                },
                {"en": "Family day", "de": "Familientag", "sl": "Družinski dan"},
            ),
        ),
        WorkPackageFacts(
            {
                "en": "Mentoring and further training",
                "de": "Mentoring und Weiterbildung",
                "sl": "Mentorstvo in izpopolnjevanje",
            },
            {
                "en": "Somebody who knows the way, and courses that close the gap to the next job.",
                "de": "Jemand, der den Weg kennt, und Kurse, die die Lücke zur nächsten Stelle schließen.",
                "sl": "Nekdo, ki pozna pot, in tečaji, ki zapolnijo vrzel do naslednje službe.",
            },
            "mentoring",
            (
                {"en": "Mentoring round", "de": "Mentoringrunde", "sl": "Mentorski krog"},
                {
                    "en": "German for the workplace",
                    "de": "Deutsch am Arbeitsplatz",
                    "sl": "Nemščina na delovnem mestu",
                },
            ),
        ),
        WorkPackageFacts(
            {
                "en": "Transfer to other regions",
                "de": "Transfer in andere Regionen",
                "sl": "Prenos v druge regije",
            },
            {
                "en": "Writes down what works so that others can start from it.",
                "de": "Schreibt auf, was wirkt, damit andere darauf aufbauen können.",
                "sl": "Zapiše, kar deluje, da lahko drugi začnejo od tam.",
            },
            "transfer",
            ({"en": "Handbook", "de": "Handreichung", "sl": "Priročnik"},),
        ),
    ),
)

LEIPZIG = ProgrammeFacts(
    slug="leipzig",
    acronym="Fachkräfteallianz Leipzig",
    colour="#7a1f3d",
    place="Leipzig",
    region="Leipzig",
    languages=("de", "en"),
    starts_on=date(2017, 2, 15),
    ends_on=date(2018, 3, 31),
    lead="International SEPT Programme, Leipzig University",
    partners=("City of Leipzig", "Forum of International Small Companies (example)"),
    title={
        "en": "Skilled people for Leipzig's small and medium companies",
        "de": "Fachkräfte für Leipzigs kleine und mittlere Unternehmen",
        "sl": "Strokovnjaki za mala in srednja podjetja v Leipzigu",
    },
    summary={
        "en": "The International SEPT Programme of Leipzig University and the City of Leipzig prepare students for companies that trade abroad, with a special eye on international students and on graduates of the humanities and area studies.",
        "de": "Das International SEPT Programme der Universität Leipzig und die Stadt Leipzig bereiten Studierende auf Unternehmen mit Auslandsgeschäft vor – mit besonderem Blick auf internationale Studierende und auf Absolventinnen und Absolventen der Geistes- und Regionalwissenschaften.",
        "sl": "Program International SEPT Univerze v Leipzigu in mesto Leipzig pripravljata študente na podjetja, ki poslujejo s tujino, s posebnim posluhom za tuje študente ter diplomante humanistike in regionalnih študij.",
    },
    description={
        "en": "Companies say which qualifications they will need; students work on **real problems** that companies bring to the university; evenings and matchmaking days let both sides meet. Results are published so that knowledge travels on.",
        "de": "Unternehmen sagen, welche Qualifikationen sie brauchen werden; Studierende arbeiten an **echten Aufgaben**, die Unternehmen an die Universität bringen; Abende und Kontakttage bringen beide Seiten zusammen. Ergebnisse werden veröffentlicht, damit Wissen weiterwandert.",
        "sl": "Podjetja povedo, katere kvalifikacije bodo potrebovala; študenti rešujejo **resnične naloge**, ki jih podjetja prinesejo na univerzo; na večerih in dnevih srečanj se obe strani spoznata. Rezultati so objavljeni, da znanje potuje naprej.",
    },
    funding_statement={
        "en": "Financed by the Free State of Saxony.",
        "de": "Finanziert durch den Freistaat Sachsen.",
        "sl": "Financira Svobodna dežela Saška.",
    },
    fundings=(
        FundingFacts(
            {"en": "Free State of Saxony", "de": "Freistaat Sachsen", "sl": "Svobodna dežela Saška"}, "state"
        ),
    ),
    work_packages=(
        WorkPackageFacts(
            {"en": "Needs of companies", "de": "Bedarf der Unternehmen", "sl": "Potrebe podjetij"},
            {
                "en": "Which qualifications are missing now and in three years.",
                "de": "Welche Qualifikationen heute und in drei Jahren fehlen.",
                "sl": "Katere kvalifikacije manjkajo zdaj in čez tri leta.",
            },
            "research",
            (
                {
                    "en": "Survey among companies",
                    "de": "Befragung von Unternehmen",
                    "sl": "Anketa med podjetji",
                },
            ),
        ),
        WorkPackageFacts(
            {"en": "Information events", "de": "Informationsveranstaltungen", "sl": "Informativni dogodki"},
            {
                "en": "Companies tell how they work and what foreign trade asks of them.",
                "de": "Unternehmen erzählen, wie sie arbeiten und was der Außenhandel verlangt.",
                "sl": "Podjetja povedo, kako delajo in kaj od njih zahteva tuji trg.",
            },
            "event",
            ({"en": "Company evenings", "de": "Unternehmensabende", "sl": "Večeri s podjetji"},),
        ),
        WorkPackageFacts(
            {
                "en": "Challenges at the university",
                "de": "Aufgaben an der Universität",
                "sl": "Izzivi na univerzi",
            },
            {
                "en": "Student teams solve what companies bring.",
                "de": "Studierendenteams lösen, was Unternehmen mitbringen.",
                "sl": "Študentske ekipe rešujejo, kar prinesejo podjetja.",
            },
            "placement",
            (
                {"en": "Challenge semester", "de": "Praxissemester", "sl": "Semester izzivov"},
                {
                    "en": "Publication of results",
                    "de": "Veröffentlichung der Ergebnisse",
                    "sl": "Objava rezultatov",
                },
            ),
        ),
    ),
)

IQ_PARTNERS = (
    "University institute for labour research (example)",
    "Training centre Warnow (example)",
    "Training centre Peene (example)",
    "Women's further-training association (example)",
    "Association of the migrants' councils (example)",
    "Church-run training (example)",
    "Welcome centre (example)",
    "Health academy (example)",
)

IQ = ProgrammeFacts(
    slug="iq",
    acronym="IQ Netzwerk MV",
    colour="#1f4e8c",
    region="Mecklenburg-Vorpommern",
    languages=("de", "en"),
    starts_on=date(2013, 1, 1),
    ends_on=date(2014, 12, 31),
    lead="migra e.V.",
    partners=IQ_PARTNERS,
    title={
        "en": "Integration through qualification in Mecklenburg-Vorpommern",
        "de": "Integration durch Qualifizierung in Mecklenburg-Vorpommern",
        "sl": "Vključevanje s kvalifikacijo v deželi Mecklenburg-Predpomorjanska",
    },
    summary={
        "en": "Nine partners and twelve subprojects under one coordinating office help people with foreign qualifications to have them recognised, to add what is missing and to find work that fits.",
        "de": "Neun Partner und zwölf Teilprojekte unter einer Koordinierungsstelle helfen Menschen mit ausländischen Abschlüssen, diese anerkennen zu lassen, Fehlendes nachzuholen und passende Arbeit zu finden.",
        "sl": "Devet partnerjev in dvanajst podprojektov pod eno koordinacijsko pisarno pomaga ljudem s tujimi kvalifikacijami, da jih priznajo, dopolnijo manjkajoče in najdejo ustrezno delo.",
    },
    description={
        "en": "Part of the national programme *Integration through Qualification*. Advice on recognition, tailored qualification, coaching for women in technical trades, certified modules for health professions, support for migrants' own organisations, and advice for companies on how to secure staff.",
        "de": "Teil des bundesweiten Programms *Integration durch Qualifizierung*. Anerkennungsberatung, passgenaue Qualifizierung, Coaching für Frauen in technischen Berufen, zertifizierte Module für Gesundheitsberufe, Stärkung von Migrantenorganisationen und Beratung von Betrieben zur Fachkräftesicherung.",
        "sl": "Del zveznega programa *Vključevanje s kvalifikacijo*. Svetovanje o priznavanju, prilagojeno usposabljanje, spremljanje žensk v tehničnih poklicih, certificirani moduli za zdravstvene poklice, podpora organizacijam priseljencev in svetovanje podjetjem o kadrih.",
    },
    funding_statement={
        "en": "Funded by the federal ministries of labour and of education and by the Federal Employment Agency.",
        "de": "Gefördert durch die Bundesministerien für Arbeit und für Bildung sowie die Bundesagentur für Arbeit.",
        "sl": "Financirata zvezni ministrstvi za delo in za izobraževanje ter Zvezna agencija za zaposlovanje.",
    },
    fundings=(
        FundingFacts(
            {
                "en": "Federal ministry of labour",
                "de": "Bundesministerium für Arbeit",
                "sl": "Zvezno ministrstvo za delo",
            },
            "federal",
        ),
        FundingFacts(
            {
                "en": "Federal ministry of education",
                "de": "Bundesministerium für Bildung",
                "sl": "Zvezno ministrstvo za izobraževanje",
            },
            "federal",
        ),
        FundingFacts(
            {
                "en": "Federal Employment Agency",
                "de": "Bundesagentur für Arbeit",
                "sl": "Zvezna agencija za zaposlovanje",
            },
            "federal",
        ),
    ),
    work_packages=(
        WorkPackageFacts(
            {
                "en": "Recognition and qualification",
                "de": "Anerkennung und Qualifizierung",
                "sl": "Priznavanje in usposabljanje",
            },
            {
                "en": "From the first question to the certificate.",
                "de": "Von der ersten Frage bis zum Zeugnis.",
                "sl": "Od prvega vprašanja do spričevala.",
            },
            "counselling",
            (
                {
                    "en": "Advice on recognition",
                    "de": "Anerkennungsberatung",
                    "sl": "Svetovanje o priznavanju",
                },
                {
                    "en": "Modules for health professions",
                    "de": "Module für Gesundheitsberufe",
                    "sl": "Moduli za zdravstvene poklice",
                },
            ),
        ),
        WorkPackageFacts(
            {
                "en": "Opening of companies and offices",
                "de": "Öffnung von Betrieben und Ämtern",
                "sl": "Odpiranje podjetij in uradov",
            },
            {
                "en": "Advice for employers on securing staff.",
                "de": "Beratung von Arbeitgebern zur Fachkräftesicherung.",
                "sl": "Svetovanje delodajalcem o kadrih.",
            },
            "training",
            ({"en": "Visits to companies", "de": "Betriebsbesuche", "sl": "Obiski podjetij"},),
        ),
    ),
    below=(
        Below(
            "iq-koordination",
            "IQ Coordination",
            {"en": "Coordinating office", "de": "Koordinierungsstelle", "sl": "Koordinacijska pisarna"},
            {
                "en": "Keeps the network together and answers to the funders.",
                "de": "Hält das Netzwerk zusammen und berichtet den Förderern.",
                "sl": "Povezuje mrežo in poroča financerjem.",
            },
            "Rostock",
        ),
        Below(
            "iq-anerkennung-west",
            "IQ Recognition West",
            {
                "en": "Advice on recognition, west",
                "de": "Anerkennungsberatung West",
                "sl": "Svetovanje o priznavanju, zahod",
            },
            {
                "en": "Which foreign certificate counts as what, and who decides.",
                "de": "Welcher ausländische Abschluss als was zählt und wer entscheidet.",
                "sl": "Kateri tuji naziv kaj velja in kdo odloča.",
            },
            "Schwerin",
        ),
        Below(
            "iq-anerkennung-ost",
            "IQ Recognition East",
            {
                "en": "Advice on recognition, east",
                "de": "Anerkennungsberatung Ost",
                "sl": "Svetovanje o priznavanju, vzhod",
            },
            {
                "en": "The same advice close to where people live in the east.",
                "de": "Dieselbe Beratung, nah bei den Menschen im Osten.",
                "sl": "Enako svetovanje, bližje ljudem na vzhodu.",
            },
            "Neubrandenburg",
        ),
        Below(
            "iq-qualifizierung",
            "IQ Qualification",
            {
                "en": "Tailored qualification",
                "de": "Passgenaue Qualifizierung",
                "sl": "Prilagojeno usposabljanje",
            },
            {
                "en": "Adds exactly what the recognition decision found missing.",
                "de": "Ergänzt genau das, was der Anerkennungsbescheid vermisst.",
                "sl": "Doda natanko tisto, kar je odločba o priznanju pogrešala.",
            },
            "Rostock",
        ),
        Below(
            "iq-frauen-technik",
            "IQ Women in technical trades",
            {
                "en": "Coaching for women in technical trades",
                "de": "Coaching für Frauen in technischen Berufen",
                "sl": "Spremljanje žensk v tehničnih poklicih",
            },
            {
                "en": "From the first visit to a workshop to the contract.",
                "de": "Vom ersten Werkstattbesuch bis zum Vertrag.",
                "sl": "Od prvega obiska delavnice do pogodbe.",
            },
            "Stralsund",
        ),
        Below(
            "iq-gesundheit",
            "IQ Health professions",
            {
                "en": "Certified modules for health professions",
                "de": "Zertifizierte Module für Gesundheitsberufe",
                "sl": "Certificirani moduli za zdravstvene poklice",
            },
            {
                "en": "Language of the ward, law and practice, ending in a certificate.",
                "de": "Sprache der Station, Recht und Praxis, mit Zertifikat.",
                "sl": "Jezik oddelka, pravo in praksa, s potrdilom.",
            },
            "Greifswald",
        ),
        Below(
            "iq-migrantenorganisationen",
            "IQ Migrant organisations",
            {
                "en": "Strong migrant organisations",
                "de": "Starke Migrantenorganisationen",
                "sl": "Močne organizacije priseljencev",
            },
            {
                "en": "Associations of migrants become partners at eye level.",
                "de": "Vereine von Zugewanderten werden Partner auf Augenhöhe.",
                "sl": "Društva priseljencev postanejo enakovredni partnerji.",
            },
            "Schwerin",
        ),
        Below(
            "iq-studierende",
            "IQ Students",
            {
                "en": "Students for the labour market here",
                "de": "Studierende für den Arbeitsmarkt hier",
                "sl": "Študenti za tukajšnji trg dela",
            },
            {
                "en": "Wins students with a migration background for companies in the region.",
                "de": "Gewinnt Studierende mit Einwanderungsgeschichte für Betriebe der Region.",
                "sl": "Pridobiva študente s priseljensko zgodovino za podjetja v regiji.",
            },
            "Wismar",
        ),
        Below(
            "iq-welcome",
            "IQ Welcome centre",
            {"en": "Welcome centre", "de": "Welcome Center", "sl": "Center dobrodošlice"},
            {
                "en": "All services for newcomers in one place.",
                "de": "Alle Angebote für Zugezogene an einem Ort.",
                "sl": "Vse storitve za prišleke na enem mestu.",
            },
            "Rostock",
        ),
        Below(
            "iq-betriebe",
            "IQ Companies",
            {
                "en": "Companies secure their staff",
                "de": "Betriebe sichern ihre Fachkräfte",
                "sl": "Podjetja si zagotovijo kadre",
            },
            {
                "en": "Advises employers who want to hire and keep people from abroad.",
                "de": "Berät Arbeitgeber, die Menschen aus dem Ausland einstellen und halten wollen.",
                "sl": "Svetuje delodajalcem, ki želijo zaposliti in obdržati ljudi iz tujine.",
            },
            "Güstrow",
        ),
        Below(
            "iq-verwaltung",
            "IQ Administration",
            {"en": "Offices that open up", "de": "Ämter öffnen sich", "sl": "Uradi se odpirajo"},
            {
                "en": "Training for those who decide across a desk.",
                "de": "Fortbildung für alle, die am Schreibtisch entscheiden.",
                "sl": "Usposabljanje za tiste, ki odločajo za mizo.",
            },
            "Waren (Müritz)",
        ),
        Below(
            "iq-evaluation",
            "IQ Evaluation",
            {
                "en": "Evaluation by the university",
                "de": "Auswertung durch die Universität",
                "sl": "Evalvacija univerze",
            },
            {
                "en": "Looks at what the subprojects achieve together.",
                "de": "Betrachtet, was die Teilprojekte gemeinsam erreichen.",
                "sl": "Spremlja, kaj podprojekti dosežejo skupaj.",
            },
            "Rostock",
        ),
    ),
)

ZUMIRO = ProgrammeFacts(
    slug="zumiro",
    acronym="ZuMiRo",
    colour="#8a4300",
    place="Rostock",
    region="Rostock",
    languages=("de", "en"),
    starts_on=date(2024, 9, 1),
    ends_on=date(2025, 8, 31),
    lead="MikroMINT e.V.",
    partners=("Pupil Research Centre Warnow (example)", "School by the Harbour (example)"),
    title={
        "en": "A future with STEM in the Rostock region",
        "de": "Zukunft mit MINT in der Region Rostock",
        "sl": "Prihodnost z naravoslovjem in tehniko v regiji Rostock",
    },
    summary={
        "en": "Brings pupils and technology companies of the Rostock region together: workshops, mentoring, job shadowing, research projects and company visits, planned by one office.",
        "de": "Bringt Schülerinnen und Schüler mit Technologiebetrieben der Region Rostock zusammen: Werkstätten, Mentoring, Schnuppertage, Forschungsprojekte und Betriebsbesuche, geplant von einer Stelle.",
        "sl": "Povezuje učence in tehnološka podjetja v regiji Rostock: delavnice, mentorstvo, spremljanje pri delu, raziskovalni projekti in obiski podjetij, ki jih načrtuje ena pisarna.",
    },
    description={
        "en": "Few young people of the region study engineering or science, and schools and companies rarely meet. A central office makes one plan of activities with research centres for pupils and with companies, keeps it balanced, and protects the data of the **minors** who take part.",
        "de": "Nur wenige junge Menschen der Region studieren Technik oder Naturwissenschaft, und Schulen und Betriebe treffen sich selten. Eine zentrale Stelle macht mit Schülerforschungszentren und Betrieben einen gemeinsamen Aktivitätenplan, hält ihn im Gleichgewicht und schützt die Daten der **Minderjährigen**, die mitmachen.",
        "sl": "Malo mladih v regiji študira tehniko ali naravoslovje, šole in podjetja pa se redko srečajo. Osrednja pisarna z raziskovalnimi centri za učence in podjetji pripravi skupni načrt, ga drži v ravnovesju in varuje podatke **mladoletnih** udeležencev.",
    },
    funding_statement={
        "en": "Funded by the European Social Fund Plus 2021–2027 of Mecklenburg-Vorpommern.",
        "de": "Gefördert aus dem Europäischen Sozialfonds Plus 2021–2027 des Landes Mecklenburg-Vorpommern.",
        "sl": "Financira Evropski socialni sklad plus 2021–2027 dežele Mecklenburg-Predpomorjanska.",
    },
    fundings=(
        FundingFacts(
            {
                "en": "European Social Fund Plus 2021–2027",
                "de": "Europäischer Sozialfonds Plus 2021–2027",
                "sl": "Evropski socialni sklad plus 2021–2027",
            },
            "esf_plus",
            threshold_hours=8,
        ),
        FundingFacts(
            {
                "en": "Mecklenburg-Vorpommern",
                "de": "Mecklenburg-Vorpommern",
                "sl": "Mecklenburg-Predpomorjanska",
            },
            "state",
        ),
    ),
    work_packages=(
        WorkPackageFacts(
            {"en": "Coordination office", "de": "Koordinierungsstelle", "sl": "Koordinacijska pisarna"},
            {
                "en": "One plan for schools and companies.",
                "de": "Ein Plan für Schulen und Betriebe.",
                "sl": "En načrt za šole in podjetja.",
            },
            "coordination",
            ({"en": "Activity plan", "de": "Aktivitätenplan", "sl": "Načrt aktivnosti"},),
        ),
        WorkPackageFacts(
            {"en": "Trying things out", "de": "Ausprobieren", "sl": "Preizkušanje"},
            {
                "en": "Workshops, shadowing, research and visits.",
                "de": "Werkstätten, Schnuppertage, Forschung und Besuche.",
                "sl": "Delavnice, spremljanje, raziskovanje in obiski.",
            },
            "event",
            (
                {"en": "Technology workshops", "de": "Technikwerkstätten", "sl": "Tehnološke delavnice"},
                {"en": "Job shadowing week", "de": "Schnupperwoche", "sl": "Teden spremljanja pri delu"},
                {"en": "Research projects", "de": "Forschungsprojekte", "sl": "Raziskovalni projekti"},
            ),
        ),
        WorkPackageFacts(
            {"en": "Equipment and data", "de": "Geräte und Daten", "sl": "Oprema in podatki"},
            {
                "en": "Companies lend what schools lack; the data of minors stays protected.",
                "de": "Betriebe leihen, was Schulen fehlt; die Daten Minderjähriger bleiben geschützt.",
                "sl": "Podjetja posodijo, česar šole nimajo; podatki mladoletnih ostanejo zaščiteni.",
            },
            "placement",
            ({"en": "Equipment pool", "de": "Gerätepool", "sl": "Skupna oprema"},),
        ),
    ),
)


def _city(
    slug: str, name: str, country: str, languages: tuple[str, ...], *, is_example: bool = True
) -> Below:
    return Below(
        slug=f"talentmagnet-{slug}",
        acronym=f"TalentMagnet {name}",
        title={
            "en": f"{name} for young talents",
            "de": f"{name} für junge Talente",
            "sl": f"{name} za mlade talente",
        },
        summary={
            "en": f"What {name} does so that young, well-educated people stay: work, housing, services, culture.",
            "de": f"Was {name} tut, damit junge, gut ausgebildete Menschen bleiben: Arbeit, Wohnen, Angebote, Kultur.",
            "sl": f"Kaj {name} stori, da mladi in izobraženi ostanejo: delo, bivanje, storitve, kultura.",
        },
        place=name,
        country=country,
        languages=languages,
        is_example=is_example,
    )


TALENTMAGNET = ProgrammeFacts(
    slug="talentmagnet",
    acronym="TalentMagnet",
    colour="#5b2a86",
    region="Danube region",
    country="SI",
    languages=("sl", "en", "de"),
    starts_on=date(2020, 7, 1),
    ends_on=date(2022, 12, 31),
    lead="Municipality of Velenje",
    partners=(
        "Danube Research Circle (example)",
        "Business Hub Dravinja (example)",
        "Young Voices Network (example)",
    ),
    title={
        "en": "Small and medium cities keep their talents",
        "de": "Kleine und mittlere Städte halten ihre Talente",
        "sl": "Mala in srednja mesta obdržijo svoje talente",
    },
    summary={
        "en": "Eighteen cities in twelve countries of the Danube region learn from each other how to keep and attract highly educated young people.",
        "de": "Achtzehn Städte in zwölf Ländern des Donauraums lernen voneinander, wie sie gut ausgebildete junge Menschen halten und gewinnen.",
        "sl": "Osemnajst mest v dvanajstih državah Podonavja se uči drug od drugega, kako obdržati in privabiti izobražene mlade.",
    },
    description={
        "en": "Keeping young people takes more than jobs: affordable housing, public services, good education, culture and recreation. Partners from academia, business, policy and civil society make **local action plans**, and whatever works in one city can be tried in the next.",
        "de": "Junge Menschen zu halten braucht mehr als Arbeitsplätze: bezahlbares Wohnen, öffentliche Angebote, gute Bildung, Kultur und Erholung. Partner aus Wissenschaft, Wirtschaft, Politik und Zivilgesellschaft machen **lokale Aktionspläne**, und was in einer Stadt wirkt, kann die nächste ausprobieren.",
        "sl": "Da mladi ostanejo, je potrebno več kot delovna mesta: dostopna stanovanja, javne storitve, dobro izobraževanje, kultura in rekreacija. Partnerji iz znanosti, gospodarstva, politike in civilne družbe pripravijo **lokalne akcijske načrte**; kar deluje v enem mestu, lahko poskusi naslednje.",
    },
    funding_statement={
        "en": "Co-financed at 85 % by the European Union through the Interreg Danube programme.",
        "de": "Zu 85 % von der Europäischen Union über das Programm Interreg Donauraum kofinanziert.",
        "sl": "85-odstotno sofinancira Evropska unija prek programa Interreg Podonavje.",
    },
    fundings=(
        FundingFacts(
            {"en": "Interreg Danube", "de": "Interreg Donauraum", "sl": "Interreg Podonavje"},
            "interreg",
            rate=85,
        ),
    ),
    work_packages=(
        WorkPackageFacts(
            {"en": "Models and tools", "de": "Modelle und Werkzeuge", "sl": "Modeli in orodja"},
            {
                "en": "What draws talents, and what a city can measure.",
                "de": "Was Talente anzieht und was eine Stadt messen kann.",
                "sl": "Kaj privlači talente in kaj lahko mesto meri.",
            },
            "research",
            (
                {
                    "en": "Talent attraction model",
                    "de": "Modell der Talentgewinnung",
                    "sl": "Model privabljanja talentov",
                },
            ),
        ),
        WorkPackageFacts(
            {"en": "Local action plans", "de": "Lokale Aktionspläne", "sl": "Lokalni akcijski načrti"},
            {
                "en": "Each city writes its plan with those it concerns.",
                "de": "Jede Stadt schreibt ihren Plan mit denen, die es angeht.",
                "sl": "Vsako mesto napiše načrt s tistimi, ki jih zadeva.",
            },
            "coordination",
            (
                {"en": "Round tables", "de": "Runde Tische", "sl": "Okrogle mize"},
                {"en": "Adoption of the plans", "de": "Beschluss der Pläne", "sl": "Sprejem načrtov"},
            ),
        ),
        WorkPackageFacts(
            {
                "en": "Speaking to young talents",
                "de": "Junge Talente ansprechen",
                "sl": "Nagovor mladih talentov",
            },
            {
                "en": "A tool for the phone, in the mother tongue.",
                "de": "Ein Werkzeug fürs Telefon, in der Muttersprache.",
                "sl": "Orodje za telefon, v maternem jeziku.",
            },
            "publicity",
            ({"en": "Pilot in the cities", "de": "Erprobung in den Städten", "sl": "Preizkus v mestih"},),
        ),
    ),
    below=(
        _city("velenje", "Velenje", "SI", ("sl", "en"), is_example=False),
        _city("ptuj", "Ptuj", "SI", ("sl", "en")),
        _city("leoben", "Leoben", "AT", ("de", "en")),
        _city("steyr", "Steyr", "AT", ("de", "en")),
        _city("passau", "Passau", "DE", ("de", "en")),
        _city("straubing", "Straubing", "DE", ("de", "en")),
        _city("zlin", "Zlín", "CZ", ("cs", "en")),
        _city("trnava", "Trnava", "SK", ("sk", "en")),
        _city("nitra", "Nitra", "SK", ("sk", "en")),
        _city("szombathely", "Szombathely", "HU", ("hu", "en")),
        _city("pecs", "Pécs", "HU", ("hu", "en")),
        _city("varazdin", "Varaždin", "HR", ("hr", "en")),
        _city("tuzla", "Tuzla", "BA", ("bs", "en")),
        _city("sombor", "Sombor", "RS", ("sr", "en")),
        _city("subotica", "Subotica", "RS", ("sr", "hu", "en")),
        _city("arad", "Arad", "RO", ("ro", "en")),
        _city("ruse", "Ruse", "BG", ("bg", "en")),
        _city("balti", "Bălți", "MD", ("ro", "ru", "en")),
    ),
)

PROGRAMMES = (WORTPLUS, LEIPZIG, IQ, ZUMIRO, TALENTMAGNET)
