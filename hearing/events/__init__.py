"""Events: planning, programme, places, public pages."""
