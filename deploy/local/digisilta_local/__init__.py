"""Digisilta on one machine: PostgreSQL, NATS and the four services under one supervisor."""
