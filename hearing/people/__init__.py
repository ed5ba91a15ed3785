"""The register: persons, organisations, offices, holdings, places."""
