"""Where an atlas lies, and the list of its layers (``layers/catalog.yaml``).

The catalogue is the one place that names a layer: add a file and its entry, and every
map, check and download knows it. The module imports neither pandas nor geopandas.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

from geo.errors import NotFoundError, Problem, os_words, shown, unseen

__all__ = [
    "CATALOG",
    "SHIPPED",
    "Layer",
    "atlas_root",
    "included",
    "layer_files",
    "read_catalog",
    "shipped",
]

CATALOG = "layers/catalog.yaml"
LANGS = ("en", "fr")

_LARGEST = 500_000  # bytes
_DEEPEST = 20
# The loader in C is ten times faster and comes with almost every copy of PyYAML.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_OPENING = (
    yaml.BlockSequenceStartToken,
    yaml.BlockMappingStartToken,
    yaml.FlowSequenceStartToken,
    yaml.FlowMappingStartToken,
)
_CLOSING = (yaml.BlockEndToken, yaml.FlowSequenceEndToken, yaml.FlowMappingEndToken)
_PACKAGE = Path(__file__).resolve().parent


def shipped() -> Path:
    """Folder of the shipped atlas: it holds ``layers/`` and ``data/``.

    An installed wheel carries its own copy inside the package; a checkout (editable, or
    run in place) uses the repository's.
    """
    inside = _PACKAGE / "_shipped"
    return inside if inside.is_dir() else _PACKAGE.parent


def atlas_root(path: str | Path | None = None) -> Path:
    """Folder of the atlas at ``path``, or of the shipped one.

    Raises
    ------
    NotFoundError
        If ``path`` is no folder that holds ``data/`` and ``layers/``.
    """
    root = shipped() if path is None else Path(path)
    try:
        if root.is_dir() and (root / "data").is_dir() and (root / "layers").is_dir():
            return root
        what = "is no folder" if not root.is_dir() else "holds no data/ and layers/"
    except (OSError, ValueError) as error:  # a name that no file can have
        what = f"cannot be read ({error})"
    raise NotFoundError(
        f"{root}: {what}; an atlas is a folder with the folders data/ and layers/"
    )


@dataclass(frozen=True, slots=True)
class Layer:
    """One entry of the catalogue: one GeoJSON file, what it is and whose it is."""

    id: str
    file: str
    """Name of the file in ``layers/``."""
    kind: str
    title_en: str
    title_fr: str
    description_en: str
    description_fr: str
    group_en: str
    group_fr: str
    licence: str
    credit: str
    default_visible: bool
    sources: tuple[str, ...] = ()
    """Ids of sources that the positions come from."""
    line: int | None = None
    """Line of the entry in the catalogue, where it could be told."""

    def title(self, lang: str = "en") -> str:
        """Title in ``lang`` (``en`` or ``fr``)."""
        return self.title_fr if lang == "fr" else self.title_en

    def description(self, lang: str = "en") -> str:
        """Description in ``lang`` (``en`` or ``fr``)."""
        return self.description_fr if lang == "fr" else self.description_en

    def group(self, lang: str = "en") -> str:
        """Name of the group of layers in ``lang`` (``en`` or ``fr``)."""
        return self.group_fr if lang == "fr" else self.group_en


SHIPPED = "shipped"
"""What an atlas writes to include the shipped one."""

_TOP = (
    "version",
    "includes",
    "layers",
    "basemap",
)  # the basemap is the page's own affair
_PLAIN = ("id", "file", "kind", "licence", "credit")
_BOTH = ("title", "description", "group")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def layer_files(root: Path) -> list[str]:
    """Names of the GeoJSON files right in ``layers/``, sorted."""
    try:
        return sorted(one.name for one in (root / "layers").glob("*.geojson"))
    except OSError:
        return []


def included(
    root: Path, problems: list[Problem], *, home: Path | None = None
) -> dict[str, Path]:
    """Folders of the atlases that the atlas in ``root`` includes, by what it calls them.

    ``includes:`` in the catalogue is a list of ``shipped`` and of folders, as paths from
    the folder of the atlas itself, or from ``home`` if ``root`` is a copy of it.
    """
    path = root / CATALOG
    try:
        if not path.is_file() or b"includes" not in path.read_bytes():
            return {}
    except OSError:
        return {}  # told by read_catalog
    whole, _ = _read_yaml(path, [])
    names = whole.get("includes") if isinstance(whole, dict) else None
    if names is None:
        return {}

    def report(value: object, message: str, hint: str) -> None:
        problems.append(Problem(CATALOG, None, "includes", str(value), message, hint))

    if not isinstance(names, list) or not all(isinstance(one, str) for one in names):
        report(names, "is no list of atlases", f"includes: [{SHIPPED}]")
        return {}
    found: dict[str, Path] = {}
    for name in names:
        folder = shipped() if name == SHIPPED else (home or root) / name
        if unseen(name) or not (
            (folder / "data").is_dir() and (folder / "layers").is_dir()
        ):
            near = get_close_matches(name, [SHIPPED], n=1)
            hint = (
                f"did you mean {SHIPPED!r}?"
                if near
                else f"write {SHIPPED!r}, or the path from this atlas to a folder with"
                " data/ and layers/"
            )
            report(name, f"there is no atlas {shown(name)}", hint)
        elif name in found:
            report(name, f"{shown(name)} is included twice", "take one out")
        else:
            found[name] = folder
    return found


def read_catalog(root: Path, problems: list[Problem]) -> tuple[Layer, ...]:
    """Read the catalogue of the atlas in ``root``; append what is wrong to ``problems``.

    Entries with a fault are left out, so that each fault is told once.
    """
    path = root / CATALOG
    if not path.is_file():
        problems.append(
            Problem(CATALOG, None, "", "", "is missing", "list the layers in it")
        )
        return ()
    before = len(problems)
    whole, lines = _read_yaml(path, problems)
    if len(problems) > before:
        return ()
    for name in whole if isinstance(whole, dict) else ():
        if name not in _TOP:
            near = get_close_matches(str(name)[:80], _TOP, n=1)
            hint = f"did you mean {near[0]!r}?" if near else "take it out"
            message = f"unknown key {shown(name)}"
            problems.append(Problem(CATALOG, None, str(name)[:80], "", message, hint))
    entries = whole.get("layers") if isinstance(whole, dict) else None
    if not isinstance(entries, list):
        problems.append(
            Problem(CATALOG, 1, "layers", "", "holds no list 'layers'", "layers: [...]")
        )
        return ()
    layers: list[Layer] = []
    for number, entry in enumerate(entries):
        line = lines[number] if number < len(lines) else None
        layer = _layer(entry, line, problems)
        if layer is not None:
            layers.append(layer)
    _agree(layers, root, problems, complete=len(layers) == len(entries))
    return tuple(layers)


def _read_yaml(path: Path, problems: list[Problem]) -> tuple[Any, list[int]]:
    """Read the catalogue's values, and the line of each entry of its list 'layers'."""

    def report(line: int | None, message: str, hint: str = "") -> None:
        problems.append(Problem(CATALOG, line, "", "", message, hint))

    text = ""
    try:
        if path.stat().st_size > _LARGEST:
            report(None, f"is larger than {_LARGEST // 1000} kB")
            return None, []
        text = path.read_bytes().decode("utf-8-sig")
        fault = _yaml_fault(text)
        if fault:
            report(*fault, "write it out")
            return None, []
        loader = _Loader(text)
        try:
            node = loader.get_single_node()
            if node is not None:
                return loader.construct_document(node), _entry_lines(node)
        finally:
            loader.dispose()
    except UnicodeDecodeError as error:
        report(None, f"is not UTF-8: byte at offset {error.start}", "save it as UTF-8")
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = min(mark.line + 1, len(text.splitlines()) or 1) if mark else None
        report(line, f"is no YAML: {error.problem or error.context}")
    except OSError as error:
        report(None, f"cannot be read: {os_words(error)}")
    except (
        yaml.YAMLError,
        ValueError,
        TypeError,
        LookupError,
        AttributeError,
    ) as error:
        # PyYAML lets the errors of its constructors through ("!!bool maybe").
        words = str(error).splitlines() or [type(error).__name__]
        report(None, f"is no YAML: {words[0]}")
    return None, []


def _entry_lines(node: yaml.Node) -> list[int]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == "layers" and isinstance(value, yaml.SequenceNode):
                return [one.start_mark.line + 1 for one in value.value]
    return []


def _yaml_fault(text: str) -> tuple[int, str] | None:
    """Find what a list of layers does not need, and what could keep a reader busy.

    Aliases can make a small file unfold to any size; time and stack grow with depth.
    """
    depth = 0
    for token in yaml.scan(text, Loader=_Loader):
        line: int = token.start_mark.line + 1
        if isinstance(token, yaml.AliasToken):
            return line, "YAML aliases (*) are not read"
        if isinstance(token, _OPENING):
            depth += 1
            if depth > _DEEPEST:
                return line, "is no YAML we read: nested too deep"
        elif isinstance(token, _CLOSING):
            depth -= 1
    return None


def _layer(entry: Any, line: int | None, problems: list[Problem]) -> Layer | None:
    before = len(problems)

    def report(column: str, value: object, message: str, hint: str = "") -> None:
        problems.append(Problem(CATALOG, line, column, str(value)[:200], message, hint))

    if not isinstance(entry, dict):
        report("layers", entry, "an entry is no mapping", "- id: ports")
        return None
    known = (*_PLAIN, *_BOTH, "default_visible", "sources")
    words: dict[str, str] = {}
    for name in entry:
        if name not in known:
            near = get_close_matches(str(name)[:80], known, n=1)
            hint = f"did you mean {near[0]!r}?" if near else "take it out"
            report(str(name)[:80], name, f"unknown key {shown(name)}", hint)
    for name in _PLAIN:
        words[name] = _words(entry.get(name), name, report)
    for name in _BOTH:
        held = entry.get(name)
        if not isinstance(held, dict):
            report(
                name,
                held,
                f"{name!r} is not given in English and French",
                "{en: …, fr: …}",
            )
            continue
        for lang in LANGS:
            words[f"{name}_{lang}"] = _words(held.get(lang), f"{name}.{lang}", report)
        for lang in held:
            if lang not in LANGS:
                report(
                    name, lang, f"unknown language {shown(lang)}", "en and fr are known"
                )
    if words["id"] and not _ID.fullmatch(words["id"]):
        report(
            "id",
            words["id"],
            f"{shown(words['id'])} is no id",
            "letters, digits, - _ .",
        )
    if words["file"] and (
        PurePosixPath(words["file"]).name != words["file"]
        or "\\" in words["file"]
        or not words["file"].endswith(".geojson")
    ):
        report(
            "file",
            words["file"],
            f"{shown(words['file'])} is no .geojson file of layers/",
        )
    visible = entry.get("default_visible")
    if not isinstance(visible, bool):
        report("default_visible", visible, "is neither true nor false")
    sources = entry.get("sources", [])
    if not isinstance(sources, list) or not all(isinstance(s, str) for s in sources):
        report("sources", sources, "is no list of ids of sources", "put ids in quotes")
    if len(problems) > before:
        return None
    return Layer(
        default_visible=visible is True, sources=tuple(sources), line=line, **words
    )


def _words(value: Any, name: str, report: Any) -> str:
    if value is None or value == "":
        report(name, "", "is missing")
        return ""
    if not isinstance(value, str):
        report(name, value, f"{shown(value)} is no text", "put it in quotation marks")
        return ""
    point = unseen(value)
    if point:
        report(name, value, f"holds the invisible character {point}", "take it out")
    return value


def _agree(
    layers: list[Layer], root: Path, problems: list[Problem], *, complete: bool
) -> None:
    """Every entry has its file, every file its entry, each once."""
    files = layer_files(root)
    for name in ("id", "file"):
        seen: set[str] = set()
        for layer in layers:
            value: str = getattr(layer, name)
            if value in seen:
                problems.append(
                    Problem(
                        CATALOG,
                        layer.line,
                        name,
                        value,
                        f"{name} {value!r} stands twice",
                    )
                )
            seen.add(value)
    listed = {layer.file for layer in layers}
    for layer in layers:
        if layer.file not in files:
            near = get_close_matches(
                layer.file, [one for one in files if one not in listed], n=1
            )
            hint = (
                f"did you mean {near[0]!r}?"
                if near
                else "add the file or take the entry out"
            )
            message = f"there is no file {layer.file!r} in layers/"
            problems.append(
                Problem(CATALOG, layer.line, "file", layer.file, message, hint)
            )
    if not complete:  # the entry may be there, with a fault of its own
        return
    for file in files:
        if file not in listed:
            problems.append(
                Problem(
                    f"layers/{file}",
                    None,
                    "",
                    "",
                    f"has no entry in {CATALOG}",
                    "add one",
                )
            )
