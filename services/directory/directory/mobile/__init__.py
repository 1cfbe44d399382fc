"""Mobile units and the dates on which they stop somewhere."""
