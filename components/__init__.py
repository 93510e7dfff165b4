"""What layers are made of, by area."""
