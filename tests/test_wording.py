"""Nothing that we ship or make states a fact, or a verdict, in our own voice."""

import ast
import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from geo import register, vocabulary
from geo.atlas import open_atlas
from geo.cli import app
from geo.tables import TABLES, Kind
from geo.view import page_model
from geo.wording import RULES, check_wording, findings
from tests.atlases import ROWS, small_atlas

HERE = Path(__file__).parents[1]
LANGS = ("en", "fr")

GOOD = {
    "en": [
        "According to the institute, the port received 300 containers.",
        "RUSI counts 64 runs between the two ports.",
        "As relayed by Reuters, the minister denies the report.",
        "The ministry says that the cargo was smuggled.",
        "The container ship is “clearly” loaded, says the institute.",
        "The White House reports a transfer. The contents are unconfirmed.",
        "Document 002 judges the use of “illicit” networks likely.",
        "CSIS holds with moderate confidence that the train is Russian. It calls a return likely.",
    ],
    "fr": [
        "Selon l'institut, le port a reçu 300 conteneurs.",
        "Le RUSI dénombre 64 trajets entre les deux ports.",
        "D'après Reuters, le ministre dément.",
        "Le ministère affirme que la cargaison relevait de la contrebande.",
        "Le document 002 juge probable le recours à des réseaux « illicites ».",
    ],
}
BAD = {
    "en": [
        ("The port received 300 containers.", "attribution", ""),
        ("Three ships carried shells to Dunai in August 2023.", "attribution", ""),
        ("Russia has consolidated its place in the market.", "attribution", ""),
        ("The accord obliges each side to give help.", "attribution", ""),
        (
            "RUSI has moderate confidence that a return is likely.",
            "mixed",
            "likely … moderate confidence",
        ),
        ("It was probably rail, says CSIS with high confidence.", "mixed", None),
        ("RUSI counts three ships. They smuggled arms.", "wrongdoing", "smuggled"),
        ("An illegal port call, 2023", "wrongdoing", "illegal"),
        ("The guilty ship leaves Rajin", "wrongdoing", "guilty"),
        ("Illicit cargo to Dunai", "wrongdoing", "Illicit"),
        ("CSIS sees a train. This proves the transfer.", "certain", "proves"),
        ("Arms were clearly aboard", "certain", "clearly"),
    ],
    "fr": [
        ("Le port a reçu 300 conteneurs.", "attribution", ""),
        ("Trois navires ont transporté des obus.", "attribution", ""),
        (
            "Le CSIS juge un retour probable, avec un degré de confiance modéré.",
            "mixed",
            "probable … degré de confiance",
        ),
        ("Escale illégale de 2023", "wrongdoing", "illégale"),
        ("Contrebande par le pont", "wrongdoing", "Contrebande"),
        ("Les coupables et leurs navires", "wrongdoing", "coupables"),
        ("Des armes étaient manifestement à bord", "certain", "manifestement"),
    ],
}


@pytest.mark.parametrize("lang", LANGS)
def test_a_good_sentence_is_left_alone(lang):
    assert {text: findings(text, lang) for text in GOOD[lang]} == {
        text: [] for text in GOOD[lang]
    }


@pytest.mark.parametrize(
    ("lang", "text", "rule", "word"),
    [(lang, *row) for lang in LANGS for row in BAD[lang]],
)
def test_a_bad_sentence_is_caught_by_its_rule_and_word(lang, text, rule, word):
    found = [one for one in findings(text, lang) if one.rule == rule]
    assert found, findings(text, lang)
    assert word is None or found[0].word == word
    assert found[0].better and rule in RULES


def test_a_word_of_guilt_in_quotation_marks_is_its_speakers():
    assert findings("An “illegal” port call", "en", tells=False) == []
    assert findings("Une escale « illégale »", "fr", tells=False) == []
    assert findings("An illegal port call", "en", tells=False)


# What we ship ---------------------------------------------------------------------------


def test_every_text_of_the_shipped_atlas_keeps_the_rules(atlas):
    assert [str(one) for one in check_wording(atlas)] == []


@pytest.mark.parametrize("lang", LANGS)
def test_no_text_of_any_table_gives_a_verdict_or_mixes_two_scales(atlas, lang):
    bad = []
    for name, table in TABLES.items():
        names = {column.name for column in table.columns}
        for column in table.columns:
            own = column.name.endswith(f"_{lang}") or (
                lang == "en"
                and (column.name == "severity" or f"{column.name}_fr" in names)
            )
            if not own or column.kind is not Kind.TEXT:
                continue
            for key, text in atlas.tables[name][column.name].items():
                bad += [
                    (name, key, one.rule, one.word)
                    for one in findings(str(text), lang, tells=False)
                    if one.rule in ("mixed", "wrongdoing")
                ]
    assert bad == []


@pytest.mark.parametrize(
    ("lang", "opening"),
    [("en", r"According to [^,]+, "), ("fr", r"(?:Selon|D'après) [^,]+, ")],
)
def test_a_shipped_summary_without_its_speaker_turns_red(atlas, lang, opening):
    """Not every one: some name a second speaker, or a document, further on."""
    told = [
        text
        for text in atlas.claims[f"summary_{lang}"]
        if re.match(opening, text) and len(re.findall(r"[.!?](?:\s|$)", text)) == 1
    ]
    cut = [re.sub(f"^{opening}", "", text, count=1) for text in told]
    red = [
        text
        for text in (one[0].upper() + one[1:] for one in cut)
        if any(one.rule == "attribution" for one in findings(text, lang))
    ]
    assert len(told) > 20
    assert not any(findings(text, lang) for text in told)
    assert len(red) > len(told) * (0.7 if lang == "en" else 0.4)


@pytest.mark.parametrize("lang", LANGS)
def test_the_vocabulary_and_the_page_speak_neutrally(atlas, lang):
    texts = {}
    for name, words in vocabulary.VOCABULARIES.items():
        for word in words:
            texts[f"{name}.{word}"] = f"{word.label(lang)}. {word.description(lang)}"
    model = page_model(atlas, lang=lang)
    texts |= {f"ui.{key}": text for key, text in model["ui"].items()}
    texts |= {f"about.{i}": text for i, text in enumerate(model["about"])}
    for kind in ("layers", "themes", "views", "unmapped"):
        texts |= {f"{kind}.{one['id']}": one["label"] for one in model[kind]}
    texts |= {f"flow.{one['id']}": one["title"] for one in model["flows"]}
    for key, (en, fr) in register._WORDS.items():
        texts[f"register.{key}"] = en if lang == "en" else fr
    assert len(texts) > 400
    bad = {key: findings(text, lang, tells=False) for key, text in texts.items()}
    assert {key: found for key, found in bad.items() if found} == {}


def prose() -> dict[str, str]:
    """Every hand-written page, and every text in the code, by where it stands."""
    found = {}
    for path in [
        *HERE.glob("*.md"),
        *HERE.glob("docs/**/*.md"),
        *HERE.glob("layers/**/*.md"),
    ]:
        found[path.name] = re.sub(
            r"```.*?```|`[^`]*`", "“…”", path.read_text("utf-8"), flags=re.S
        )
    for path in sorted(HERE.glob("notebooks/*.ipynb")):
        for i, cell in enumerate(json.loads(path.read_text("utf-8"))["cells"]):
            if cell["cell_type"] == "markdown":
                found[f"{path.name}#{i}"] = "".join(cell["source"])
    for path in sorted((HERE / "geo").glob("*.py")):
        if path.name == "wording.py":  # it holds the very words
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found[f"{path.name}:{node.lineno}"] = node.value
    return found


def test_no_page_notebook_or_text_in_the_code_gives_a_verdict():
    texts = prose()
    assert len(texts) > 3000
    bad = [
        (where, one.rule, one.word, one.sentence[:80])
        for where, text in texts.items()
        for lang in LANGS
        for one in findings(text, lang, tells=False)
        if one.rule in ("mixed", "wrongdoing")
    ]
    assert bad == []


# The command ----------------------------------------------------------------------------


def test_check_refuses_no_atlas_for_its_style_unless_asked(tmp_path):
    flows = [{**ROWS["flows"][0], "title_en": "Smuggled containers"}]
    claims = [{**ROWS["claims"][0], "summary_en": "The port sent 1,000 containers."}]
    claims.append(ROWS["claims"][1])
    small_atlas(tmp_path, flows=flows, claims=claims)
    assert open_atlas(tmp_path)
    assert CliRunner().invoke(app, ["check", str(tmp_path)]).exit_code == 0
    run = CliRunner().invoke(app, ["check", str(tmp_path), "--wording"])
    assert run.exit_code == 1
    assert "data/claims.csv:2: summary_en: T001: attribution" in run.output
    assert "data/flows.csv:2: title_en: alpha-beta: wrongdoing" in run.output
    assert "'Smuggled'" in run.output and "moved unreported" in run.output
    assert "2 problems." in run.output
