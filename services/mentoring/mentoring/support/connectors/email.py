"""Mail to a target, over SMTP; every try of a letter has the same Message-ID (RFC 5322 3.6.4)."""

import asyncio
from email.message import EmailMessage
from smtplib import SMTP, SMTPException

from mentoring.settings import Settings
from mentoring.support.connectors.connector import PATIENCE, Letter, News, TargetAway, Ticket
from mentoring.support.items import MessageKind


class Email:
    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.sender = settings.smtp_sender or ""

    async def deliver(self, letter: Letter) -> Ticket | None:
        """A mail may come twice when the first try was lost; its readers' programs know it."""
        await asyncio.to_thread(self._send, self.mail_of(letter))
        return Ticket(letter.reference) if letter.kind is MessageKind.SENT else None

    async def read(self, external_id: str) -> News | None:  # noqa: ARG002  mail is not read
        return None

    def mail_of(self, letter: Letter) -> EmailMessage:
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = self.sender, letter.channel, letter.title
        begun = self._id(letter.reference)
        mail["Message-ID"] = begun
        if letter.kind is not MessageKind.SENT:
            mail["In-Reply-To"] = mail["References"] = begun
            mail.replace_header("Message-ID", self._id(letter.message_reference))
        mail.set_content(letter.body)
        return mail

    def _id(self, reference: str) -> str:
        return f"<{reference}@{self.sender.rpartition('@')[2]}>"

    def _send(self, mail: EmailMessage) -> None:
        told = self.settings
        try:
            with SMTP(told.smtp_host or "", told.smtp_port, timeout=PATIENCE) as server:
                if told.smtp_starttls:
                    server.starttls()
                if told.smtp_user and told.smtp_password:
                    server.login(told.smtp_user, told.smtp_password.get_secret_value())
                server.send_message(mail)
        except SMTPException as refused:
            raise TargetAway(type(refused).__name__) from refused
