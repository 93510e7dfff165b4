"""Look-ups that nobody answers, as unknown values that a program can go on with.

A look-up in its output form (``get_vpc_output``) gives an unknown ``Output``, as the engine gives before its inputs
exist. In its plain form (``get_vpc``) the program wants the value at once, so each field of the result is filled:

- text with a placeholder that stays recognisable inside longer strings (``guardrails.values.normalise``);
- a list with three placeholders (as many as most regions have zones); any index and any slice with a stated end can
  be taken, and a property that is given the list, or elements of it, is unknown as a whole, its length included;
- a map with one placeholder; every key can be read, and a property that is given the map is unknown as a whole;
- nested results likewise; an argument that the result repeats (``id``) with that argument;
- numbers and booleans with None: no number stands for an unknown one. A program that calculates with one raises,
  and an answers file helps.
"""

import asyncio
import collections.abc
import re
import typing
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final, SupportsIndex

import pulumi
import pulumi.runtime
from pulumi import _types as result_types
from pulumi.runtime.invoke import InvokeResult
from pulumi.stack_reference import StackReferenceOutputDetails

from guardrails.values import UNKNOWN_STRING
from vouch.preview.answers import Answers

_PREFIX: Final = "unknown-"
_ELEMENTS: Final = 3
_LISTS: Final = (list, collections.abc.Sequence)
_MAPS: Final = (dict, collections.abc.Mapping)
_ELEMENT: Final = re.compile(rf"{_PREFIX}\S*\[\d+\]\S*-{UNKNOWN_STRING}")
"""A placeholder that came out of a list whose length nobody knows."""


def placeholder(what: str) -> str:
    """Text that stands for the unknown ``what`` and is found again inside any longer text."""
    return f"{_PREFIX}{what}-{UNKNOWN_STRING}"


class UnknownList(list[Any]):
    """A list of unknown length: any element, and any slice with a stated end, can be taken."""

    def __init__(self, element: Callable[[int], Any]) -> None:
        super().__init__(element(index) for index in range(_ELEMENTS))
        self._element = element

    def __getitem__(self, index: SupportsIndex | slice) -> Any:
        if isinstance(index, slice):
            stop = index.stop if index.stop is not None and index.stop >= 0 else len(self)
            return [self._element(each) for each in range(stop)][index]
        at = index.__index__()
        return self._element(at) if at >= 0 else super().__getitem__(at)


class UnknownMap(dict[str, Any]):
    """A map of unknown keys: every key can be read."""

    def __init__(self, what: str, member: Callable[[str], Any]) -> None:
        super().__init__({placeholder(what): placeholder(what)})
        self._member = member

    def __missing__(self, key: str) -> Any:
        return self._member(key)

    def get(self, key: str, default: Any = None) -> Any:  # noqa: ARG002  whether the key is there is not known
        """The unknown value at ``key``."""
        return self[key]


def unknown_result(type_: Any, what: str, arguments: Mapping[str, Any]) -> Any:
    """A result of ``type_`` (a class of the provider's SDK) in which nothing is known but the arguments it repeats."""
    if type_ is None or type_ is Any:
        return UnknownMap(what, lambda key: placeholder(f"{what}.{key}"))
    fields = {
        name: _repeated(arguments.get(name)) or _unknown(member, name)
        for name, member in result_types.output_type_types(type_).items()
    }
    return result_types.output_type_from_dict(type_, fields)


def _repeated(argument: Any) -> Any:
    return argument if isinstance(argument, str | int | float) else None


def _unknown(type_: Any, what: str) -> Any:
    type_ = result_types.unwrap_optional_type(type_)
    origin = typing.get_origin(type_) or type_
    if type_ in (int, float, bool):
        return None
    if origin in _LISTS:
        (member,) = typing.get_args(type_) or (str,)
        return UnknownList(lambda index: _unknown(member, f"{what}[{index}]"))
    if origin in _MAPS:
        member = (typing.get_args(type_) or (str, str))[1]
        return UnknownMap(what, lambda key: _unknown(member, f"{what}.{key}"))
    if isinstance(type_, type) and result_types.is_output_type(type_):
        fields = {
            name: _unknown(member, f"{what}.{name}") for name, member in result_types.output_type_types(type_).items()
        }
        return result_types.output_type_from_dict(type_, fields)
    return placeholder(what)


def settle(value: Any) -> Any:
    """A recorded property with what came from an unknown list or map made unknown as a whole."""
    if isinstance(value, dict):
        if any(UNKNOWN_STRING in key for key in value):
            return UNKNOWN_STRING
        return {key: settle(item) for key, item in value.items()}
    if isinstance(value, list):
        if any(isinstance(item, str) and _ELEMENT.search(item) for item in value):
            return UNKNOWN_STRING
        return [settle(item) for item in value]
    return value


def unknown_output(inputs: Any = None) -> "pulumi.Output[Any]":
    """An output that is not known, with the dependencies of the inputs that it would have been made of."""
    loop = asyncio.get_event_loop()
    value: asyncio.Future[Any] = loop.create_future()
    value.set_result(None)
    known: asyncio.Future[bool] = loop.create_future()
    known.set_result(False)
    unknown: pulumi.Output[Any] = pulumi.Output(set(), value, known)
    return unknown if inputs is None else pulumi.Output.from_input(inputs).apply(lambda _: unknown)


@contextmanager
def unknown_where_unanswered(answers: Answers, asked: list[str]) -> Iterator[None]:
    """While a program runs: look-ups, calls and stack outputs without an answer are unknown, the others as the SDK's.

    ``asked`` takes the tokens of the look-ups whose unknown value the program wanted at once.

    The SDK's own entry points are replaced, because only there the type of a result is known.
    """
    runtime: Any = pulumi.runtime
    kept = {name: getattr(runtime, name) for name in _REPLACED if hasattr(runtime, name)}
    details = pulumi.StackReference.get_output_details
    for name, original in kept.items():
        setattr(runtime, name, _REPLACED[name](original, answers, asked))
    pulumi.StackReference.get_output_details = _details(details)  # type: ignore[method-assign]
    try:
        yield
    finally:
        for name, original in kept.items():
            setattr(runtime, name, original)
        pulumi.StackReference.get_output_details = details  # type: ignore[method-assign]


def _arguments(props: Any) -> dict[str, Any]:
    return {key: value for key, value in dict(props or {}).items() if value is not None}


def _function(token: str) -> str:
    return token.rpartition(":")[2]


def _invoke(original: Any, answers: Answers, asked: list[str]) -> Any:
    def invoke(tok: str, props: Any, opts: Any = None, typ: Any = None, *rest: Any, **more: Any) -> Any:
        if answers.answers(tok, _arguments(props)):
            return original(tok, props, opts, typ, *rest, **more)
        asked.append(tok)
        return InvokeResult(unknown_result(typ, _function(tok), _arguments(props)))

    return invoke


def _invoke_single(original: Any, answers: Answers, asked: list[str]) -> Any:
    def invoke_single(tok: str, props: Any, opts: Any = None, typ: Any = None, *rest: Any, **more: Any) -> Any:
        if answers.answers(tok, _arguments(props)):
            return original(tok, props, opts, typ, *rest, **more)
        asked.append(tok)
        return InvokeResult(placeholder(_function(tok)))

    return invoke_single


def _invoke_async(original: Any, answers: Answers, asked: list[str]) -> Any:
    async def invoke_async(tok: str, props: Any, opts: Any = None, typ: Any = None, *rest: Any, **more: Any) -> Any:
        if answers.answers(tok, _arguments(props)):
            return await original(tok, props, opts, typ, *rest, **more)
        asked.append(tok)
        return unknown_result(typ, _function(tok), _arguments(props))

    return invoke_async


def _invoke_output(original: Any, answers: Answers, _asked: list[str]) -> Any:
    def invoke_output(tok: str, props: Any, *rest: Any, **more: Any) -> Any:
        # Arguments that are outputs can be compared with no answer before they are known: by token alone, then.
        if answers.invokes.get(tok) is not None:
            return original(tok, props, *rest, **more)
        return unknown_output(dict(props or {}))

    return invoke_output


def _call(_original: Any, _answers: Answers, _asked: list[str]) -> Any:
    def call(_tok: str, props: Any, *_rest: Any, **_more: Any) -> Any:
        return unknown_output(dict(props or {}))

    return call


_REPLACED: Final[Mapping[str, Callable[[Any, Answers, list[str]], Any]]] = {
    "invoke": _invoke,
    "invoke_single": _invoke_single,
    "invoke_async": _invoke_async,
    "invoke_output": _invoke_output,
    "invoke_output_single": _invoke_output,
    "call": _call,
    "call_single": _call,
}


def _details(original: Any) -> Any:
    async def get_output_details(self: pulumi.StackReference, name: str) -> StackReferenceOutputDetails:
        if await self.outputs.is_known():
            found: StackReferenceOutputDetails = await original(self, name)
            return found
        return StackReferenceOutputDetails(value=placeholder(name))

    return get_output_details
