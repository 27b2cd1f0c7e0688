"""Capital letters of 5 x 7 dots, for names on generated pictures."""

import unicodedata
from collections.abc import Sequence

ROWS = 7
_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 -?"
# One character a row, its five low bits the dots from left to right, base 32.
_GLYPHS = [
    "ehhvhhh",
    "uhhuhhu",
    "ehggghe",
    "uhhhhhu",
    "vgguggv",
    "vgguggg",
    "ehgnhhf",
    "hhhvhhh",
    "e44444e",
    "72222ic",
    "hikokih",
    "ggggggv",
    "hrllhhh",
    "hpljhhh",
    "ehhhhhe",
    "uhhuggg",
    "ehhhlid",
    "uhhukih",
    "fgge11u",
    "v444444",
    "hhhhhhe",
    "hhhhha4",
    "hhhllla",
    "hha4ahh",
    "hha4444",
    "v1248gv",
    "ehjlphe",
    "4c4444e",
    "eh1248v",
    "v1241he",
    "26aiv22",
    "vgu11he",
    "68guhhe",
    "v124888",
    "ehhehhe",
    "ehhf12c",
    "0000000",
    "000e000",
    "eh12404",
]


def dots(text: str) -> Sequence[str]:
    """Seven rows of ``#`` and space, one empty column between letters; letters without a glyph become ``?``.

    >>> print("|".join(dots("I")[:2]), end="|")
     ### |  #  |
    """
    plain = unicodedata.normalize("NFKD", text).upper()
    letters = [letter if letter in _ALPHABET else "?" for letter in plain if not unicodedata.combining(letter)]
    glyphs = [_GLYPHS[_ALPHABET.index(letter)] for letter in letters]
    return [
        " ".join(f"{int(glyph[row], 32):05b}".replace("1", "#").replace("0", " ") for glyph in glyphs)
        for row in range(ROWS)
    ]
