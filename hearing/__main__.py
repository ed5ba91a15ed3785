"""`python -m hearing` is the `hearing` command. Here is also what lets it start quickly.

A thousand classes and patterns are made while the program is read, and all of them live as long as it does: looking
for garbage meanwhile finds none and costs a fifth of the start. Tortoise reads the source of each model, looking for
`#:` comments, to describe tables that it creates; our tables are created by migrations. That is another fifth.
"""

import gc

import tortoise.models

gc.disable()


def _no_comments(cls: type[tortoise.models.Model]) -> dict[str, str]:
    return {}


tortoise.models._get_comments = _no_comments

from hearing.cli import main  # noqa: E402

gc.freeze()
gc.enable()

if __name__ == "__main__":
    main()
