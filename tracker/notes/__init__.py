"""What a salesperson's free text says of six subjects, and whether it says anything at all (rulebook section 7).

phrases.csv holds the words; `lexicon` compiles them, `clauses` says where a phrase stands, `claims` what it says.
"""

from tracker.notes.claims import read
from tracker.notes.vagueness import vague

__all__ = ["read", "vague"]
