"""A mail server (RFC 5321) on a port of its own that keeps what it is given."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

ANSWERS = {"EHLO": "250 there", "HELO": "250 there", "MAIL": "250 ok", "RSET": "250 ok"}


@dataclass
class MailThere:
    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    """Receivers that it does not know."""

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await _say(writer, "220 there")
        while line := (await reader.readline()).decode().strip():
            word = line[:4].upper()
            if word == "RCPT":
                is_known = not any(one in line for one in self.refused)
                await _say(writer, "250 ok" if is_known else "550 unknown")
            elif word == "DATA":
                await _say(writer, "354 go on")
                content = (await reader.readuntil(b"\r\n.\r\n"))[:-3]
                self.mails.append(message_from_bytes(content, policy=policy.default))
                await _say(writer, "250 kept")
            elif word == "QUIT":
                await _say(writer, "221 bye")
                break
            else:
                await _say(writer, ANSWERS.get(word, "502 no"))
        writer.close()


async def _say(writer: asyncio.StreamWriter, line: str) -> None:
    writer.write(f"{line}\r\n".encode())
    await writer.drain()


@asynccontextmanager
async def mail_running() -> AsyncIterator[MailThere]:
    there = MailThere()
    server = await asyncio.start_server(there.talk, "127.0.0.1", 0)
    there.port = server.sockets[0].getsockname()[1]
    async with server:
        yield there
