"""Every table of this service, imported in one place so that migrations see them all."""

from directory import org_units
from directory.codes import areas, codes
from directory.imports import batches
from directory.mobile import qualifications, units, visits
from directory.partners import organisations
from directory.points import points, verifications
from directory.remote import channels, materials
from directory.store import Row

NOUNS = (
    areas,
    batches,
    channels,
    codes,
    materials,
    org_units,
    organisations,
    points,
    qualifications,
    units,
    verifications,
    visits,
)
METADATA = Row.metadata
