"""The read model: everything residents ask for, in memory, rebuilt from PostgreSQL."""
