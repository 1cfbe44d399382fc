"""What every service needs and no service owns: bus, database, identity, errors, shapes, clock."""
