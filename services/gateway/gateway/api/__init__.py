"""The gateway's own operations."""

from gateway.api import contract, me

ROUTERS = [me.router, contract.router]
