"""Where results stand in a repository: as code scanning and reviewers look for them, from the repository's root."""

from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from vouch.report.model import Source, Subject

_SUFFIXES: Final = (".yaml", ".yml", ".json")


@dataclass(frozen=True)
class Places:
    """The files of one subject. ``folder`` is the program's, relative to the repository's root.

    ``fallback`` is the file of what was declared nowhere: a stack's file, or the state itself.
    """

    folder: PurePosixPath
    fallback: str

    def file(self, source: Source | None) -> tuple[str, int | None]:
        """The file of a result, relative to the repository's root, and its line where that is known."""
        if source is None:
            return self.fallback, None
        return (self.folder / source.file).as_posix(), source.line or None


def places(subject: Subject) -> Places:
    """Finds the repository around a program; around the working directory for a state, which lies anywhere.

    Without a repository the program's folder is taken for its root.
    """
    own = Path(subject.path).resolve() if subject.kind == "program" else Path.cwd()
    root = next((each for each in (own, *own.parents) if (each / ".git").exists()), own)
    folder = PurePosixPath(own.relative_to(root).as_posix())
    if subject.kind == "state":
        state = Path(subject.path).resolve()
        if subject.path != "-" and state.is_relative_to(root):
            return Places(folder, state.relative_to(root).as_posix())
    return Places(folder, (folder / _stack_file(own, subject.stack)).as_posix())


def _stack_file(folder: Path, stack: str) -> str:
    names = [f"Pulumi.{stack.rpartition('/')[2]}{suffix}" for suffix in _SUFFIXES]
    return next((name for name in names if (folder / name).is_file()), names[0])
