"""What every component shares: its type token, its children's names and options, and what it keeps."""

from typing import ClassVar

import pulumi


class Component(pulumi.ComponentResource):
    """A part of an environment that is secure by construction.

    A subclass says its area in ``area``; its type token is then ``vouch:<area>:<ClassName>``, which is part of
    every child's URN and so never changes. ``provides`` names the controls that hold because the component is there.
    """

    area: ClassVar[str]
    provides: ClassVar[tuple[str, ...]] = ()

    def __init__(self, name: str, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(self.type_token(), name, {}, opts)
        self._name = name

    @classmethod
    def type_token(cls) -> str:
        """The Pulumi type of the component, ``vouch:<area>:<ClassName>``."""
        return f"vouch:{cls.area}:{cls.__name__}"

    def child(self, role: str, key: str | None = None) -> str:
        """The logical name of a child: the component's name, the child's role and, where there are many, its key."""
        return f"{self._name}-{role}" if key is None else f"{self._name}-{role}-{key}"

    def inside(
        self,
        *,
        protect: bool | None = None,
        depends_on: list[pulumi.Resource] | None = None,
        delete_before_replace: bool | None = None,
        ignore_changes: list[str] | None = None,
    ) -> pulumi.ResourceOptions:
        """Options of a child: this component as parent, and the stated extras only, never the caller's own."""
        return pulumi.ResourceOptions(
            parent=self,
            protect=protect,
            depends_on=depends_on,
            delete_before_replace=delete_before_replace,
            ignore_changes=ignore_changes,
        )
