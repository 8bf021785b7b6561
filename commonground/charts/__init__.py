"""The few fixed charts, as SVG written from plain strings. None can be had without its table."""
