"""Words that the region's texts are made of: German | English | Slovenian, one a line, the commonest first.

They are put together by the database (`texts.py`), so that a word stands in as many offers as words of its kind do:
a few in most of them, most in a handful.
"""

FIRST_NAMES = [
    "Anna",
    "Lukas",
    "Maja",
    "Jonas",
    "Lea",
    "Finn",
    "Nika",
    "Paul",
    "Marija",
    "Elias",
    "Sofia",
    "Luka",
    "Emma",
    "Leon",
    "Mia",
    "Ben",
    "Zala",
    "Noah",
    "Hannah",
    "Jan",
    "Sara",
    "Felix",
    "Lena",
    "Max",
    "Eva",
    "Tim",
    "Laura",
    "Moritz",
    "Ana",
    "Jakob",
    "Clara",
    "Filip",
    "Nina",
    "David",
    "Ema",
    "Anton",
    "Lara",
    "Emil",
    "Julia",
    "Oskar",
    "Tina",
    "Mateo",
    "Amira",
    "Yusuf",
    "Olena",
    "Hassan",
    "Priya",
    "Kwame",
    "Fatima",
    "Omar",
    "Leila",
    "Tariq",
    "Mei",
    "Diego",
    "Aisha",
    "Ravi",
    "Zoya",
    "Pavel",
    "Chiara",
    "Bruno",
    "Hana",
    "Viktor",
    "Rosa",
    "Elif",
    "Andrej",
    "Petra",
    "Milan",
    "Ines",
    "Samuel",
    "Nele",
    "Tomaž",
    "Špela",
    "Žiga",
    "Črt",
    "Urška",
    "Jürgen",
    "Käthe",
    "Björn",
    "Günter",
    "Zoë",
    "André",
    "Renée",
    "Søren",
    "Łukasz",
    "Noémi",
]

FAMILY_NAMES = [
    "Müller",
    "Novak",
    "Schmidt",
    "Horvat",
    "Schneider",
    "Kovačič",
    "Fischer",
    "Krajnc",
    "Weber",
    "Zupančič",
    "Meyer",
    "Potočnik",
    "Wagner",
    "Kovač",
    "Becker",
    "Mlakar",
    "Schulz",
    "Kos",
    "Hoffmann",
    "Vidmar",
    "Schäfer",
    "Golob",
    "Koch",
    "Turk",
    "Bauer",
    "Božič",
    "Richter",
    "Kralj",
    "Klein",
    "Korošec",
    "Wolf",
    "Zupan",
    "Schröder",
    "Bizjak",
    "Neumann",
    "Hribar",
    "Schwarz",
    "Kotnik",
    "Zimmermann",
    "Kavčič",
    "Braun",
    "Rozman",
    "Krüger",
    "Petek",
    "Hofmann",
    "Kastelic",
    "Hartmann",
    "Oblak",
    "Lange",
    "Žagar",
    "Werner",
    "Hočevar",
    "Krause",
    "Petrič",
    "Lehmann",
    "Kolar",
    "Köhler",
    "Košir",
    "Maier",
    "Lah",
    "Walter",
    "Zajc",
    "König",
    "Pavlič",
    "Huber",
    "Medved",
    "Kaiser",
    "Tomažič",
    "Fuchs",
    "Pirc",
    "Peters",
    "Kuhar",
    "Lang",
    "Jereb",
    "Scholz",
    "Rupnik",
    "Möller",
    "Urbančič",
    "Weiß",
    "Tkachenko",
    "Jung",
    "Al-Hassan",
    "Hahn",
    "Nguyen",
    "Vogel",
    "Okafor",
    "Friedrich",
    "Yılmaz",
    "Keller",
    "Kowalski",
    "Günther",
    "Ivanova",
    "Frank",
    "Haddad",
    "Berger",
    "Mensah",
    "Winkler",
    "Sharma",
    "Roth",
    "Rossi",
    "Beck",
    "Silva",
    "Lorenz",
    "Petrov",
    "Baumann",
    "Chen",
    "Franke",
    "Diallo",
    "Albrecht",
    "Öztürk",
    "Schuster",
    "Hussain",
    "Simon",
    "Kim",
    "Ludwig",
    "Santos",
    "Böhm",
    "Popescu",
    "Winter",
    "Dimitrov",
]

TOWNS = """
Erfurt|Thüringen|DE
Jena|Thüringen|DE
Ljubljana|Osrednjeslovenska|SI
Suhl|Thüringen|DE
Schmalkalden|Thüringen|DE
Ilmenau|Thüringen|DE
Leipzig|Sachsen|DE
Maribor|Podravska|SI
Weimar|Thüringen|DE
Gera|Thüringen|DE
Dresden|Sachsen|DE
Chemnitz|Sachsen|DE
Kassel|Hessen|DE
Velenje|Savinjska|SI
Meiningen|Thüringen|DE
Graz|Steiermark|AT
Celje|Savinjska|SI
Eisenach|Thüringen|DE
Nürnberg|Bayern|DE
Kranj|Gorenjska|SI
Nordhausen|Thüringen|DE
Coburg|Bayern|DE
Halle|Sachsen-Anhalt|DE
Novo mesto|Jugovzhodna Slovenija|SI
Magdeburg|Sachsen-Anhalt|DE
Gotha|Thüringen|DE
Klagenfurt|Kärnten|AT
Zwickau|Sachsen|DE
Koper|Obalno-kraška|SI
Bayreuth|Bayern|DE
Sonneberg|Thüringen|DE
Villach|Kärnten|AT
Görlitz|Sachsen|DE
Ptuj|Podravska|SI
Hof|Bayern|DE
Mühlhausen|Thüringen|DE
Nova Gorica|Goriška|SI
Fulda|Hessen|DE
Saalfeld|Thüringen|DE
Murska Sobota|Pomurska|SI
Apolda|Thüringen|DE
Hildburghausen|Thüringen|DE
Slovenj Gradec|Koroška|SI
Plauen|Sachsen|DE
Altenburg|Thüringen|DE
Dessau|Sachsen-Anhalt|DE
Leoben|Steiermark|AT
Krško|Posavska|SI
Sömmerda|Thüringen|DE
Bad Salzungen|Thüringen|DE
"""

COMPANY_KINDS = [
    "GmbH",
    "AG",
    "d.o.o.",
    "Werke",
    "Technik",
    "Systeme",
    "Holz",
    "Metall",
    "Optik",
    "Labor",
    "Logistik",
    "Bau",
    "Energie",
    "Druck",
    "Pflege",
]

PROFESSIONS = """
07|C|Ingenieur:in Maschinenbau|Mechanical engineer|Strojni inženir (m/ž)
06|J|Softwareentwickler:in|Software developer|Razvijalec programske opreme (m/ž)
04|N|Assistenz der Geschäftsführung|Management assistant|Asistent vodstva (m/ž)
09|Q|Pflegefachkraft|Nurse|Medicinska sestra (m/ž)
07|C|Elektroingenieur:in|Electrical engineer|Elektroinženir (m/ž)
04|M|Controller:in|Controller|Kontroler (m/ž)
06|J|Datenanalyst:in|Data analyst|Podatkovni analitik (m/ž)
01|P|Lehrkraft|Teacher|Učitelj (m/ž)
04|G|Mitarbeiter:in im Vertrieb|Sales representative|Prodajni predstavnik (m/ž)
07|F|Bauleiter:in|Site manager|Vodja gradbišča (m/ž)
05|M|Laborant:in|Laboratory technician|Laborant (m/ž)
03|O|Referent:in für Integration|Integration officer|Referent za vključevanje (m/ž)
07|C|Konstrukteur:in|Design engineer|Konstruktor (m/ž)
06|J|Systemadministrator:in|System administrator|Sistemski administrator (m/ž)
09|Q|Sozialarbeiter:in|Social worker|Socialni delavec (m/ž)
10|I|Fachkraft im Hotel|Hotel specialist|Hotelski strokovnjak (m/ž)
04|H|Disponent:in|Dispatcher|Disponent (m/ž)
02|R|Mediengestalter:in|Media designer|Medijski oblikovalec (m/ž)
07|C|Mechatroniker:in|Mechatronics technician|Mehatronik (m/ž)
05|M|Chemiker:in|Chemist|Kemik (m/ž)
04|K|Buchhalter:in|Accountant|Računovodja (m/ž)
07|D|Energieberater:in|Energy consultant|Energetski svetovalec (m/ž)
08|A|Agraringenieur:in|Agricultural engineer|Agronom (m/ž)
06|J|Tester:in für Software|Software tester|Preizkuševalec programske opreme (m/ž)
03|M|Redakteur:in|Editor|Urednik (m/ž)
07|C|Werkstoffprüfer:in|Materials tester|Preizkuševalec materialov (m/ž)
09|Q|Physiotherapeut:in|Physiotherapist|Fizioterapevt (m/ž)
04|M|Personalreferent:in|Human resources officer|Kadrovski referent (m/ž)
07|E|Umwelttechniker:in|Environmental technician|Okoljski tehnik (m/ž)
05|M|Physiker:in|Physicist|Fizik (m/ž)
01|P|Erzieher:in|Early childhood educator|Vzgojitelj (m/ž)
10|H|Fachkraft für Lagerlogistik|Warehouse specialist|Skladiščni strokovnjak (m/ž)
06|J|Entwickler:in eingebetteter Systeme|Embedded systems developer|Razvijalec vgrajenih sistemov (m/ž)
07|C|Qualitätsmanager:in|Quality manager|Vodja kakovosti (m/ž)
02|R|Kulturmanager:in|Culture manager|Kulturni menedžer (m/ž)
04|L|Immobilienkaufleute|Property manager|Upravitelj nepremičnin (m/ž)
08|A|Forstwirt:in|Forestry worker|Gozdar (m/ž)
05|C|Optiker:in|Optician|Optik (m/ž)
07|C|Uhrmacher:in|Watchmaker|Urar (m/ž)
02|C|Glasbläser:in|Glassblower|Pihalec stekla (m/ž)
"""

TOPICS = """
Automatisierung|automation|avtomatizacija
Projektmanagement|project management|projektno vodenje
Kundendienst|customer service|podpora strankam
Fertigung|manufacturing|proizvodnja
Datenbanken|databases|podatkovne baze
Einkauf|purchasing|nabava
Energietechnik|energy technology|energetika
Messtechnik|measurement technology|merilna tehnika
Cloud-Dienste|cloud services|storitve v oblaku
Pflege|nursing care|zdravstvena nega
Holzverarbeitung|wood processing|obdelava lesa
Kunststofftechnik|plastics technology|tehnologija plastike
Maschinenwartung|machine maintenance|vzdrževanje strojev
Webentwicklung|web development|spletni razvoj
Werkzeugbau|toolmaking|orodjarstvo
Marketing|marketing|trženje
Steuerungstechnik|control engineering|krmilna tehnika
Halbleiter|semiconductors|polprevodniki
Lebensmitteltechnik|food technology|živilska tehnologija
Bauplanung|construction planning|načrtovanje gradenj
Optik|optics|optika
Robotik|robotics|robotika
Buchhaltung|accounting|računovodstvo
Medizintechnik|medical technology|medicinska tehnika
Wasserstoff|hydrogen|vodik
Photovoltaik|photovoltaics|fotovoltaika
Bildverarbeitung|image processing|obdelava slik
Maschinelles Lernen|machine learning|strojno učenje
Schweißtechnik|welding technology|varilna tehnika
Umweltschutz|environmental protection|varstvo okolja
Logistikplanung|logistics planning|načrtovanje logistike
Spritzguss|injection moulding|brizganje plastike
Leichtbau|lightweight construction|lahka gradnja
IT-Sicherheit|information security|informacijska varnost
Arbeitsrecht|labour law|delovno pravo
Barrierefreiheit|accessibility|dostopnost
Hydraulik|hydraulics|hidravlika
Elektromobilität|electric mobility|električna mobilnost
Oberflächentechnik|surface technology|površinska tehnika
Tourismus|tourism|turizem
Denkmalpflege|monument conservation|varstvo spomenikov
Glastechnik|glass technology|steklarstvo
Kreislaufwirtschaft|circular economy|krožno gospodarstvo
Forstwirtschaft|forestry|gozdarstvo
Batterietechnik|battery technology|baterijska tehnika
Zellkultur|cell culture|celične kulture
Feinmechanik|precision mechanics|fina mehanika
Sensorik|sensors|senzorika
Fördermittel|public funding|javna sredstva
Bioinformatik|bioinformatics|bioinformatika
Lasertechnik|laser technology|laserska tehnika
Textiltechnik|textile technology|tekstilna tehnologija
Geoinformation|geoinformation|geoinformatika
Dolmetschen|interpreting|tolmačenje
Bauphysik|building physics|gradbena fizika
Mikrofluidik|microfluidics|mikrofluidika
Archivwesen|archives|arhivistika
Pulvermetallurgie|powder metallurgy|prašna metalurgija
Quantentechnik|quantum technology|kvantna tehnologija
Imkerei|beekeeping|čebelarstvo
"""

ACTIVITIES = """
Planung|planning|načrtovanje
Betreuung|support|podpora
Entwicklung|development|razvoj
Dokumentation|documentation|dokumentacija
Qualitätssicherung|quality assurance|zagotavljanje kakovosti
Beratung|consulting|svetovanje
Prüfung|testing|preizkušanje
Auswertung|analysis|analiza
Inbetriebnahme|commissioning|zagon
Schulung|training|usposabljanje
Instandhaltung|maintenance|vzdrževanje
Koordination|coordination|usklajevanje
Programmierung|programming|programiranje
Montage|assembly|montaža
Kalkulation|costing|kalkulacija
Simulation|simulation|simulacija
Konstruktion|design|konstruiranje
Moderation|facilitation|moderiranje
Zertifizierung|certification|certificiranje
Validierung|validation|validacija
Kalibrierung|calibration|umerjanje
Ausschreibung|tendering|javno naročanje
Visualisierung|visualisation|vizualizacija
Modernisierung|modernisation|posodabljanje
"""

SENTENCES = """
Sie arbeiten in einem offenen Team an Aufgaben aus dem Bereich {topic}.|You work in an open team on tasks in {topic}.|Delali boste v odprti ekipi. Področje: {topic}.
Zu Ihren Aufgaben gehören {activity} und der Austausch mit anderen Abteilungen.|Your tasks include {activity} and working with other departments.|Vaše naloge: {activity} in sodelovanje z drugimi oddelki.
Wir arbeiten Sie gründlich ein und nehmen uns Zeit für Fragen.|We introduce you to your work thoroughly and take time for questions.|Temeljito vas uvedemo v delo in si vzamemo čas za vprašanja.
Gute Deutschkenntnisse helfen, Englisch ist im Team üblich.|Good German helps, and English is common in the team.|Znanje nemščine pomaga, v ekipi govorimo tudi angleško.
Schwerpunkt ist {activity}, besonders für {topic}.|The focus is on {activity}, especially for {topic}.|Poudarek: {activity}, predvsem {topic}.
Flexible Arbeitszeiten und mobiles Arbeiten sind nach Absprache möglich.|Flexible hours and remote work are possible by arrangement.|Prožen delovni čas in delo na daljavo sta mogoča po dogovoru.
Erfahrung mit {topic} ist willkommen, aber keine Bedingung.|Experience with {topic} is welcome but not a condition.|Izkušnje so dobrodošle, niso pa pogoj: {topic}.
Wir unterstützen Sie bei der Suche nach einer Wohnung und bei Behörden.|We help you find a flat and deal with the authorities.|Pomagamo vam pri iskanju stanovanja in pri urejanju na uradih.
Das Unternehmen ist in der Region verwurzelt und liefert in die ganze Welt.|The company is rooted in the region and supplies the whole world.|Podjetje je zakoreninjeno v regiji in dobavlja po vsem svetu.
Sie übernehmen früh Verantwortung: {activity} gehört dazu.|You take on responsibility early; {activity} is part of it.|Hitro prevzamete odgovornost, tudi za naloge: {activity}.
Ein Abschluss in einem passenden Fach genügt, Zeugnisse aus dem Ausland sind willkommen.|A degree in a fitting subject is enough, and certificates from abroad are welcome.|Zadošča diploma ustrezne smeri, spričevala iz tujine so dobrodošla.
In Ihrem ersten Jahr begleitet Sie eine Mentorin oder ein Mentor.|A mentor accompanies you in your first year.|V prvem letu vas spremlja mentor ali mentorica.
Unsere Werkstatt ist neu, die Anlagen für {topic} sind modern.|Our workshop is new and the equipment for {topic} is modern.|Delavnica je nova, oprema sodobna: {topic}.
Wir zahlen nach Tarif und geben dreißig Tage Urlaub.|We pay according to the collective agreement and give thirty days of leave.|Plačamo po kolektivni pogodbi in damo trideset dni dopusta.
Gesucht wird jemand mit Freude an {topic} und an sorgfältiger Arbeit.|We look for somebody who enjoys {topic} and careful work.|Iščemo nekoga, ki ga veseli natančno delo. Področje: {topic}.
Mit Bus und Bahn sind Sie in wenigen Minuten bei uns.|You reach us within minutes by bus and train.|Z avtobusom in vlakom ste pri nas v nekaj minutah.
Die Stelle ist zunächst befristet, eine Übernahme ist vorgesehen.|The position is limited at first; a permanent contract is intended.|Delovno mesto je sprva za določen čas, predvidena je stalna zaposlitev.
Eine Abschlussarbeit zum Thema {topic} können Sie bei uns schreiben.|You can write your thesis on {topic} with us.|Pri nas lahko pišete zaključno delo na temo {topic}.
Reisen zu Kundinnen und Kunden kommen gelegentlich vor.|You occasionally travel to customers.|Občasno potujete k strankam.
Wir forschen mit Hochschulen der Region an {topic}.|We do research on {topic} with universities of the region.|Z univerzami v regiji raziskujemo področje {topic}.
"""


def rows_of(text: str) -> list[list[str]]:
    return [line.split("|") for line in text.strip().splitlines()]
