"""The mathematics of negotiation: pure functions of the standard library, each with its definition, units and source."""
