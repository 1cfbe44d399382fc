"""The areas that a new database begins with: all municipalities since 2021, and the counties."""

from collections.abc import Iterator
from datetime import date
from importlib.resources import files
from typing import Any

from directory.codes.first_levels import text

COUNTIES = {
    "01": ("Itä-Uudenmaan", "Östra Nylands", "East Uusimaa"),
    "02": ("Keski-Uudenmaan", "Mellersta Nylands", "Central Uusimaa"),
    "03": ("Länsi-Uudenmaan", "Västra Nylands", "Western Uusimaa"),
    "04": ("Vantaan ja Keravan", "Vanda och Kervo", "Vantaa and Kerava"),
    "05": ("Varsinais-Suomen", "Egentliga Finlands", "Southwest Finland"),
    "06": ("Satakunnan", "Satakunta", "Satakunta"),
    "07": ("Kanta-Hämeen", "Egentliga Tavastlands", "Kanta-Häme"),
    "08": ("Pirkanmaan", "Birkalands", "Pirkanmaa"),
    "09": ("Päijät-Hämeen", "Päijänne-Tavastlands", "Päijät-Häme"),
    "10": ("Kymenlaakson", "Kymmenedalens", "Kymenlaakso"),
    "11": ("Etelä-Karjalan", "Södra Karelens", "South Karelia"),
    "12": ("Etelä-Savon", "Södra Savolax", "South Savo"),
    "13": ("Pohjois-Savon", "Norra Savolax", "North Savo"),
    "14": ("Pohjois-Karjalan", "Norra Karelens", "North Karelia"),
    "15": ("Keski-Suomen", "Mellersta Finlands", "Central Finland"),
    "16": ("Etelä-Pohjanmaan", "Södra Österbottens", "South Ostrobothnia"),
    "17": ("Pohjanmaan", "Österbottens", "Ostrobothnia"),
    "18": ("Keski-Pohjanmaan", "Mellersta Österbottens", "Central Ostrobothnia"),
    "19": ("Pohjois-Pohjanmaan", "Norra Österbottens", "North Ostrobothnia"),
    "20": ("Kainuun", "Kajanalands", "Kainuu"),
    "21": ("Lapin", "Lapplands", "Lapland"),
}
OTHERS = {
    "90": ("Helsingin kaupunki", "Helsingfors stad", "City of Helsinki"),
    "91": ("Ahvenanmaa", "Åland", "Åland"),
}
"""They arrange social and health care themselves, without a wellbeing services county."""


def _counties() -> Iterator[dict[str, Any]]:
    for code, (fi, sv, en) in COUNTIES.items():
        name = f"{fi} hyvinvointialue", f"{sv} välfärdsområde", f"Wellbeing services county of {en}"
        yield {"code": code, "name": text(name)}
    for code, name in OTHERS.items():
        yield {"code": code, "name": text(name)}


def _municipalities() -> Iterator[dict[str, Any]]:
    """Rows of municipalities.tsv; a merged one stands with its last day (rule D12)."""
    header, *rows = (
        files("directory.codes").joinpath("municipalities.tsv").read_text("utf-8").splitlines()
    )
    columns = header.split("\t")
    for row in rows:
        said = row.split("\t")
        one = dict(zip(columns, said + [""] * (len(columns) - len(said)), strict=True))
        yield {
            "code": one["code"],
            "name": text((one["fi"], one["sv"] or None, None)),
            "wellbeing_county_code": one["county"],
            "aliases": one["aliases"].split(", ") if one["aliases"] else [],
            "lat": float(one["lat"]) if one["lat"] else None,
            "lon": float(one["lon"]) if one["lon"] else None,
            "valid_from": None,
            "valid_to": date.fromisoformat(one["valid_to"]) if one["valid_to"] else None,
            "merged_into": one["merged_into"] or None,
        }


FIRST_COUNTIES = list(_counties())
FIRST_MUNICIPALITIES = list(_municipalities())
"""Rows of the table `municipality`. A point (WGS 84, the centre of the main settlement, about
100 m) stands for the municipalities of Päijät-Häme, its neighbours and Pirkanmaa.
"""
