"""The Django project: settings, addresses, the layout of every page."""
