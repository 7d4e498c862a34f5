"""A real SMTP server (aiosmtpd) in a process of its own: `python -m bench.mail_server PORT`.

Says `{"port": ...}` and answers lines of JSON: `"count"` with how many mails came, `"seen"` with who got how many of
which, and when the last one came, `"sample"` with the last mail; `"clear"` forgets them; `"go away"` and `"come back"`
close and open the port.
"""

import json
import sys
import time
from collections import Counter
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class Received:
    """What came in."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Forgets everything."""
        self.mails: Counter[tuple[str, str]] = Counter()
        self.count = 0
        self.last_at = 0.0
        self.sample = b""

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: ARG002, N802 - aiosmtpd's
        """Takes every mail."""
        content = envelope.content
        assert isinstance(content, bytes), "the text as it came"
        self.sample = content
        begin = content.find(b"Message-ID: <") + 13
        message_id = content[begin : content.find(b">", begin)].decode()
        for to in envelope.rcpt_tos:
            self.mails[to, message_id] += 1
            self.count += 1
        self.last_at = time.time()
        return "250 OK"


def main(port: int) -> None:
    """Answers until the pipe is closed."""
    received = Received()
    controller = Controller(received, hostname="127.0.0.1", port=port)
    controller.start()
    print(json.dumps({"port": port}), flush=True)
    for line in sys.stdin:
        question = json.loads(line)
        if question == "go away":
            controller.stop()
        if question == "come back":
            controller = Controller(received, hostname="127.0.0.1", port=port)
            controller.start()
        print(json.dumps(_answer(received, question)), flush=True)


def _answer(received: Received, question: str) -> Any:  # noqa: ANN401 - JSON
    if question == "clear":
        received.clear()
        return True
    if question == "count":
        return received.count
    if question == "sample":
        return received.sample.decode("latin-1")
    return {"mails": [[*key, times] for key, times in received.mails.items()], "last_at": received.last_at}


if __name__ == "__main__":
    main(int(sys.argv[1]))
