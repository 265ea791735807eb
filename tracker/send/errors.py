"""Why a message did not arrive."""


class SendError(Exception):
    """`key`: the sentence of `wording_digest.csv` under problem.<key>; `parts`: what fills it.

    It never holds what the library or the receiver said: an address of a robot is a secret, and they repeat it.
    """

    def __init__(self, key: str, **parts: object) -> None:
        super().__init__(key)
        self.key, self.parts = key, parts
