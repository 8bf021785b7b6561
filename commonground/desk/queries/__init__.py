"""What the desk reads, of every area of the programme; each narrowed to what its caller may see."""
