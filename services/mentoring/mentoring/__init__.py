"""Digimentoring: the organisation whose units are met, and the work done with them."""
