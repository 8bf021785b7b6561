"""The demo: a made-up round in progress, as in the study: 265 practices, nine commissioners, October to April.

Practices have codes Z99… and invented names; nobody in it is real. It can only be put where nobody works.
"""
