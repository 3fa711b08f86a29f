"""Lists that their publisher describes one by one: read by their descriptions, into one model.

The rooms: ``descriptions`` (YAML → which column means what), ``supplement`` (what the source
adds), ``opening`` (file → records), ``amounts``, ``days``, ``spelling``, ``persons`` (one cell
each), ``staging`` (all of it, row by row). A list that is described in the same way is read
without a change here.
"""

from .staging import Lists, files_beside, stage_lists
from .supplement import Supplement, read_supplement

__all__ = ["Lists", "Supplement", "files_beside", "read_supplement", "stage_lists"]
