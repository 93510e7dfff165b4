"""The offline preview: a program built without account, CLI or network, and recorded whole."""
