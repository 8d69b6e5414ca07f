"""What the tests share: a folder, the DHT node, and every jamid and Signet home, all gone at the end."""

import contextlib
import hashlib
from pathlib import Path

from Harness.signet import Signet

# Found in the wild, each for a reason: no normalisation, no trimming and no limit may be applied to any of them.
ODD_PASSWORDS = {
    "umlauts and CJK": "Grüße aus Zürich 東京",
    "decomposed accents": "cafe\u0301 re\u0301sume\u0301",
    "emoji outside the first plane": "🔑🐈‍⬛ keys",
    "spaces around and inside": "  two  spaces  ",
    "nothing but a space": " ",
    "200 characters": "0123456789" * 20,
    "quotes and shell characters": "'\"\\$(id)`%s\t!",
}


def some_id(name):
    """A Jami ID that nobody has."""
    return hashlib.sha1(name.encode()).hexdigest()


class World:
    def __init__(self, folder):
        self.stack = contextlib.ExitStack()
        self.folder = Path(folder)
        self.node = None
        self.names = 0

    def close(self):
        self.stack.close()

    def jamid(self):
        """A new jamid without an account, ended with the world or by `destroy`."""
        from jamid import DHTNode, Jamid

        if self.node is None:
            self.node = DHTNode(self.folder)
            self.stack.callback(self.node.stop)
        self.names += 1
        daemon = Jamid(self.folder, f"j{self.names}")
        self.stack.callback(daemon.stop)
        return daemon

    @contextlib.contextmanager
    def jamids(self, count=1):
        """As many of them, for the length of a block: they are not small."""
        made = [self.jamid() for _ in range(count)]
        try:
            yield made[0] if count == 1 else made
        finally:
            for daemon in made:
                daemon.destroy()

    def signet(self, **options):
        return Signet(folder=self.folder, **options)

    def path(self, name):
        """A file name that is not taken."""
        self.names += 1
        return str(self.folder / f"{self.names}-{name}")
