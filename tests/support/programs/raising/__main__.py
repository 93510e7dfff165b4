"""A foreign program that fails while it builds."""


def _build() -> None:
    raise ValueError("no network named blue:\nadd one")


_build()
