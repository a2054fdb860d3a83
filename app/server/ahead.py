"""Everything that pages import, loaded at once.

The server imports this module as it starts, while the first visitor's browser still loads
Streamlit's front end. A page that comes sooner waits here, so that no two threads import the same
package from two ends.
"""

from importlib import import_module
from pkgutil import walk_packages

import app

SCRIPTS = (".page", ".site", ".main", ".ahead")  # they run, nobody imports them

for module in walk_packages(app.__path__, "app."):
    if not module.name.endswith(SCRIPTS):
        import_module(module.name)
