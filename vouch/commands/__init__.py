"""The commands, one module each; ``vouch.cli`` imports a module when its command is called, and not before."""
