"""Libraries that few processes need, read at their first use instead of at the start. Ours are always read at once."""

from importlib import import_module
from types import ModuleType
from typing import Any


class Later(ModuleType):
    """Stands for a module; the first use of a name of it imports it (import locks keep threads apart)."""

    def __getattr__(self, name: str) -> Any:
        return getattr(import_module(self.__name__), name)
