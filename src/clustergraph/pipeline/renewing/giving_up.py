"""Why a change cannot be carried through what is published: then everything is built anew."""


class CannotRenew(Exception):  # it says why
    """The change alone does not tell what must be published; the words say why not."""
