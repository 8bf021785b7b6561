"""Every change to a visit, an area of the work in each module."""
