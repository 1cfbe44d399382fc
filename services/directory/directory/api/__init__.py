"""The HTTP face of the directory: one module a noun, in the order the documentation lists them."""

from fastapi import APIRouter

from directory.api import (
    calendars,
    channels_writing,
    code_lists,
    imports,
    matching,
    materials_writing,
    mobile,
    open_now,
    organisations,
    organisations_writing,
    points_writing,
    remote,
    searching,
    support_points,
    units_writing,
    visits_writing,
)

ROUTERS: list[APIRouter] = [
    support_points.router,
    open_now.router,
    matching.router,
    searching.router,
    points_writing.router,
    mobile.units,
    units_writing.router,
    mobile.visits,
    visits_writing.router,
    calendars.router,
    remote.channels,
    channels_writing.router,
    remote.materials,
    materials_writing.router,
    organisations.router,
    organisations_writing.router,
    code_lists.router,
    imports.router,
]
