"""What a check found, for machines and for people."""
