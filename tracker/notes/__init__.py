"""What a salesperson's free text says of six subjects, and whether it says anything at all (rulebook section 7).

phrases.csv holds the words, note_signs.csv what single runs of signs weigh. `needs` and `lexicon` tell which phrases a
text can have, `clauses` says where one stands, `claims` what it says; `signs` adds up the runs, `reading` both.
"""

from tracker.notes.claims import read as by_phrases
from tracker.notes.lexicon import names
from tracker.notes.reading import read, vague

__all__ = ["by_phrases", "names", "read", "vague"]
