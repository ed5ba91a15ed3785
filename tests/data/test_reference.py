"""The reference rows are all there and agree with each other."""

from datetime import date

from hearing.data import reference


def test_all_places_are_there() -> None:
    counts = len(reference.regions()), len(reference.healthcare_regions()), len(reference.municipalities())

    assert counts == (21, 6, 290)


def test_places_agree_about_where_they_belong() -> None:
    healthcare = {row.code: row for row in reference.healthcare_regions()}
    counties = {row.code: row for row in reference.regions()}

    for row in reference.municipalities():
        assert row.code.startswith(row.county)
        assert row.county in healthcare[row.healthcare_region].all_regions
    for region in counties.values():
        assert region.code in healthcare[region.healthcare_region].all_regions
        assert region.municipalities == sum(row.county == region.code for row in reference.municipalities())


def test_halland_lies_in_two_healthcare_regions() -> None:
    parts = {row.code: row.parts for row in reference.healthcare_regions() if row.parts}
    halland = next(row for row in reference.regions() if row.code == "13")

    assert parts == {
        "vastra": (("13", ("1382", "1383", "1384")),),
        "sodra": (("13", ("1315", "1380", "1381")),),
    }
    assert (halland.healthcare_region, halland.second_healthcare_region) == ("sodra", "vastra")
    for row in reference.municipalities():
        if row.county == "13":
            assert row.code in dict(parts[row.healthcare_region])["13"]


def test_each_county_has_a_tile_and_school_weeks() -> None:
    codes = [row.code for row in reference.regions()]

    assert [row.code for row in reference.tiles()] == codes
    assert [row.county for row in reference.school_breaks()] == codes
    assert len({(row.column, row.row) for row in reference.tiles()}) == 21


def test_roles_know_what_elections_end() -> None:
    roles = {row.key: row for row in reference.roles()}

    assert len(roles) == 36
    assert roles["regionrad"].elected
    assert (roles["regiondirektor"].elected, roles["regiondirektor"].substitute) == (False, "representant")
    assert roles["registrator"].substitute is None


def test_calendar_days_hold_their_counties() -> None:
    days = {row.name: row for row in reference.calendar_days()}

    assert days["Sportlov v. 7"].counties == ("05", "06", "13", "14")
    assert days["Almedalsveckan 2027"].counties == ()
    assert days["Almedalsveckan 2027"].first == date(2027, 6, 28)
