"""How targets are reached: by hand, by e-mail, by a ticket system; none is depended on."""

from collections.abc import Mapping

from mentoring.settings import Settings
from mentoring.support.connectors.connector import Connector
from mentoring.support.connectors.email import Email
from mentoring.support.connectors.manual import Manual
from mentoring.support.connectors.zammad import Zammad
from mentoring.support.targets import ConnectorName

Connectors = Mapping[ConnectorName, Connector]


def joined(settings: Settings) -> Connectors:
    """The connectors that this installation has been told enough about."""
    found: dict[ConnectorName, Connector] = {ConnectorName.MANUAL: Manual()}
    if settings.smtp_host and settings.smtp_sender:
        found[ConnectorName.EMAIL] = Email(settings)
    if settings.zammad_url and settings.zammad_token and settings.zammad_customer:
        token = settings.zammad_token.get_secret_value()
        found[ConnectorName.ZAMMAD] = Zammad(settings.zammad_url, token, settings.zammad_customer)
    return found
