"""Every read of visits, an area of the work in each module."""
