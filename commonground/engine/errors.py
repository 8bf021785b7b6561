"""The one kind of error that is shown to a user as it stands."""


class UserError(Exception):
    """Something a user can put right: its text is one sentence saying what is wrong, where, and what to do.

    It never holds a child's number, name, date of birth or postcode.
    """
