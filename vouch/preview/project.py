"""A Pulumi project on disk: what ``Pulumi.yaml`` says of it, and which stacks it has."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final, Self

from vouch.errors import CannotJudgeError
from vouch.suggest import nearest
from vouch.yaml12 import load

_PROJECT_FILES: Final = ("Pulumi.yaml", "Pulumi.yml", "Pulumi.json")
_SUFFIXES: Final = (".yaml", ".yml", ".json")


@dataclass(frozen=True, kw_only=True)
class Project:
    """A Pulumi Python project. ``main`` is the folder or file that runs, ``config`` the project-level configuration."""

    directory: Path
    file: Path
    name: str
    main: Path
    stack_directory: Path
    virtualenv: Path | None = None
    config: Mapping[str, Any] = field(default_factory=dict)
    config_file: Path | None = None

    def with_config_file(self, path: Path) -> Self:
        """The project with this file for its stack, wherever it lies, as Pulumi's own ``--config-file`` does.

        Raises CannotJudgeError where there is no such file.
        """
        if not path.is_file():
            raise CannotJudgeError(f"--config-file {path} does not exist: name a stack file, such as Pulumi.prod.yaml")
        return replace(self, config_file=path.resolve())

    def stack_file(self, stack: str) -> Path:
        """The file of a stack. Raises CannotJudgeError, naming the stacks that exist, where it has none."""
        if self.config_file is not None:
            return self.config_file
        short = stack.rpartition("/")[2]
        for suffix in _SUFFIXES:
            path = self.stack_directory / f"Pulumi.{short}{suffix}"
            if path.is_file():
                return path
        stacks = self.stacks()
        near = nearest(short, stacks)
        meant = f", did you mean {near[0]}?" if near else ""
        raise CannotJudgeError(
            f"stack {stack!r} has no file Pulumi.{short}.yaml in {self.stack_directory}; "
            f"stacks there: {', '.join(stacks) or 'none'}{meant}"
        )

    def stacks(self) -> tuple[str, ...]:
        """The stacks that have a file, by name."""
        if not self.stack_directory.is_dir():
            return ()
        found = {
            path.name.removeprefix("Pulumi.").removesuffix(path.suffix)
            for path in self.stack_directory.iterdir()
            if path.name.startswith("Pulumi.") and path.suffix in _SUFFIXES and path.name not in _PROJECT_FILES
        }
        return tuple(sorted(found))

    def choose_stack(self, asked: str | None, *, default: str | None = None) -> str:
        """The stack to judge: as asked, as the name of a ``--config-file`` says, as ``PULUMI_STACK`` says, the only one
        there is, or ``default``.

        Raises CannotJudgeError where there are several to choose from.
        """
        if not asked and self.config_file is not None:
            return self.config_file.stem.removeprefix("Pulumi.")
        stacks = self.stacks()
        chosen = asked or os.environ.get("PULUMI_STACK")
        if not chosen and len(stacks) == 1:
            return stacks[0]
        if not chosen and default in stacks:
            chosen = default
        if not chosen:
            raise CannotJudgeError(
                f"{self.directory} has no stack file: add Pulumi.<stack>.yaml"
                if not stacks
                else f"{self.directory} has the stacks {', '.join(stacks)}: choose one with --stack"
            )
        return chosen


def find_project(start: Path) -> Path | None:
    """The folder of the nearest Pulumi.yaml, from ``start`` upwards."""
    for directory in (start, *start.parents):
        if any((directory / name).is_file() for name in _PROJECT_FILES):
            return directory
    return None


def read_project(directory: Path) -> Project:
    """Reads a project. Raises CannotJudgeError where it is missing, malformed or not a Python program."""
    directory = directory.resolve()
    if directory.is_file():
        raise CannotJudgeError(f"{directory} is a file: name the folder that holds the program's Pulumi.yaml")
    if not directory.is_dir():
        raise CannotJudgeError(f"the program folder {directory} does not exist")
    file = next((path for name in _PROJECT_FILES if (path := directory / name).is_file()), None)
    if file is None:
        raise CannotJudgeError(f"{directory} has no Pulumi.yaml: name the folder that has one with --program")
    loaded = load(file, "the project file")
    if not isinstance(loaded, dict) or not isinstance(loaded.get("name"), str):
        raise CannotJudgeError(f"the project file {file} must be a mapping with the keys name and runtime")
    runtime, options = _runtime(loaded.get("runtime"), file)
    if runtime != "python":
        raise CannotJudgeError(
            f"{file} is a {runtime} program, which cannot be run here: export its state "
            "with `pulumi stack export` and judge it with --state"
        )
    config, config_directory = _config(loaded.get("config"), file)
    stacks = loaded.get("stackConfigDir") or config_directory
    return Project(
        directory=directory,
        file=file,
        name=loaded["name"],
        main=_main(directory, loaded.get("main"), file),
        stack_directory=directory / stacks if stacks else directory,
        virtualenv=_virtualenv(directory, options, file),
        config=config,
    )


def _runtime(runtime: Any, file: Path) -> tuple[str, Mapping[str, Any]]:
    if isinstance(runtime, str):
        return runtime, {}
    if isinstance(runtime, dict) and isinstance(runtime.get("name"), str):
        options = runtime.get("options") or {}
        if isinstance(options, dict):
            return runtime["name"], options
    raise CannotJudgeError(f"runtime in {file} must be a name, or a mapping with name and options")


def _config(config: Any, file: Path) -> tuple[Mapping[str, Any], str | None]:
    """Configuration, or what older projects wrote under this key: the folder of the stack files."""
    if config is None or isinstance(config, str):
        return {}, config
    if isinstance(config, dict) and all(isinstance(key, str) for key in config):
        return config, None
    raise CannotJudgeError(f"config in {file} must be a mapping of keys to values or types")


def _main(directory: Path, main: Any, file: Path) -> Path:
    if main is not None and not isinstance(main, str):
        raise CannotJudgeError(f"main in {file} must be a path")
    path = (directory / (main or ".")).resolve()
    entry = path / "__main__.py" if path.is_dir() else path
    if not entry.is_file():
        raise CannotJudgeError(f"the program {entry} does not exist: {file} names it as its entry")
    return path


def _virtualenv(directory: Path, options: Mapping[str, Any], file: Path) -> Path | None:
    named = options.get("virtualenv")
    if named is not None and not isinstance(named, str):
        raise CannotJudgeError(f"runtime.options.virtualenv in {file} must be a path")
    if named is None:
        # uv and poetry make .venv by themselves; without it the program runs under this interpreter.
        made = directory / ".venv"
        return made if options.get("toolchain") in ("uv", "poetry") and made.is_dir() else None
    return directory / named
