"""The HTTP face of mentoring: one module a noun, in the order the documentation lists them."""

from mentoring.api import org_units

ROUTERS = [org_units.router]
