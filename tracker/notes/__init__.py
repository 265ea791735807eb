"""What a salesperson's free text says of six subjects, and whether it says anything at all (rulebook section 7).

phrases.csv holds the words; `needs` and `lexicon` tell which of them a text can have, `clauses` says where a phrase
stands, `claims` what it says.
"""

from tracker.notes.claims import read
from tracker.notes.lexicon import names
from tracker.notes.vagueness import vague

__all__ = ["names", "read", "vague"]
