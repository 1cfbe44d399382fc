"""How records move from state to state: the tables of domain.md 3.2, and the one way to act."""
