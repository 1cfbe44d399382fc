"""Guidance: from a need to help, as pure rules (facts and offers in, ranked answers out)."""
