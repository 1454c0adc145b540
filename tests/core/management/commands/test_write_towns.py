"""The list of towns is made anew from files of GeoNames."""

import json
from typing import Any

from django.core.management import call_command


def city(name: str, country: str, lat: float, lon: float, people: int, **more: Any) -> dict[str, Any]:
    known = {"name": name, "countrycode": country, "latitude": lat, "longitude": lon, "population": people}
    return {"admin1code": "", "alternatenames": [], **known, **more}


def test_towns_are_those_of_the_postcodes_and_abroad_the_larger_ones(tmp_path):
    cities, postcodes, to = tmp_path / "cities.json", tmp_path / "postcodes.tsv", tmp_path / "towns.csv"
    cities.write_text(
        json.dumps({
            "1": city("Suhl", "DE", 50.6, 10.7, 36_000),
            "2": city("Munich", "DE", 48.1, 11.6, 1_500_000, alternatenames=["München"]),
            "3": city("Suhl", "DE", 53.0, 8.0, 99_000),
            "4": city("Velenje", "SI", 46.357, 15.113, 900, admin1code="D7"),
            "5": city("Trieste", "IT", 45.65, 13.777, 204_000, admin1code="06"),
            "6": city("Muggia", "IT", 45.6, 13.77, 9_000, admin1code="06"),
        })
    )  # fmt: skip
    rows = [
        "DE 98527 Suhl Thüringen TH _ 00 Suhl,_Stadt 16054 50.6 10.6 4",
        "DE 98528 Suhl Thüringen TH _ 00 Suhl,_Stadt 16054 50.7 10.8 4",
        "DE 80331 München Bayern BY Oberbayern 091 München,_Stadt 09162 48.14 11.57 4",
        "DE 81241 München_Pasing Bayern BY Oberbayern 091 München,_Stadt 09162 48.15 11.46 4",
        "DE 98529 Suhl_Mitte Thüringen TH _ 00 Suhl,_Stadt 16054 50.6 10.6 _",
        "AT 1010 Wien,_Innere_Stadt Wien 09 Wien_(Stadt) 900 Gemeindebezirk_Innere_Stadt 901 48.2 16.37 6",
        "FR 67000 Strasbourg Grand-Est 44 _ 67 Strasbourg 674 48.58 7.75 4",
    ]
    tabbed = (
        "\t".join("" if cell == "_" else cell.replace("_", " ") for cell in row.split(" ")) for row in rows
    )
    postcodes.write_text("".join(f"{row}\n" for row in tabbed))
    call_command("write_towns", cities=cities, postcodes=postcodes, to=to)
    assert to.read_text().splitlines() == [
        "name,region,lat,lon,people,aliases",
        "Wien,AT13,48.200,16.370,,Dunaj|Vienna",
        "München,DE212,48.140,11.570,1500000,Munich",
        "Suhl,DEG04,50.650,10.700,36000,",
        "Trieste,IT-36,45.650,13.777,204000,Triest|Trst",
        "Velenje,SI034,46.357,15.113,900,Wöllan",
    ]
