"""The addresses of visits."""
