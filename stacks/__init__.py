"""What an environment is: typed settings, and one module per layer."""
