"""Who may write what in the directory: scope, role and municipality, judged here again."""

from collections.abc import Iterable

from common.errors import MunicipalityNotAllowed, RoleRequired, Said
from common.identity import EVERY, Caller


def refuse_unless_granted(by: Caller, municipality_codes: Iterable[str | None]) -> None:
    """Raises RoleRequired for anyone but staff, MunicipalityNotAllowed outside the grant (D7).

    A place without a municipality (None) is written with the right to all of them.
    """
    if by.kind != "staff":
        raise RoleRequired
    for code in municipality_codes:
        if not by.may_write_in(code or EVERY):
            allowed = sorted(by.municipalities - {EVERY})
            names = ", ".join(allowed) or "–"
            raise MunicipalityNotAllowed(
                Said(
                    f"Avain saa kirjoittaa kuntiin {names}.",
                    f"Nyckeln får skriva i kommunerna {names}.",
                    f"The key may write in the municipalities {names}.",
                ),
                allowed_municipalities=allowed,
            )
