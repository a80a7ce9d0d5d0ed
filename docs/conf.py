"""How the guide is built: Sphinx, one theme, nothing from any server."""

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))
sys.path.insert(0, str(HERE))

import generated  # noqa: E402

import geo  # noqa: E402

project = "Tumen"
author = "The Tumen authors"
copyright = "the Tumen authors; text CC BY 4.0"
release = version = geo.__version__
language = "en"
exclude_patterns = ["_build"]

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
myst_enable_extensions = ["deflist", "colon_fence"]
myst_heading_anchors = 3
suppress_warnings = ["myst.header"]
nitpicky = False
add_module_names = False
autodoc_typehints = "signature"
autodoc_member_order = "bysource"
autodoc_preserve_defaults = True
napoleon_numpy_docstring = True
napoleon_google_docstring = False

html_theme = "furo"
html_title = "Tumen"
html_show_sphinx = False
html_last_updated_fmt = None  # the same sources give the same pages
html_copy_source = False
html_theme_options = {"top_of_page_buttons": []}


def setup(app: object) -> None:
    """Write the pages that come from the code before Sphinx reads any page."""
    generated.write(HERE)
